import BridgeCore

/// Terminals of the clock series, which speak a cousin of the attendance dialect (protocol section 0.1, CLOCK).
enum ClockSeries {
    /// Whether a terminal is one: its own stamps are ISO times, as no other's are (section 2.3), or it announced
    /// push 2.32, which only they have. Versions 3.x say nothing: SenseFace models announce them too.
    static func includes(_ profile: DeviceProfile) -> Bool {
        if let version = profile.pushVersion, version == "2.32" || version.hasPrefix("2.32.") { return true }
        return profile.stamps.values.contains { CivilTime($0) != nil }
    }

    /// `-05:00`: how they want a zone (section 9, register #7).
    ///
    /// - Parameter offset: Seconds ahead of UTC.
    static func zone(offset: Int) -> String {
        let minutes = abs(offset) / 60
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return (offset < 0 ? "-" : "+") + padded(minutes / 60) + ":" + padded(minutes % 60)
    }
}
