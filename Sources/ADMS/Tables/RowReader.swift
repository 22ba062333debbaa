import BridgeCore

/// Reads the rows of one device table; may keep scratch space from row to row, never what rows said.
protocol RowReader: Sendable {
    /// - Parameter row: A line without its end, not empty; its bytes may be anything.
    mutating func read(_ row: ArraySlice<UInt8>) throws(RowRejection) -> Fact
}

/// Why a row could not be understood, in words a support person understands.
struct RowRejection: Error, Equatable {
    let reason: String

    init(_ reason: String) { self.reason = reason }

    /// A value that breaks a rule, e.g. `column 3 (status) is "x": must be a whole number`.
    init(_ column: String, _ value: ArraySlice<UInt8>, _ rule: String) {
        reason = "\(column) is \(quoted(value)): \(rule)"
    }
}
