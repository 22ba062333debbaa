import BridgeCore

/// How the writer lets events be delivered again.
extension Writer {
    /// Whether the endpoint has not been removed meanwhile.
    func exists(_ record: EndpointRecord) throws(SQLiteError) -> Bool {
        let select = try database.statement("SELECT 1 FROM endpoints WHERE number = ?1")
        try select.bind(1, record.number)
        return try select.first { $0.integer(0) } != nil
    }

    /// Lets an event wait for an attempt at once, as if it had failed without one: it holds nobody back.
    ///
    /// - Returns: `false` where it waits already, is still before the endpoint, or is gone.
    func queueAgain(
        _ position: Int64, at endpoint: Int64, _ now: Instant
    ) throws(SQLiteError) -> Bool {
        let wait = try database.statement(
            """
            INSERT INTO waiting (endpoint, position, attempts, next_at)
            SELECT number, events.position, 0, ?3 FROM endpoints CROSS JOIN events
            WHERE endpoints.number = ?1 AND events.position = ?2 AND endpoints.position >= ?2
            ON CONFLICT DO NOTHING
            """)
        try wait.bind(1, endpoint)
        try wait.bind(2, position)
        try wait.bind(3, now.milliseconds)
        try wait.run()
        guard database.changes == 1 else { return false }
        let revive = try database.statement("DELETE FROM dead WHERE endpoint = ?1 AND position = ?2")
        try revive.bind(1, endpoint)
        try revive.bind(2, position)
        try revive.run()
        return true
    }

    /// Makes an event that waits, and those of its batch, due now.
    ///
    /// - Returns: `false` where it does not wait, or only for an earlier event of its terminal.
    func bringForward(
        _ position: Int64, at endpoint: Int64, _ now: Instant
    ) throws(SQLiteError) -> Bool {
        let select = try database.statement(
            "SELECT batch FROM waiting WHERE endpoint = ?1 AND position = ?2 AND next_at != ?3")
        try select.bind(1, endpoint)
        try select.bind(2, position)
        try select.bind(3, Int64.max)
        guard let batch = try select.first({ $0.optionalInteger(0) }) else { return false }
        let update = try database.statement(
            """
            UPDATE waiting SET next_at = ?3
            WHERE endpoint = ?1 AND (position = ?2 OR (?4 IS NOT NULL AND batch = ?4)) AND next_at > ?3
            """)
        try update.bind(1, endpoint)
        try update.bind(2, position)
        try update.bind(3, now.milliseconds)
        try update.bind(4, batch)
        try update.run()
        return true
    }
}
