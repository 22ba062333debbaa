/// A zone as a server writes it for a terminal (protocol section 9).
package enum ServerZone {
    /// Minutes ahead of UTC: `7` and `-3` are hours, `330` is minutes, and clock-series terminals read
    /// `-05:00`. `nil` for another text.
    package static func minutes(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let first = parts.first, let number = Int(first) else { return nil }
        switch parts.count {
        // Firmware takes numbers below 25 for hours.
        case 1: return abs(number) < 25 ? number * 60 : number
        case 2:
            guard let minutes = Int(parts[1]), 0...59 ~= minutes, -14...14 ~= number else { return nil }
            return first.hasPrefix("-") ? number * 60 - minutes : number * 60 + minutes
        default: return nil
        }
    }
}
