/// Why there is no (whole) answer. Nothing in it, nor in its words, tells of addresses behind a name.
package enum ClientFailure: Error, Sendable, Equatable {
    case timedOut
    case nameNotResolved
    case connectFailed
    case tlsFailed(TLSProblem)
    /// Every address of the name was turned down by the request's guard.
    case addressRefused
    /// The answer's head, or its body past the limit, was too long; this is what came before.
    case responseTooLarge(ClientResponse)
    /// The peer hung up, or did not speak HTTP.
    case connectionLost
    /// The address or a header cannot be sent, or the scheme is not allowed.
    case invalidRequest
    /// The machine is out of memory, handles or sockets.
    case couldNotSend

    /// What was wrong with the other side's certificate, as far as it is known.
    package enum TLSProblem: Sendable, Equatable {
        case expired
        case untrusted
        case wrongHost
        /// Ours cannot be used, or the server does not take it, or it asks for one and there is none.
        case clientCertificate
        /// No certificate was judged: the handshake itself failed.
        case handshake
    }
}

extension ClientFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .timedOut: "no answer in time"
        case .nameNotResolved: "the host name could not be resolved"
        case .connectFailed: "the connection could not be made"
        case .tlsFailed(.expired): "the server's certificate is expired or not yet valid"
        case .tlsFailed(.untrusted):
            "the server's certificate is not signed by an authority this machine trusts"
        case .tlsFailed(.wrongHost): "the server's certificate is for another host name"
        case .tlsFailed(.clientCertificate): "the server did not get a client certificate it takes"
        case .tlsFailed(.handshake): "the TLS handshake failed"
        case .addressRefused: "the address is not one that may be connected to"
        case .responseTooLarge: "the answer is too long"
        case .connectionLost: "the connection was closed before a whole HTTP answer came"
        case .invalidRequest: "the address or a header cannot be sent"
        case .couldNotSend: "this machine has no memory, handles or sockets left"
        }
    }
}
