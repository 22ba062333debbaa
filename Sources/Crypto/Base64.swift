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

    /// The bytes behind a text in the standard alphabet; `nil` where anything else stands in it.
    ///
    /// Missing padding is forgiven (people paste secrets without it); white space, foreign characters and a
    /// length no encoder could have made are not.
    package static func decode(_ text: String) -> [UInt8]? {
        var characters = Array(text.utf8)
        if characters.count % 4 == 0 {
            let padding = characters.suffix(2).count(where: { $0 == UInt8(ascii: "=") })
            characters.removeLast(characters.last == UInt8(ascii: "=") ? padding : 0)
        }
        guard characters.count % 4 != 1, characters.allSatisfy(isAlphabet) else { return nil }
        let missing = (4 - characters.count % 4) % 4
        characters += Array(repeating: UInt8(ascii: "="), count: missing)
        guard !characters.isEmpty else { return [] }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: characters.count / 4 * 3) { buffer, count in
            let decoded = EVP_DecodeBlock(buffer.baseAddress, characters, Int32(characters.count))
            failed = decoded < 0
            count = failed ? 0 : Int(decoded) - missing
        }
        return failed ? nil : bytes
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
