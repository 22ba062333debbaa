import Crypto

extension ClientCertificate {
    /// What is wrong with it, as the end of the sentence "certificate …"; `nil`: nothing. It may have expired: the
    /// receiver judges that.
    package var problem: String? {
        CertificatePair.problem(certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM)
    }
}
