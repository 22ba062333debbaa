/// How one attempt ended, and what the endpoint's owner may know of it.
package struct AttemptOutcome: Sendable, Equatable {
    package let end: End
    /// The address the request went to, where the endpoint's owner may know it: a public one, or any where the
    /// endpoint may go anywhere.
    package let address: String?

    package init(_ end: End, address: String? = nil) {
        self.end = end
        self.address = address
    }

    package enum End: Sendable, Equatable {
        /// There was an answer, whatever its status.
        case answered(ReceiverAnswer)
        /// Asked whether it wants webhooks, the receiver said yes; so many a minute at most, if it said that.
        case agreed(ReceiverAnswer, rate: Int?)
        /// Asked whether it wants webhooks, the receiver answered something else.
        case refused(ReceiverAnswer)
        case timedOut
        case nameNotResolved
        case connectFailed
        case tlsFailed(TLSProblem)
        /// The egress guard turned every address of the host down.
        case blockedAddress
        /// The peer hung up, or did not speak HTTP.
        case connectionLost
        /// The endpoint's address cannot be used.
        case invalidAddress
        /// This machine could not send: no memory or sockets.
        case notSent
    }

    package enum TLSProblem: Sendable, Equatable {
        case expired, untrusted, wrongHost, clientCertificate, handshake
    }

    /// Whether the receiver has taken what it was sent or, asked whether it wants webhooks, said yes.
    package var isDelivery: Bool {
        switch end {
        case .answered(let answer): answer.isSuccess
        case .agreed: true
        case .refused, .timedOut, .nameNotResolved, .connectFailed, .tlsFailed, .blockedAddress,
            .connectionLost, .invalidAddress, .notSent:
            false
        }
    }

    package var answer: ReceiverAnswer? {
        switch end {
        case .answered(let answer), .agreed(let answer, _), .refused(let answer): answer
        case .timedOut, .nameNotResolved, .connectFailed, .tlsFailed, .blockedAddress, .connectionLost,
            .invalidAddress, .notSent:
            nil
        }
    }

    package var status: Int? { answer?.status }

    /// The word it goes by in records and logs.
    package var word: String {
        switch end {
        case .answered(let answer):
            answer.isSuccess ? "delivered" : answer.asksToAbort ? "aborted" : "http_\(answer.status)"
        case .agreed: "agreed"
        case .refused: "not_agreed"
        case .timedOut: "timeout"
        case .nameNotResolved: "dns_failed"
        case .connectFailed: "connect_failed"
        case .tlsFailed(.expired): "tls_expired"
        case .tlsFailed(.untrusted): "tls_untrusted"
        case .tlsFailed(.wrongHost): "tls_wrong_host"
        case .tlsFailed(.clientCertificate): "tls_client_certificate"
        case .tlsFailed(.handshake): "tls_failed"
        case .blockedAddress: "blocked_address"
        case .connectionLost: "connection_lost"
        case .invalidAddress: "invalid_address"
        case .notSent: "not_sent"
        }
    }
}

extension AttemptOutcome {
    package static func answered(status: Int, retryAfter: String? = nil, wish: String? = nil) -> Self {
        Self(.answered(ReceiverAnswer(status: status, retryAfter: retryAfter, wish: wish)))
    }

    package static func tlsFailed(_ problem: TLSProblem) -> Self { Self(.tlsFailed(problem)) }

    package static let timedOut = Self(.timedOut)
    package static let nameNotResolved = Self(.nameNotResolved)
    package static let connectFailed = Self(.connectFailed)
    package static let blockedAddress = Self(.blockedAddress)
    package static let connectionLost = Self(.connectionLost)
    package static let invalidAddress = Self(.invalidAddress)
    package static let notSent = Self(.notSent)
}
