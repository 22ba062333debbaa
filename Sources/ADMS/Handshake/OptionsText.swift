/// Options as a terminal lists them: `key=value` separated by commas or line ends (protocol sections 3.7,
/// 6.2).
package enum OptionsText {
    /// Options at most.
    static let maximumCount = 1000
    /// Bytes of a name and of a value at most.
    static let maximumKey = 64
    static let maximumValue = 4096

    /// The options of an upload's body; see `reading` for what could not be kept.
    package static func read(_ body: [UInt8]) -> [String: String] { reading(body[...]).options }

    /// The options of `body`, and how many pieces of it were none or broke a limit.
    ///
    /// Values may hold commas (`~OEMVendor=ZKTECO CO., LTD.`): only a comma that `key=` follows ends one.
    /// Names may begin with `~`, values may be empty; of a name given twice the last value counts. What is
    /// not UTF-8 becomes U+FFFD. Keys to log in with show as `***`.
    package static func reading(_ body: ArraySlice<UInt8>, limit: Int = maximumCount) -> OptionsReading {
        var reading = OptionsReading()
        var place = body.startIndex
        if body.starts(with: [0xef, 0xbb, 0xbf]) { place += 3 }
        while place < body.endIndex {
            let end = endOfPiece(body[place...])
            let piece = body[place..<end].trimmed
            if !piece.isEmpty, !take(piece, into: &reading, limit: limit) { reading.dropped += 1 }
            place = end + 1
        }
        return reading
    }

    private static func take(
        _ piece: ArraySlice<UInt8>, into reading: inout OptionsReading, limit: Int
    ) -> Bool {
        guard let equals = piece.firstIndex(of: ASCII.equals) else { return false }
        let key = piece[..<equals]
        let value = piece[(equals + 1)...]
        let name = key.text
        guard 1...maximumKey ~= key.count, isName(key), value.count <= maximumValue,
            reading.options.count < limit || reading.options[name] != nil
        else { return false }
        reading.options[name] = Withholding.isSecret(key: key) && !value.isEmpty ? "***" : value.text
        return true
    }

    /// Where a line end, or a comma with `key=` behind it, ends the first piece of `rest`.
    private static func endOfPiece(_ rest: ArraySlice<UInt8>) -> Int {
        var place = rest.startIndex
        while place < rest.endIndex {
            let byte = rest[place]
            if byte.isLineEnd || byte == ASCII.comma && beginsWithName(rest[(place + 1)...]) { return place }
            place += 1
        }
        return place
    }

    private static func beginsWithName(_ rest: ArraySlice<UInt8>) -> Bool {
        let window = rest.prefix(maximumKey + 1)
        guard let equals = window.firstIndex(where: { !isNameCharacter($0) }), window[equals] == ASCII.equals
        else { return false }
        return equals > window.startIndex
    }

    private static func isName(_ key: ArraySlice<UInt8>) -> Bool { key.allSatisfy(isNameCharacter) }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "~"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"):
            true
        default: byte.isLetter || byte.isDigit
        }
    }
}

/// Options and what could not be kept of their text.
package struct OptionsReading: Sendable, Equatable {
    package var options: [String: String] = [:]
    /// Pieces that were no `key=value`, or beyond 1000 options, 64 bytes of name, 4096 bytes of value.
    package var dropped = 0
}
