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

    static func mask(_ kinds: Set<Attachment.Kind>) -> Int { kinds.reduce(0) { $0 | 1 << $1.rawValue } }

    static func read(_ row: Row, from column: Int32 = 0) throws(SQLiteError) -> LoggedEvent {
        guard let id = EventID(bytes: row.bytes(column + 1)),
            let type = EventType(code: Int(row.integer(column + 2)))
        else { throw SQLiteError(message: "the event at position \(row.integer(column)) cannot be read") }
        let kind = row.optionalInteger(column + 6).flatMap { Attachment.Kind(rawValue: Int($0)) }
        let attachment = kind.map { kind in
            Attachment(
                kind: kind, content: row.bytes(column + 8), placeFromEnd: Int(row.integer(column + 7)))
        }
        return LoggedEvent(
            position: row.integer(column), id: id, type: type,
            serial: row.optionalText(column + 3).flatMap { SerialNumber($0) },
            about: row.optionalText(column + 4).flatMap { EndpointID($0) }, body: row.bytes(column + 5),
            attachment: attachment)
    }
}
