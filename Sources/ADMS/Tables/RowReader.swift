import BridgeCore

/// Reads the rows of one device table; may keep scratch space from row to row, never what rows said.
protocol RowReader: Sendable {
    /// - Parameter line: A line without its end, not empty; its bytes may be anything.
    mutating func read(_ line: ArraySlice<UInt8>) throws(RowRejection) -> Fact
}

/// Why a row could not be understood, in words a support person understands.
struct RowRejection: Error, Equatable {
    let reason: String
    /// Whether the row is of no kind we know at all, so that it may as well be the beginning of a picture.
    let isForeign: Bool

    init(_ reason: String, isForeign: Bool = false) {
        self.reason = reason
        self.isForeign = isForeign
    }

    /// A value that breaks a rule, e.g. `column 3 (status) is "x": must be a whole number`.
    init(_ column: String, _ value: ArraySlice<UInt8>, _ rule: String) {
        self.init("\(column) is \(quoted(value)): \(rule)")
    }
}
