extension Instant {
    /// Reads `2026-11-20T01:02:03Z`, with up to nine digits of a second and with an offset like `+07:00` instead of
    /// `Z` (RFC 3339); what is finer than a millisecond is cut off. `nil` for anything else, for a leap second and
    /// for years outside 1970 to 2199.
    package init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"),
            let civil = CivilTime(bytes[..<10] + [UInt8(ascii: "T")] + bytes[11..<19])
        else { return nil }
        var rest = bytes[19...]
        var milliseconds = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { 0x30...0x39 ~= $0 }
            guard 1...9 ~= digits.count else { return nil }
            for place in 0..<3 {
                let digit = place < digits.count ? Int(digits[digits.startIndex + place]) - 0x30 : 0
                milliseconds = milliseconds * 10 + digit
            }
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = Self.offset(rest) else { return nil }
        self.init(milliseconds: (civil.unixSeconds - offset) * 1000 + Int64(milliseconds))
    }

    /// Seconds east of Greenwich: `Z`, `+07:00`, `-03:30`.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int64? {
        if text.elementsEqual("Z".utf8) || text.elementsEqual("z".utf8) { return 0 }
        let digits = text.dropFirst().filter { 0x30...0x39 ~= $0 }.map { Int64($0) - 0x30 }
        guard text.count == 6, digits.count == 4, text[text.startIndex + 3] == UInt8(ascii: ":"),
            let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
        else { return nil }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours <= 23, minutes <= 59 else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
