import HTTPClient

extension AttemptOutcome {
    /// What a transfer's end means for the webhook it carried.
    init(_ result: Result<ClientResponse, ClientFailure>) {
        switch result {
        case .success(let response), .failure(.responseTooLarge(let response)):
            // Too long an answer is an answer: its status came first, and the receiver has acted on it.
            self = .answered(status: response.status, retryAfter: response.header("retry-after"))
        case .failure(let failure):
            self = Self.failed(failure)
        }
    }

    private static func failed(_ failure: ClientFailure) -> AttemptOutcome {
        switch failure {
        case .timedOut: .timedOut
        case .nameNotResolved: .nameNotResolved
        case .connectFailed: .connectFailed
        case .tlsFailed(.expired): .tlsFailed(.expired)
        case .tlsFailed(.untrusted): .tlsFailed(.untrusted)
        case .tlsFailed(.wrongHost): .tlsFailed(.wrongHost)
        case .tlsFailed(.handshake): .tlsFailed(.handshake)
        case .addressRefused: .blockedAddress
        case .connectionLost, .responseTooLarge: .connectionLost
        case .invalidRequest: .invalidAddress
        case .couldNotSend: .notSent
        }
    }
}
