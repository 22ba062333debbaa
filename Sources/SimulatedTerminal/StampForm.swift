package import BridgeCore

/// How a family writes the resume marker of its uploads (protocol section 2.3).
package enum StampForm: Sendable {
    /// `9999`, whatever was uploaded: models that mark each record as sent.
    case constant
    /// The newest record's time in ZK seconds (section 9.4): firmware of before 2014.
    case zkSeconds
    /// The newest record's time as `2026-11-21T08:00:00`: the clock series.
    case isoTime

    /// - Parameter time: Of the newest record, by the terminal's own clock.
    package func text(at time: CivilTime) -> String {
        switch self {
        case .constant: "9999"
        case .zkSeconds: String(Self.zkSeconds(time))
        case .isoTime: time.text(separator: "T")
        }
    }

    /// Months all have 31 days in this count, which begins with the year 2000.
    private static func zkSeconds(_ time: CivilTime) -> Int {
        let days = (time.year - 2000) * 372 + (time.month - 1) * 31 + time.day - 1
        return days * 86400 + time.hour * 3600 + time.minute * 60 + time.second
    }
}
