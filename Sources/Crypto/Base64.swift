import COpenSSL

/// Base64 of RFC 4648: the standard alphabet with padding, and the URL-safe one without.
package enum Base64 {
    /// Standard alphabet, padded.
    package static func encode(_ bytes: [UInt8]) -> String {
        let capacity = (bytes.count + 2) / 3 * 4 + 1  // EVP_EncodeBlock ends with a NUL
        let text = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = Int(EVP_EncodeBlock(buffer.baseAddress, bytes, Int32(bytes.count)))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// URL-safe alphabet, no padding (RFC 4648 section 5).
    package static func encodeURLSafe(_ bytes: [UInt8]) -> String {
        let safe = encode(bytes).utf8.compactMap { character -> UInt8? in
            switch character {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            case UInt8(ascii: "="): nil
            default: character
            }
        }
        return String(decoding: safe, as: UTF8.self)
    }

    /// The bytes behind a text in the standard alphabet; `nil` where anything else stands in it, white space
    /// included, or bits are set that stand for nothing: of all texts only the one that `encode` writes is taken.
    ///
    /// - Parameter forgiving: Takes a text without its padding, and passes over such bits: people paste secrets so,
    ///   and the libraries that verify webhooks take them.
    package static func decode(_ text: String, forgiving: Bool = false) -> [UInt8]? {
        let missing = (4 - text.utf8.count % 4) % 4
        guard missing == 0 || forgiving && missing < 3 && !text.hasSuffix("=") else { return nil }
        let padded = text + String(repeating: "=", count: missing)
        guard !padded.isEmpty else { return [] }
        let characters = Array(padded.utf8)
        let padding = characters.suffix(2).count(where: { $0 == UInt8(ascii: "=") })
        guard characters.dropLast(padding).allSatisfy(isAlphabet) else { return nil }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: characters.count / 4 * 3) { buffer, count in
            let decoded = EVP_DecodeBlock(buffer.baseAddress, characters, Int32(characters.count))
            failed = decoded < 0
            count = failed ? 0 : Int(decoded) - padding
        }
        return failed || !forgiving && encode(bytes) != padded ? nil : bytes
    }

    private static func isAlphabet(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
