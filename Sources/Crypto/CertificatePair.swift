import COpenSSL

/// A certificate and its private key, both PEM, as far as it can be told whether they are of use.
package enum CertificatePair {
    /// What is wrong with them, as the end of the sentence "certificate …"; `nil`: nothing. Nothing of the key is in
    /// it, and nobody is asked for a pass phrase.
    package static func problem(certificatePEM: String, privateKeyPEM: String) -> String? {
        // What failed is in the answer; libcrypto's own list of errors must not grow meanwhile.
        defer { ERR_clear_error() }
        guard let certificate = read(certificatePEM, { PEM_read_bio_X509($0, nil, noPassPhrase, nil) }) else {
            return "must be a PEM certificate (BEGIN CERTIFICATE)"
        }
        defer { X509_free(certificate) }
        guard let key = read(privateKeyPEM, { PEM_read_bio_PrivateKey($0, nil, noPassPhrase, nil) }) else {
            return "must have a PEM private key without a pass phrase (BEGIN PRIVATE KEY)"
        }
        defer { EVP_PKEY_free(key) }
        return X509_check_private_key(certificate, key) == 1
            ? nil : "must have the private key that belongs to it"
    }

    private static func read(
        _ text: String, _ parse: (OpaquePointer?) -> OpaquePointer?
    ) -> OpaquePointer? {
        var text = text
        return text.withUTF8 { bytes in
            guard let input = BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else {
                return nil
            }
            defer { BIO_free(input) }
            return parse(input)
        }
    }
}

/// Without it libcrypto would ask at the terminal.
private func noPassPhrase(
    _ text: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isWriting: Int32,
    _ context: UnsafeMutableRawPointer?
) -> Int32 { -1 }
