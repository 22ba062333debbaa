import BridgeCore

/// Tells what an upload holds whose query names no table (protocol section 3.5).
enum ContentSniffer {
    /// Bytes looked at.
    private static let window = 4096

    /// The table the content looks like; the nameless table where it looks like none.
    static func table(of body: [UInt8]) -> DeviceTable {
        let start = body.prefix(window)
        var lines = LineCursor(Array(start))
        guard let first = lines.next() else { return TableCatalogue.nameless }
        if AttendancePhoto.commandEnd(start) != nil { return AttendancePhoto.table }
        let line = lines.body[first]
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
