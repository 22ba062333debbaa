import BridgeCore

/// How much of a line that was not understood is kept.
enum RejectedLineLimits {
    /// Bytes of the line, after secrets and biometrics were taken out.
    static let bytes = 8 * 1024
    /// Bytes of a value quoted in a reason.
    static let quotedBytes = 64
}

extension RejectedLine {
    /// The line made safe to keep: nothing secret, no biometrics, at most 8 KiB; the reason says what was
    /// cut.
    ///
    /// - Parameter withheld: Bytes that followed the line and are not shown, e.g. a photo.
    init(table: String, of line: ArraySlice<UInt8>, withheld: Int = 0, because reason: String) {
        var shown = Withholding.masked(line)
        if withheld > 0 { shown.append(contentsOf: Withholding.marker(withheld)) }
        guard shown.count > RejectedLineLimits.bytes else {
            self.init(table: table, line: shown, reason: reason)
            return
        }
        let kept = shown[...].cut(to: RejectedLineLimits.bytes)
        self.init(
            table: table, line: Array(kept),
            reason: "\(reason); the line had \(line.count + withheld) bytes, the first \(kept.count) are kept"
        )
    }
}

/// A value as a reason may show it: no secrets, at most 64 bytes and then how long it was.
func quoted(_ value: ArraySlice<UInt8>) -> String {
    let shown = Withholding.masked(value)
    guard shown.count > RejectedLineLimits.quotedBytes else { return "\"\(shown[...].text)\"" }
    return "\"\(shown[...].cut(to: RejectedLineLimits.quotedBytes).text)…\" (\(value.count) bytes)"
}
