/// Templates and photos as rows carry them: base64 in the standard alphabet (RFC 4648 section 4).
enum Base64Text {
    /// The bytes behind `text`; `nil` where anything else stands in it, or of a length no encoder makes.
    ///
    /// Padding may be missing, as firmware that counts `Size` without it leaves it out.
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var characters = text
        if characters.count % 4 == 0 {
            for _ in 0..<2 where characters.last == ASCII.equals { characters.removeLast() }
        }
        guard characters.count % 4 != 1 else { return nil }
        var bytes = [UInt8]()
        bytes.reserveCapacity(characters.count / 4 * 3 + 2)
        var (bits, held) = (UInt32(0), 0)
        for character in characters {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            held += 6
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
            }
        }
        return bytes
    }

    /// Standard alphabet, padded.
    static func encode(_ bytes: [UInt8]) -> String {
        var text = [UInt8]()
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? alphabet[Int(bits >> 18 & 63)] : ASCII.equals)
                bits <<= 6
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Six bits for each character of the alphabet, 64 for every other byte.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
