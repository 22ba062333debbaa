/// A date and a time of day as a wall calendar shows them, with no zone: what a terminal sends.
///
/// Only dates that exist can be made (no 30 February), years 1970 to 2199.
package struct CivilTime: Hashable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int

    package init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard 1970...2199 ~= year, 1...12 ~= month, 1...Self.days(inMonth: month, of: year) ~= day,
            0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    /// The calendar's reading `unixSeconds` after 1970-01-01 00:00:00.
    package init(unixSeconds: Int64) {
        let days = (unixSeconds >= 0 ? unixSeconds : unixSeconds - 86399) / 86400
        let rest = Int(unixSeconds - days * 86400)
        (year, month, day) = Self.date(daysSince1970: Int(days))
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// Seconds from 1970-01-01 00:00:00 on the same calendar (not an instant: a zone is still missing).
    package var unixSeconds: Int64 {
        Int64(Self.daysSince1970(year: year, month: month, day: day)) * 86400
            + Int64(hour * 3600 + minute * 60 + second)
    }

    /// `2024-08-05 12:40:57`, with the given ASCII character between date and time.
    package func text(separator: Character = " ") -> String {
        var bytes = [UInt8]()
        bytes.reserveCapacity(19)
        append(to: &bytes, separator: separator.asciiValue ?? UInt8(ascii: " "))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same as bytes: every event carries two or three times.
    func append(to bytes: inout [UInt8], separator: UInt8) {
        bytes.append(digits: year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(digits: month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(digits: day, width: 2)
        bytes.append(separator)
        bytes.append(digits: hour, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(digits: minute, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(digits: second, width: 2)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    // Both directions count in years that begin on 1 March, so that the leap day is a year's last.

    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }

    private static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension CivilTime {
    /// `2024-08-05 12:40:57`, or with a `T` in the middle; `nil` for every other form and for dates that do not
    /// exist.
    package init?(_ text: some StringProtocol) {
        self.init(Array(text.utf8)[...])
    }

    /// The same from bytes, for readers of terminal lines.
    package init?(_ text: ArraySlice<UInt8>) {
        guard text.count == 19 else { return nil }
        let start = text.startIndex
        func number(_ offset: Int, _ width: Int) -> Int? {
            var value = 0
            for byte in text[(start + offset)..<(start + offset + width)] {
                guard 0x30...0x39 ~= byte else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard text[start + 4] == UInt8(ascii: "-"), text[start + 7] == UInt8(ascii: "-"),
            text[start + 10] == UInt8(ascii: " ") || text[start + 10] == UInt8(ascii: "T"),
            text[start + 13] == UInt8(ascii: ":"), text[start + 16] == UInt8(ascii: ":"),
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
            let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2)
        else { return nil }
        self.init(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }
}

extension [UInt8] {
    /// Appends a number in decimal with leading zeros: 7 in 3 digits is `007`.
    mutating func append(digits number: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
