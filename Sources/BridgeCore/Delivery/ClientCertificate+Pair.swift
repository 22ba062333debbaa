import Crypto

extension ClientCertificate {
    /// The half that is to blame and what is wrong with it, as the end of the sentence that begins with its key;
    /// `nil`: nothing. Shows nothing of the private key. It may have expired: the receiver judges that.
    package var refusal: (key: String, rule: String)? {
        switch CertificatePair.flaw(certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM) {
        case nil: nil
        case .unreadableCertificate:
            ("certificate", "must be a certificate as PEM (BEGIN CERTIFICATE); this one cannot be read")
        case .unreadableKey:
            (
                "private_key",
                "must be a private key as PEM without a passphrase (BEGIN PRIVATE KEY); this one cannot be read"
            )
        case .foreignKey: ("private_key", "must be the key that belongs to the certificate")
        }
    }
}
