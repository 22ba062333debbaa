import COpenSSL

/// A certificate and its private key, both PEM, as far as it can be told whether they are of use.
package enum CertificatePair {
    /// Why they are of no use.
    package enum Flaw: Sendable, Equatable {
        case unreadableCertificate, unreadableKey, foreignKey
    }

    /// The first flaw; `nil`: there is none. Nobody is asked for a pass phrase.
    package static func flaw(certificatePEM: String, privateKeyPEM: String) -> Flaw? {
        // What failed is in the answer; libcrypto's own list of errors must not grow meanwhile.
        defer { ERR_clear_error() }
        guard let certificate = read(certificatePEM, { PEM_read_bio_X509($0, nil, noPassPhrase, nil) }) else {
            return .unreadableCertificate
        }
        defer { X509_free(certificate) }
        guard let key = read(privateKeyPEM, { PEM_read_bio_PrivateKey($0, nil, noPassPhrase, nil) }) else {
            return .unreadableKey
        }
        defer { EVP_PKEY_free(key) }
        return X509_check_private_key(certificate, key) == 1 ? nil : .foreignKey
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
