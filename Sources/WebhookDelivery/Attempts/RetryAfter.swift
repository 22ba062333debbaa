package import BridgeCore

/// The `Retry-After` header (RFC 9110 section 10.2.3).
package enum RetryAfter {
    /// A receiver may put us off for a day, not for a year.
    package static let longest: Duration = .seconds(24 * 3600)

    /// Until when it asks us to wait, at most `longest` from now: from seconds or any of the three HTTP dates.
    /// `nil` for anything else and for a moment that has passed.
    package static func deadline(_ text: String, now: Instant) -> Instant? {
        let asked: Instant
        if !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) {
            asked = now + .seconds(min(Int64(text) ?? .max, longest.components.seconds))
        } else if let date = date(text, now: now) {
            asked = min(date, now + longest)
        } else {
            return nil
        }
        return asked > now ? asked : nil
    }

    /// An HTTP date (RFC 9110 section 5.6.7). The weekday is not compared with the date.
    private static func date(_ text: String, now: Instant) -> Instant? {
        let words = text.split(separator: " ").map(String.init)
        switch words.count {
        case 6 where words[0].hasSuffix(",") && words[5] == "GMT":
            // Sun, 06 Nov 1994 08:49:37 GMT
            return instant(day: words[1], month: words[2], year: Int(words[3]), clock: words[4])
        case 4 where words[0].hasSuffix(",") && words[3] == "GMT":
            // Sunday, 06-Nov-94 08:49:37 GMT
            let parts = words[1].split(separator: "-").map(String.init)
            guard parts.count == 3, parts[2].count == 2, let short = Int(parts[2]) else { return nil }
            return instant(day: parts[0], month: parts[1], year: fullYear(short, now: now), clock: words[2])
        case 5:
            // Sun Nov  6 08:49:37 1994
            return instant(day: words[2], month: words[1], year: Int(words[4]), clock: words[3])
        default:
            return nil
        }
    }

    /// A year of two digits is the one nearest to now; never more than 50 years ahead (RFC 9110).
    private static func fullYear(_ short: Int, now: Instant) -> Int {
        let year = CivilTime(unixSeconds: now.seconds).year
        let guess = year / 100 * 100 + short
        if guess > year + 50 { return guess - 100 }
        return guess <= year - 50 ? guess + 100 : guess
    }

    private static func instant(day: String, month: String, year: Int?, clock: String) -> Instant? {
        let parts = clock.split(separator: ":").compactMap { $0.count == 2 ? Int($0) : nil }
        guard let day = Int(day), let year, let month = months.firstIndex(of: month), parts.count == 3,
            let time = CivilTime(
                year: year, month: month + 1, day: day, hour: parts[0], minute: parts[1],
                second: min(parts[2], 59))
        else { return nil }
        return Instant(seconds: time.unixSeconds)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
