import BridgeCore

/// A row as its reader gets it: of bounded length, without secrets, in UTF-8.
struct Row: Sendable {
    /// The row, passwords masked.
    let text: String
    /// The same, in UTF-8.
    let bytes: ArraySlice<UInt8>

    /// The row as an event may show it: without templates and pictures too.
    var shown: String { Withholding.masked(bytes)[...].text }
}

/// Makes rows out of lines: bounds them, masks what somebody could log in with, reads the terminal's
/// characters.
///
/// Passwords go first, so that nothing read from a row can carry one out by whatever cell.
struct RowDecoder: Sendable {
    /// What the terminal writes where it is not UTF-8 (protocol section 1, "Charset").
    let charset: Charset?

    /// Strict UTF-8; only what is none is read in the terminal's own set.
    func row(_ line: ArraySlice<UInt8>, atMost limit: Int) throws(RowRejection) -> Row {
        guard line.count <= limit else {
            throw RowRejection("the row has \(line.count) bytes, at most \(limit) are read")
        }
        let bytes = Withholding.withoutSecrets(line)
        if let text = String(validating: bytes, as: UTF8.self) { return Row(text: text, bytes: bytes) }
        guard let charset else { throw RowRejection("the row is not UTF-8 text") }
        guard let text = charset.decode(bytes) else {
            throw RowRejection("the row is neither UTF-8 nor \(charset) text")
        }
        return Row(text: text, bytes: Array(text.utf8)[...])
    }
}
