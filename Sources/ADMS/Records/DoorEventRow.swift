import BridgeCore

/// `Event=Unlock<TAB>Object=…<TAB>Time=…`, what old terminals post to `event` when their door is opened
/// (protocol section 3.8).
///
/// It is told as the operation that says the same, 29 "open door" of section 13.4, by the terminal itself; the
/// object stands first among the operation's objects.
enum DoorEventRow {
    private static let opensDoor = 29

    static func read(_ cells: KeyedCells, of row: Row) throws(RowRejection) -> Operation {
        guard let event = cells["Event"] else { throw RowRejection("Event is missing or empty") }
        guard event.spells("unlock") else { throw RowRejection("Event", event, "only Unlock is known") }
        return Operation(
            code: opensDoor, operatorPin: nil, time: try PunchCell.time(cells["Time"], "Time"),
            objects: [try cells.text("Object") ?? "", "", "", ""], raw: row.shown)
    }
}
