import BridgeCore
import HTTPClient

extension AttemptOutcome.End {
    /// What a transfer's end means for the webhook it carried.
    init(_ result: Result<ClientResponse, ClientFailure>) {
        switch Self.response(result) {
        case .success(let response): self = .answered(ReceiverAnswer(response))
        case .failure(let failure): self = Self.failed(failure)
        }
    }

    /// What the answer to a question for agreement means (CloudEvents web hooks 1.0.1, section 4.2): the header
    /// counts, not the status, for many answer OPTIONS with 200 without knowing the question.
    ///
    /// - Parameter origin: What the bridge called itself in `WebHook-Request-Origin`.
    init(_ result: Result<ClientResponse, ClientFailure>, toQuestionFrom origin: String) {
        switch Self.response(result) {
        case .success(let response):
            let answer = ReceiverAnswer(response)
            let allowed = response.header("webhook-allowed-origin")
            guard answer.isSuccess, allowed == "*" || allowed?.lowercased() == origin.lowercased() else {
                self = .refused(answer)
                return
            }
            let rate = response.header("webhook-allowed-rate").flatMap { Int($0) }
            self = .agreed(answer, rate: rate.flatMap { $0 > 0 ? $0 : nil })
        case .failure(let failure): self = Self.failed(failure)
        }
    }

    /// Too long an answer is an answer: its status came first, and the receiver has acted on it.
    private static func response(
        _ result: Result<ClientResponse, ClientFailure>
    ) -> Result<ClientResponse, ClientFailure> {
        if case .failure(.responseTooLarge(let response)) = result, response.status >= 200 {
            return .success(response)
        }
        return result
    }

    private static func failed(_ failure: ClientFailure) -> Self {
        switch failure {
        case .timedOut: .timedOut
        case .nameNotResolved: .nameNotResolved
        case .connectFailed: .connectFailed
        case .tlsFailed(.expired): .tlsFailed(.expired)
        case .tlsFailed(.untrusted): .tlsFailed(.untrusted)
        case .tlsFailed(.wrongHost): .tlsFailed(.wrongHost)
        case .tlsFailed(.clientCertificate): .tlsFailed(.clientCertificate)
        case .tlsFailed(.handshake): .tlsFailed(.handshake)
        case .addressRefused: .blockedAddress
        case .connectionLost, .responseTooLarge: .connectionLost
        case .invalidRequest: .invalidAddress
        case .couldNotSend: .notSent
        }
    }
}

extension ReceiverAnswer {
    init(_ response: ClientResponse) {
        self.init(
            status: response.status, retryAfter: response.header("retry-after"),
            wish: response.header("webhook-delivery"), body: response.body)
    }
}
