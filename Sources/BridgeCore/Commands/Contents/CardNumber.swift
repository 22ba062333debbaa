/// A card's number as orders write it: decimal, `0x…`, or as terminals do, `[15CD5B07]` with the lowest byte first
/// (protocol section 3.4).
enum CardNumber {
    /// How `card` is to be read where its text alone does not say.
    enum Format: String, CaseIterable {
        /// By its looks: `0x…` and `[…]` are hexadecimal, all else is decimal.
        case automatic
        case decimal
        /// Highest byte first.
        case hex
        /// Lowest byte first, as many readers print it.
        case hexReversed = "hex_reversed"
    }

    static let rule =
        "a card's number up to 18446744073709551615: decimal digits, 0x and hexadecimal digits, or [hexadecimal "
        + "bytes, lowest first]"

    /// In decimal; `nil` for every other form.
    static func decimal(_ text: String, as format: Format) -> String? {
        let number: UInt64? =
            switch format {
            case .automatic:
                if text.hasPrefix("0x") || text.hasPrefix("0X") {
                    hexadecimal(text.dropFirst(2))
                } else if text.hasPrefix("["), text.hasSuffix("]") {
                    reversed(text.dropFirst().dropLast())
                } else {
                    digits(text)
                }
            case .decimal: digits(text)
            case .hex: hexadecimal(text.hasPrefix("0x") ? text.dropFirst(2) : text[...])
            case .hexReversed: reversed(text.hasPrefix("0x") ? text.dropFirst(2) : text[...])
            }
        return number.map(String.init)
    }

    private static func digits(_ text: String) -> UInt64? {
        FieldReader.isDigits(text) ? UInt64(text) : nil
    }

    private static func hexadecimal(_ digits: Substring) -> UInt64? {
        guard 1...16 ~= digits.utf8.count, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
            return nil
        }
        return UInt64(digits, radix: 16)
    }

    private static func reversed(_ digits: Substring) -> UInt64? {
        guard digits.utf8.count % 2 == 0, let number = hexadecimal(digits) else { return nil }
        let bytes = digits.utf8.count / 2
        return number.byteSwapped >> UInt64(64 - bytes * 8)
    }
}
