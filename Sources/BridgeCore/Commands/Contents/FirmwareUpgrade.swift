/// Firmware that a terminal is to fetch and install.
package struct FirmwareUpgrade: Sendable, Equatable {
    package let url: String
    /// MD5 of the file, 32 hexadecimal characters.
    package let checksum: String
    /// Bytes.
    package let size: Int
    package let transfer: Transfer

    package enum Transfer: String, Sendable, CaseIterable {
        /// The file as it is.
        case raw
        /// The file in base64: firmware of before 2020.
        case base64
        /// The file in ranges of 1 MB.
        case ranges
    }

    init?(_ fields: inout FieldReader) {
        let url = fields.fileURL()
        let checksum = fields.text("md5", required: true, maximum: 32, rule: "32 hexadecimal characters") {
            $0.utf8.count == 32 && $0.allSatisfy { $0.isASCII && $0.isHexDigit }
        }
        let size = fields.integer("size", required: true, in: 1...2_000_000_000)
        transfer = fields.choice("transfer", fallback: Transfer.raw) ?? .raw
        fields.confirmation()
        guard let url, let checksum, let size else { return nil }
        (self.url, self.checksum, self.size) = (url, checksum, size)
    }
}
