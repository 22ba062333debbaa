import Crypto

/// A key of 32 bytes as people write it: `openssl rand -hex 32`, or `head -c 32 /dev/urandom | base64`.
enum SecretsKeyText {
    static let rule = "32 bytes as 64 hexadecimal digits or as base64"

    /// `nil` for anything else; base64 of 64 characters would be 48 bytes, so the two are never mistaken.
    static func parse(_ text: String) -> [UInt8]? {
        let key =
            text.utf8.count == 64 ? hexadecimal(text) : Base64.decode(text, forgiving: true)
        return key?.count == 32 ? key : nil
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.compactMap { $0.isASCII ? $0.hexDigitValue.map(UInt8.init) : nil }
        guard digits.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
