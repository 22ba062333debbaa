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

    /// Six bits for each character of the alphabet, 64 for every other byte.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 64, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, character) in alphabet.utf8.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
