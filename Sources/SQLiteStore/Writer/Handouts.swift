import BridgeCore

/// What a terminal has been handed after a certain command, whether or not it has answered.
struct Handouts {
    /// In the order in which they were ordered.
    private let changes: [(number: CommandNumber, changed: ChangedThing)]
    /// Whether there are more than were looked at.
    private let isCut: Bool

    /// Commands looked at, at most.
    private static let maximum = 10_000

    fileprivate init(_ serial: SerialNumber, after number: CommandNumber, in database: Database)
        throws(SQLiteError)
    {
        let select = try database.statement(
            """
            SELECT number, type, coalesce(shown, params) FROM commands
            WHERE serial = ?1 AND number > ?2 AND sent_at IS NOT NULL AND steps = 0 ORDER BY number LIMIT ?3
            """)
        try select.bind(1, serial.text)
        try select.bind(2, number.value)
        try select.bind(3, Self.maximum)
        let rows = try select.rows { row throws(SQLiteError) in
            let changed = CommandRow.object(row.text(2)).flatMap { params in
                CommandType(rawValue: row.text(1))?.changes(params)
            }
            return (number: CommandNumber(row.integer(0)), changed: changed)
        }
        isCut = rows.count == Self.maximum
        changes = rows.compactMap { row in row.changed.map { (row.number, $0) } }
    }

    /// The first of them ordered after `record` that changes the same.
    func superseding(_ record: CommandRecord) -> CommandNumber? {
        guard let changed = record.type.changes(record.params) else { return nil }
        return changes.first { $0.number.value > record.number.value && $0.changed.overlaps(changed) }?.number
    }

    /// The same in doubt: where not all could be looked at, it may have been.
    func mayHaveSuperseded(_ record: CommandRecord) -> Bool {
        superseding(record) != nil || isCut && record.type.changes(record.params) != nil
    }
}

extension Writer {
    func handouts(of serial: SerialNumber, after number: CommandNumber) throws(SQLiteError) -> Handouts {
        try Handouts(serial, after: number, in: database)
    }
}
