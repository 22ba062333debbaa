import BridgeCore

/// `OPLOG <operation><TAB><operator><TAB><time><TAB>…`: something done at the terminal (protocol section 3.4).
enum OperationRow {
    /// Cells of a row at most.
    private static let maximumCells = 64
    /// Cells after the time; more than these are only in `raw`.
    private static let objects = 4

    static func read(_ data: ArraySlice<UInt8>, of row: Row) throws(RowRejection) -> Operation {
        // Found by fuzzing: a cell that calls itself a template would be shown among the objects and in `raw`.
        guard Withholding.masked(data).elementsEqual(data) else {
            throw RowRejection("a row of an operation must not hold a template or a picture")
        }
        let cells = data.drop { $0 == ASCII.space || $0 == ASCII.tab }.split(
            separator: ASCII.tab, maxSplits: maximumCells, omittingEmptySubsequences: false
        ).map(\.trimmed)
        guard cells.count >= 3, cells.count <= maximumCells else {
            throw RowRejection(
                "the row has \(cells.count) cells; it must have an operation, an operator and a time, separated by TAB"
            )
        }
        guard let code = try PunchCell.number(cells[0], "cell 1 (operation)"), code >= 0 else {
            throw RowRejection("cell 1 (operation)", cells[0], "must be a number from 0")
        }
        // 0 is the terminal itself.
        let hasOperator = cells[1].contains { $0 != ASCII.zero }
        return Operation(
            code: code, operatorPin: hasOperator ? try PunchCell.pin(cells[1], "cell 2 (operator)") : nil,
            time: try PunchCell.time(cells[2], "cell 3 (time)"),
            objects: (3..<3 + objects).map { cells.indices.contains($0) ? cells[$0].text : "" },
            raw: row.shown)
    }
}
