import BridgeCore

/// How the writer keeps what came of attempts.
extension Writer {
    /// - Parameter notices: How many there are in all the settlements of the transaction.
    /// - Returns: Whether the tenant's log has grown. An endpoint that is gone has nothing to keep.
    func settle(_ settlement: Settlement, among notices: Int) throws(SQLiteError) -> Bool {
        guard let endpoint = try number(of: settlement.endpoint) else { return false }
        let at = settlement.at ?? settlement.attempts.lazy.map(\.at).max() ?? openedAt
        if !settlement.changes.isEmpty {
            var exceptions = try Exceptions(
                areWaiting: exists("SELECT 1 FROM waiting WHERE endpoint = ?1 LIMIT 1", endpoint),
                areDead: exists("SELECT 1 FROM dead WHERE endpoint = ?1 LIMIT 1", endpoint))
            for change in settlement.changes { try apply(change, at: endpoint, &exceptions, at) }
        }
        for attempt in settlement.attempts { try record(attempt, at: endpoint) }
        if let position = settlement.position {
            try set(
                "UPDATE endpoints SET position = ?2 WHERE number = ?1 AND position < ?2", endpoint, position)
        }
        if settlement.bringsForward {
            try set(
                """
                UPDATE waiting INDEXED BY waiting_by_time SET next_at = ?2
                WHERE endpoint = ?1 AND next_at > ?2 AND next_at < 9223372036854775807
                """, endpoint, at.milliseconds)
        }
        if let until = settlement.pausedUntil {
            try set(
                "UPDATE endpoints SET paused_until = max(coalesce(paused_until, ?2), ?2) WHERE number = ?1",
                endpoint, until.milliseconds)
        }
        if settlement.hasShakenHands {
            try set("UPDATE endpoints SET shook_hands_at = ?2 WHERE number = ?1", endpoint, at.milliseconds)
        }
        if let health = settlement.health { try keep(health, of: endpoint) }
        if let reason = settlement.disabledBecause {
            let disable = try database.statement(
                "UPDATE endpoints SET is_enabled = 0, disabled_because = ?2 WHERE number = ?1")
            try disable.bind(1, endpoint)
            try disable.bind(2, reason)
            try disable.run()
        }
        for notice in settlement.notices {
            try tell(notice, about: settlement.endpoint, at: at, among: notices)
        }
        return !settlement.notices.isEmpty
    }

    /// Whether an endpoint has rows in `waiting` and `dead`, so that nobody looks for them event by event at the
    /// many endpoints that have none.
    private struct Exceptions {
        var areWaiting: Bool
        var areDead: Bool
    }

    private func apply(
        _ change: Settlement.EventChange, at endpoint: Int64, _ exceptions: inout Exceptions, _ at: Instant
    ) throws(SQLiteError) {
        switch change {
        case .wait(let position, let attempts, let nextAttempt, let batch, let serial):
            try revive(position, at: endpoint, exceptions)
            let wait = try database.statement(
                """
                INSERT INTO waiting (endpoint, position, attempts, next_at, batch, serial)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE SET attempts = ?3, next_at = ?4, batch = ?5, serial = ?6
                """)
            try wait.bind(1, endpoint)
            try wait.bind(2, position)
            try wait.bind(3, attempts)
            try wait.bind(4, min(nextAttempt.milliseconds, WaitingRow.parked - 1))
            try wait.bind(5, batch)
            try wait.bind(6, serial?.text)
            try wait.run()
            exceptions.areWaiting = true
        case .park(let position, let serial):
            try revive(position, at: endpoint, exceptions)
            let park = try database.statement(
                """
                INSERT INTO waiting (endpoint, position, attempts, next_at, serial)
                VALUES (?1, ?2, 0, 9223372036854775807, ?3)
                ON CONFLICT DO UPDATE SET next_at = 9223372036854775807, batch = NULL, serial = ?3
                """)
            try park.bind(1, endpoint)
            try park.bind(2, position)
            try park.bind(3, serial.text)
            try park.run()
            exceptions.areWaiting = true
        case .release(let serial):
            let release = try database.statement(
                """
                UPDATE waiting SET next_at = min(next_at, ?3)
                WHERE endpoint = ?1 AND position =
                    (SELECT min(position) FROM waiting WHERE endpoint = ?1 AND serial = ?2)
                """)
            try release.bind(1, endpoint)
            try release.bind(2, serial.text)
            try release.bind(3, at.milliseconds)
            try release.run()
        case .delivered(let position):
            try stopWaiting(position, at: endpoint, exceptions)
            try revive(position, at: endpoint, exceptions)
        case .dead(let position, let attempts, let error):
            try stopWaiting(position, at: endpoint, exceptions)
            let bury = try database.statement(
                """
                INSERT INTO dead (endpoint, position, attempts, error, died_at) VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT DO UPDATE SET attempts = ?3, error = ?4, died_at = ?5
                """)
            try bury.bind(1, endpoint)
            try bury.bind(2, position)
            try bury.bind(3, attempts)
            try bury.bind(4, error)
            try bury.bind(5, at.milliseconds)
            try bury.run()
            exceptions.areDead = true
        }
    }

