/// How one attempt to deliver an event ended.
package enum AttemptOutcome: Sendable, Equatable {
    /// There was an answer; `retryAfter` is that header as it came.
    case answered(status: Int, retryAfter: String?)
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

    package enum TLSProblem: Sendable, Equatable {
        case expired, untrusted, wrongHost, handshake
    }

    /// Whether the receiver has taken the event.
    package var isDelivery: Bool { status.map { 200...299 ~= $0 } ?? false }

    package var status: Int? {
        if case .answered(let status, _) = self { status } else { nil }
    }

    /// The word it goes by in records and logs.
    package var word: String {
        switch self {
        case .answered(let status, _): isDelivery ? "delivered" : "http_\(status)"
        case .timedOut: "timeout"
        case .nameNotResolved: "dns_failed"
        case .connectFailed: "connect_failed"
        case .tlsFailed(.expired): "tls_expired"
        case .tlsFailed(.untrusted): "tls_untrusted"
        case .tlsFailed(.wrongHost): "tls_wrong_host"
        case .tlsFailed(.handshake): "tls_failed"
        case .blockedAddress: "blocked_address"
        case .connectionLost: "connection_lost"
        case .invalidAddress: "invalid_address"
        case .notSent: "not_sent"
        }
    }
}
