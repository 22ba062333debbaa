/// Durations as people write them: a whole number and `ms`, `s`, `m`, `h` or `d`.
package enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    package static let rule = "a duration like 500ms, 15s, 5m, 24h or 30d"

    /// `nil` for anything but up to nine digits and a unit.
    package static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        guard 1...9 ~= digits.count, let number = Int64(digits),
            let milliseconds = units.first(where: { $0.name == unit })?.milliseconds
        else { return nil }
        return .milliseconds(number * milliseconds)
    }

    /// In the largest unit that leaves a whole number: 90 s are `90s`, 120 s are `2m`.
    package static func text(of duration: Duration) -> String {
        let total = duration.milliseconds
        guard total != 0, let unit = units.first(where: { total % $0.milliseconds == 0 }) else { return "0s" }
        return "\(total / unit.milliseconds)\(unit.name)"
    }
}