    private func stopWaiting(
        _ position: Int64, at endpoint: Int64, _ exceptions: Exceptions
    ) throws(SQLiteError) {
        guard exceptions.areWaiting else { return }
        try set("DELETE FROM waiting WHERE endpoint = ?1 AND position = ?2", endpoint, position)
    }

    /// An event that is delivered or tried again is no dead letter any more.
    private func revive(
        _ position: Int64, at endpoint: Int64, _ exceptions: Exceptions
    ) throws(SQLiteError) {
        guard exceptions.areDead else { return }
        try set("DELETE FROM dead WHERE endpoint = ?1 AND position = ?2", endpoint, position)
    }

    private func record(_ attempt: AttemptRecord, at endpoint: Int64) throws(SQLiteError) {
        let insert = try database.statement(
            """
            INSERT INTO attempts
                (position, endpoint, at, attempt, milliseconds, outcome, status, address, hint, answer, batch)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            ON CONFLICT DO NOTHING
            """)
        try insert.bind(1, attempt.position)
        try insert.bind(2, endpoint)
        try insert.bind(3, attempt.at.milliseconds)
        try insert.bind(4, attempt.number)
        try insert.bind(5, attempt.duration.milliseconds)
        try insert.bind(6, attempt.outcome)
        if let status = attempt.status { try insert.bind(7, status) }
        if let address = attempt.address { try insert.bind(8, address) }
        if let hint = attempt.hint { try insert.bind(9, hint) }
        if !attempt.answer.isEmpty {
            try insert.bind(10, Array(attempt.answer.prefix(AttemptRecord.maximumAnswer)))
        }
        if let batch = attempt.batch { try insert.bind(11, batch) }
        try insert.run()
    }

    private func keep(_ health: EndpointHealth, of endpoint: Int64) throws(SQLiteError) {
        let keep = try database.statement(
            """
            UPDATE endpoints SET failing_since = ?2, failures = ?3, last_success = ?4, last_error = ?5,
                                 notices = ?6
            WHERE number = ?1
            """)
        try keep.bind(1, endpoint)
        try keep.bind(2, health.failingSince?.milliseconds)
        try keep.bind(3, health.failures)
        try keep.bind(4, health.lastSuccess?.milliseconds)
        try keep.bind(5, health.lastError)
        try keep.bind(6, health.notices)
        try keep.run()
    }

    /// Runs a statement that takes an endpoint's number and one other.
    private func set(
        _ sql: StaticString, _ endpoint: Int64, _ number: Int64
    ) throws(SQLiteError) {
        let statement = try database.statement(sql)
        try statement.bind(1, endpoint)
        try statement.bind(2, number)
        try statement.run()
    }

    private func exists(_ sql: StaticString, _ endpoint: Int64) throws(SQLiteError) -> Bool {
        let statement = try database.statement(sql)
        try statement.bind(1, endpoint)
        return try statement.first { _ in true } ?? false
    }
}
