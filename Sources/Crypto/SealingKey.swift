/// A key that secrets are kept under: who has only what it sealed learns nothing and can change nothing unnoticed.
///
/// Printing one shows nothing of it.
package struct SealingKey: Sendable, Equatable, CustomStringConvertible {
    private let key: [UInt8]
    /// The first four bytes of a digest of the key: tells keys apart and nothing else about them.
    private let name: [UInt8]

    /// The first byte of what is sealed: how it is.
    private static let form: UInt8 = 1

    /// `nil` unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == AES256GCM.keyLength else { return nil }
        self.init(known: bytes)
    }

    private init(known bytes: [UInt8]) {
        key = bytes
        name = Array(SHA256.digest(Array("adms-bridge sealing key".utf8) + bytes).prefix(4))
    }

    /// `nil` unless the text is 64 hexadecimal digits or the base64 of 32 bytes.
    package init?(_ text: String) {
        guard let bytes = Self.hexadecimal(text) ?? Base64.decode(text, forgiving: true) else {
            return nil
        }
        self.init(bytes: bytes)
    }

    package static let rule = "32 random bytes as 64 hexadecimal digits or base64"

    /// A key nobody else has.
    package static func random() -> SealingKey { SealingKey(known: SecureRandom.bytes(AES256GCM.keyLength)) }

    /// The key as `init` takes it: 44 characters of base64.
    package var revealed: String { Base64.encode(key) }

    package var description: String { "sealing key ***" }

    /// The bytes, sealed: form, name of the key, nonce, ciphertext, tag; never the same twice.
    ///
    /// - Parameter context: Where they belong; only there can they be opened again.
    package func seal(_ bytes: [UInt8], context: String) -> [UInt8] {
        let (head, nonce) = ([Self.form] + name, SecureRandom.bytes(AES256GCM.nonceLength))
        return head + nonce
            + AES256GCM.seal(bytes, key: key, nonce: nonce, context: head + Array(context.utf8))
    }

    /// What was sealed; `nil` where it was not by this key, not for this context, or is damaged.
    package func open(_ sealed: [UInt8], context: String) -> [UInt8]? {
        let head = [Self.form] + name
        let start = head.count + AES256GCM.nonceLength
        guard sealed.count >= start, sealed.starts(with: head) else { return nil }
        return AES256GCM.open(
            Array(sealed[start...]), key: key, nonce: Array(sealed[head.count..<start]),
            context: head + Array(context.utf8))
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.utf8.compactMap(\.hexadecimalDigit)
        guard digits.count == 64, text.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

extension UInt8 {
    /// The value of this character as a hexadecimal digit.
    fileprivate var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
