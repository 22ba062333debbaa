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
    init(
        table: String, of line: ArraySlice<UInt8>, withheld: ArraySlice<UInt8> = [], because reason: String
    ) {
        var shown = Withholding.masked(line)
        if !withheld.isEmpty { shown.append(contentsOf: Withholding.marker(withheld.count)) }
        var reason = reason
        if shown.count > RejectedLineLimits.bytes {
            let kept = shown[...].cut(to: RejectedLineLimits.bytes)
            reason += "; the line had \(line.count + withheld.count) bytes, the first \(kept.count) are kept"
            shown = Array(kept)
        }
        let whole = Withholding.withoutSecrets(line)
        let isAllShown = withheld.isEmpty && whole.elementsEqual(shown)
        self.init(
            table: table, line: shown, reason: reason, identity: isAllShown ? nil : Array(whole + withheld))
    }
}

/// A value as a reason may show it: no secrets, at most 64 bytes and then how long it was.
func quoted(_ value: ArraySlice<UInt8>) -> String {
    let shown = Withholding.masked(value)
    guard shown.count > RejectedLineLimits.quotedBytes else { return "\"\(shown[...].text)\"" }
    return "\"\(shown[...].cut(to: RejectedLineLimits.quotedBytes).text)…\" (\(value.count) bytes)"
}
