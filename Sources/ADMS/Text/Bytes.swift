/// The bytes that give a terminal's texts their shape.
enum ASCII {
    static let nul: UInt8 = 0x00
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let ampersand = UInt8(ascii: "&")
    static let comma = UInt8(ascii: ",")
    static let equals = UInt8(ascii: "=")
    static let minus = UInt8(ascii: "-")
    static let point = UInt8(ascii: ".")
    static let zero = UInt8(ascii: "0")
}

extension UInt8 {
    var isDigit: Bool { 0x30...0x39 ~= self }
    var isHexadecimalDigit: Bool { isDigit || 0x61...0x66 ~= lowercased }
    var isLetter: Bool { 0x41...0x5a ~= self || 0x61...0x7a ~= self }
    var isControl: Bool { self < 0x20 || self == 0x7f }
    var isLineEnd: Bool { self == ASCII.lineFeed || self == ASCII.carriageReturn }
    var lowercased: UInt8 { 0x41...0x5a ~= self ? self | 0x20 : self }
}

extension ArraySlice<UInt8> {
    /// Without the spaces and NULs at both ends; some models pad (protocol sections 1 and 3.5).
    var trimmed: ArraySlice<UInt8> {
        var (start, end) = (startIndex, endIndex)
        while start < end, self[start] == ASCII.space || self[start] == ASCII.nul { start += 1 }
        while start < end, self[end - 1] == ASCII.space || self[end - 1] == ASCII.nul { end -= 1 }
        return self[start..<end]
    }

    /// Whether these bytes are the lower-case ASCII `word`, in any case.
    func spells(_ word: String) -> Bool {
        count == word.utf8.count && zip(self, word.utf8).allSatisfy { $0.lowercased == $1 }
    }

    /// Whether these bytes begin with the lower-case ASCII `word`, in any case.
    func begins(_ word: String) -> Bool { prefix(word.utf8.count).spells(word) }

    /// Whether these bytes end in the lower-case ASCII `word`, in any case.
    func ends(_ word: String) -> Bool { suffix(word.utf8.count).spells(word) }

    /// Where the lower-case ASCII `word` begins first, in any case.
    func place(of word: String) -> Int? {
        indices.first { self[$0...].begins(word) }
    }

    /// A decimal whole number of at most nine digits, a minus sign allowed; `nil` for everything else.
    var wholeNumber: Int? {
        let isNegative = first == ASCII.minus
        let digits = isNegative ? dropFirst() : self
        guard 1...9 ~= digits.count else { return nil }
        var value = 0
        for byte in digits {
            guard byte.isDigit else { return nil }
            value = value * 10 + Int(byte - ASCII.zero)
        }
        return isNegative ? -value : value
    }

    /// A decimal number such as `36.6`, without exponent; `nil` for everything else.
    var decimalNumber: Double? {
        let digits = first == ASCII.minus ? dropFirst() : self
        guard 1...16 ~= digits.count, digits.contains(where: \.isDigit),
            digits.allSatisfy({ $0.isDigit || $0 == ASCII.point })
        else { return nil }
        return Double(text)
    }

    /// As text; what is not UTF-8 becomes U+FFFD.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// The first `maximum` bytes at most, without half a character at the end.
    func cut(to maximum: Int) -> ArraySlice<UInt8> {
        guard count > maximum else { return self }
        var end = startIndex + maximum
        while end > startIndex, self[end] & 0xc0 == 0x80, startIndex + maximum - end < 4 { end -= 1 }
        return self[startIndex..<end]
    }
}
