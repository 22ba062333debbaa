extension ClientCertificate {
    /// Bytes of either text.
    package static let maximumLength = 1 << 16

    /// What is wrong with the certificate's text, as the end of the sentence that begins with its key; `nil` where
    /// it looks like one. Whether it belongs to the private key only TLS itself can tell.
    package static func refusal(certificatePEM text: String) -> String? {
        let isGood = text.utf8.count <= maximumLength && hasBlock("CERTIFICATE", in: text)
        return isGood ? nil : "must be a PEM certificate (BEGIN CERTIFICATE) of at most 64KiB"
    }

    /// The same for the private key's text, of which nothing is shown.
    package static func refusal(privateKeyPEM text: String) -> String? {
        let kinds = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]
        guard text.utf8.count <= maximumLength else { return "must be at most 64KiB long" }
        // PKCS #8 says so in the block's name, the older forms in a line of the block.
        if hasBlock("ENCRYPTED PRIVATE KEY", in: text) || text.contains("Proc-Type: 4,ENCRYPTED") {
            return "must not be under a pass phrase: nobody is there to type it"
        }
        return kinds.contains { hasBlock($0, in: text) }
            ? nil : "must be a PEM private key (BEGIN PRIVATE KEY)"
    }

    private static func hasBlock(_ name: String, in text: String) -> Bool {
        guard let begin = text.firstRange(of: "-----BEGIN \(name)-----") else { return false }
        return text[begin.upperBound...].contains("-----END \(name)-----")
    }
}
