import BridgeCore

/// The rules for single values of a punch. No bad number becomes 0 or nothing: it rejects the row, which
/// names it.
enum PunchCell {
    static func pin(_ cell: ArraySlice<UInt8>?, _ column: String) throws(RowRejection) -> String {
        guard let cell, !cell.isEmpty else { throw RowRejection("\(column) is empty") }
        guard cell.count <= AttendanceLog.maximumPin else {
            throw RowRejection(column, cell, "must be at most \(AttendanceLog.maximumPin) bytes long")
        }
        guard !cell.contains(where: \.isControl) else {
            throw RowRejection(column, cell, "must not contain control characters")
        }
        guard cell.contains(where: { $0 != ASCII.zero }) else {
            throw RowRejection(column, cell, "0 is never a person")
        }
        return cell.text
    }

    static func time(_ cell: ArraySlice<UInt8>?, _ column: String) throws(RowRejection) -> CivilTime {
        guard let cell, !cell.isEmpty else { throw RowRejection("\(column) is empty") }
        if let time = CivilTime(cell) { return time }
        // What has the right shape and is refused names a day or an hour that does not exist.
        let shape = cell.map { $0.isDigit ? ASCII.zero : $0 }
        let isWellShaped =
            shape.elementsEqual("0000-00-00 00:00:00".utf8) || shape.elementsEqual("0000-00-00T00:00:00".utf8)
        throw RowRejection(
            column, cell,
            isWellShaped
                ? "there is no such date and time between the years 1970 and 2199"
                : "must be a time like 2026-11-20 08:00:00")
    }

    /// `nil` where the cell is missing or empty.
    static func number(_ cell: ArraySlice<UInt8>?, _ column: String) throws(RowRejection) -> Int? {
        guard let cell, !cell.isEmpty else { return nil }
        guard let number = cell.wholeNumber else {
            throw RowRejection(column, cell, "must be a whole number of at most 9 digits")
        }
        return number
    }

    /// `nil` where the cell is missing or empty, and where the number cannot be a person's or a room's
    /// Celsius (Fahrenheit, or 255 for not measured): then it stays a text among the reserved.
    static func celsius(_ cell: ArraySlice<UInt8>?, _ column: String) throws(RowRejection) -> Double? {
        guard let cell, !cell.isEmpty else { return nil }
        guard let number = cell.decimalNumber else {
            throw RowRejection(column, cell, "must be a number like 36.6")
        }
        return -50...60 ~= number ? number : nil
    }
}
