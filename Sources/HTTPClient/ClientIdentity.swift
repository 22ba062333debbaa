/// A certificate the client shows of itself in the TLS handshake, and its private key, both PEM; printing one
/// shows no key.
package struct ClientIdentity: Sendable, Equatable, CustomStringConvertible {
    /// The client's own certificate first, then those that lead to its authority.
    package let certificatePEM: String
    /// Not encrypted: a pass phrase cannot be asked for.
    package let privateKeyPEM: String

    package init(certificatePEM: String, privateKeyPEM: String) {
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
    }

    package var description: String { "client identity ***" }
}
