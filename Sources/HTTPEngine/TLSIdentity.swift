/// Who a listener is over TLS: the texts of its PEM files.
package struct TLSIdentity: Sendable {
    /// The server's certificate, then those that lead to its issuer.
    package var certificatePEM: String
    /// The certificate's private key, without a pass phrase.
    package var privateKeyPEM: String

    package init(certificatePEM: String, privateKeyPEM: String) {
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
    }
}
