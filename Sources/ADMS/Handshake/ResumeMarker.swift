import BridgeCore

/// The stamp we tell a terminal for one of its tables (protocol section 2.3).
enum ResumeMarker {
    /// New models ignore the value; old ones take it as a date in 2000 and resend everything (section 2.3).
    static let unknown = "9999"

    /// The stamp the terminal sent last, where it looks like a real one; 9999 otherwise (register #5).
    ///
    /// A gate posted empty OPERLOG bodies every 200 ms until its own stamp came back (TIMEB). A short number
    /// or 0 would make old firmware send its whole memory at each handshake, so it is not echoed.
    static func text(for stored: String?) -> String {
        guard let stored else { return unknown }
        let bytes = Array(stored.utf8)
        let isCount =
            8...16 ~= bytes.count && bytes.allSatisfy(\.isDigit) && bytes.contains { $0 != ASCII.zero }
        // Clock-series models write theirs as ISO times.
        return isCount || CivilTime(bytes[...]) != nil ? stored : unknown
    }
}
