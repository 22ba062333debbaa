extension Duration {
    /// From `500ms`, `15s`, `5m`, `24h` or `30d`; `nil` for every other form.
    package init?(text: some StringProtocol) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...12).contains(digits.count), let count = Int64(digits) else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": self = .milliseconds(count)
        case "s": self = .seconds(count)
        case "m": self = .seconds(count * 60)
        case "h": self = .seconds(count * 3600)
        case "d": self = .seconds(count * 86400)
        default: return nil
        }
    }

    /// The shortest of the forms above that says the same.
    package var text: String {
        let milliseconds = milliseconds
        let units: [(name: String, length: Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60000), ("s", 1000),
        ]
        for unit in units where milliseconds != 0 && milliseconds % unit.length == 0 {
            // Two days read better than 48 hours, but 24 hours better than one day.
            if unit.name == "d" && milliseconds == unit.length { continue }
            return "\(milliseconds / unit.length)\(unit.name)"
        }
        return "\(milliseconds)ms"
    }

    package static let rule = "a duration like 500ms, 15s, 5m, 24h or 30d"
}
