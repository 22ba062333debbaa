import BridgeCore

extension LoggedEvent {
    /// From the columns id, type, serial, about, body, kind, place_from_end and content, the last three NULL where
    /// there is nothing to show.
    init(position: Int64, _ row: Row, from column: Int32) throws(SQLiteError) {
        guard let id = EventID(bytes: row.bytes(column)),
            let type = EventType(code: Int(row.integer(column + 1)))
        else { throw SQLiteError(message: "the event at position \(position) cannot be read") }
        self.init(
            position: position, id: id, type: type,
            serial: row.optionalText(column + 2).flatMap { SerialNumber($0) },
            about: row.optionalText(column + 3).flatMap { EndpointID($0) }, body: row.bytes(column + 4),
            attachment: Attachment(row, from: column + 5))
    }
}

extension Attachment {
    /// Kinds as bits, for a query to pick by.
    static func mask(_ kinds: Set<Kind>) -> Int { kinds.reduce(0) { $0 | 1 << $1.rawValue } }

    /// From the columns kind, place and content, which are NULL where there is nothing to show.
    fileprivate init?(_ row: Row, from column: Int32) {
        guard let kind = row.optionalInteger(column).flatMap({ Kind(rawValue: Int($0)) }) else { return nil }
        self.init(
            kind: kind, content: row.bytes(column + 2), placeFromEnd: Int(row.integer(column + 1)))
    }
}
