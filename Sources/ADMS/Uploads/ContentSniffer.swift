import BridgeCore

/// Tells what an upload holds whose query names no table (protocol section 3.5).
enum ContentSniffer {
    /// Bytes looked at.
    private static let window = 4096

    /// What the content looks like.
    struct Finding {
        /// The nameless table where it looks like none; that reads records which name their kind.
        var table: DeviceTable
        /// Whether the first line is no row but the table's name.
        var namesTable = false
    }

    static func look(at body: [UInt8]) -> Finding {
        let start = body.prefix(window)
        var lines = LineCursor(Array(start))
        guard let first = lines.next() else { return Finding(table: TableCatalogue.nameless) }
        let line = lines.body[first]
        if line.begins("table=") {
            let name = line.dropFirst(6).trimmed
            return Finding(
                table: name.isEmpty ? TableCatalogue.nameless : TableCatalogue.table(named: name.text),
                namesTable: true)
        }
        return Finding(table: table(of: start, line, &lines))
    }

    private static func table(
        of start: ArraySlice<UInt8>, _ line: ArraySlice<UInt8>, _ lines: inout LineCursor
    ) -> DeviceTable {
        if PhotoUpload.commandEnd(start) != nil { return PhotoUpload.table }
        if line.begins("id="), start.place(of: "return=") != nil { return TableCatalogue.receipts }
        if looksLikeAttendance(line) { return AttendanceLog.table }
        while let next = lines.next() {
            if looksLikeAttendance(lines.body[next]) { return AttendanceLog.table }
        }
        return TableCatalogue.nameless
    }

    /// `pin<TAB>time…`, or `time=…` and `pin=…` in any order.
    private static func looksLikeAttendance(_ line: ArraySlice<UInt8>) -> Bool {
        let cells = line.split(separator: ASCII.tab, maxSplits: 64, omittingEmptySubsequences: false)
        if cells.count > 1, !cells[0].contains(ASCII.equals), CivilTime(cells[1].trimmed) != nil {
            return true
        }
        return cells.contains { $0.begins("time=") } && cells.contains { $0.begins("pin=") }
    }
}
