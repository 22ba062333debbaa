import BridgeCore

/// `ERRORLOG ErrCode= ErrMsg= DataOrigin= CmdId= Additional=` (protocol section 3.5).
enum DeviceErrorRow {
    static func read(_ cells: KeyedCells, of row: Row) throws(RowRejection) -> DeviceErrorReport {
        guard let code = try cells.text("ErrCode") else { throw RowRejection("ErrCode is missing or empty") }
        return DeviceErrorReport(
            code: code, message: try cells.text("ErrMsg"), origin: try cells.text("DataOrigin"),
            commandID: try cells.text("CmdId"), additional: try cells.text("Additional"), raw: row.shown)
    }
}
