import BridgeCore

/// `WORKCODE PIN= CODE= NAME=` (protocol sections 3.4 and 6.5).
enum WorkCodeRow {
    static func read(_ cells: KeyedCells, of row: Row) throws(RowRejection) -> WorkCodeReport {
        guard let code = try cells.text("CODE") else { throw RowRejection("CODE is missing or empty") }
        return WorkCodeReport(
            code: code, name: try cells.text("NAME"), pin: try cells.pinIfAny(), raw: row.shown)
    }
}
