import BridgeCore

/// An event as people are shown it, from the columns that `columns` names, with the attachments of the kinds whose
/// bits are set in ?4.
enum ShownEvent {
    static let columns = """
        events.position, events.id, events.type, events.serial, events.about, events.body,
        kind, place_from_end, content
        """
    static let attachments = """
        LEFT JOIN attachments
        ON ?4 != 0 AND attachments.position = events.position AND (?4 & (1 << kind)) != 0
        """

    static func read(_ row: Row, from column: Int32 = 0) throws(SQLiteError) -> LoggedEvent {
        try LoggedEvent(position: row.integer(column), row, from: column + 1)
    }
}
