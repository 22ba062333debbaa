package import BridgeCore

extension SQLiteStore: Housekeeping {
    package func prune(_ rules: RetentionRules, at now: Instant) throws(StoreError) -> Bool {
        try write { writer throws(SQLiteError) in
            let events = try writer.pruneEvents(rules, at: now)
            let attempts = try writer.pruneAttempts(before: now - rules.attempts)
            let commands = try writer.pruneCommands(before: now - rules.events)
            let ids = try writer.pruneIDs(before: now - rules.dedupe, at: now)
            return events || attempts || commands || ids
        }
    }

    package func probe(at now: Instant, completion: @escaping Completion<Void>) {
        submit(
            WriteJob(completion: completion) { writer throws(SQLiteError) in
                let mark = try writer.database.statement(
                    "INSERT INTO numbers VALUES ('last_probe', ?1) ON CONFLICT DO UPDATE SET value = ?1")
                try mark.bind(1, now.milliseconds)
                try mark.run()
            })
    }
}

/// Rows looked at in one step, so that a step never holds up a terminal for long.
private let stepRows = 1000

extension Writer {
    /// Goes up the log from its beginning to the first event that is young, a stretch per step.
    fileprivate func pruneEvents(_ rules: RetentionRules, at now: Instant) throws(SQLiteError) -> Bool {
        let (eventCutoff, rejectCutoff) = (now - rules.events, now - rules.rejects)
        let end = prunedEventsUpTo + Int64(stepRows)
        let delete = try database.statement(
            """
            DELETE FROM events WHERE position > ?1 AND position <= ?2
            AND accepted_at < iif(type = ?3, ?4, ?5)
            AND NOT EXISTS (
                SELECT 1 FROM endpoints
                WHERE endpoints.tenant = events.tenant AND is_enabled = 1
                AND (endpoints.position < events.position OR EXISTS (
                    SELECT 1 FROM waiting
                    WHERE waiting.endpoint = endpoints.number AND waiting.position = events.position)))
            """)
        try delete.bind(1, prunedEventsUpTo)
        try delete.bind(2, end)
        try delete.bind(3, EventType.recordRejected.code)
        try delete.bind(4, rejectCutoff.milliseconds)
        try delete.bind(5, eventCutoff.milliseconds)
        try delete.run()
        if database.changes > 0 {
            try note("last_position", nextPosition - 1)
            try forgetExceptions(after: prunedEventsUpTo, upTo: end)
        }

        let next = try database.statement(
            "SELECT position, accepted_at FROM events WHERE position > ?1 ORDER BY position LIMIT 1")
        try next.bind(1, end)
        let following = try next.first { (position: $0.integer(0), acceptedAt: $0.integer(1)) }
        guard let following, following.acceptedAt < max(eventCutoff, rejectCutoff).milliseconds else {
            prunedEventsUpTo = 0
            return false
        }
        prunedEventsUpTo = following.position - 1
        return true
    }

    /// Takes out what endpoints remember about events that are gone.
    private func forgetExceptions(after start: Int64, upTo end: Int64) throws(SQLiteError) {
        let forgetWaiting = try database.statement(
            """
            DELETE FROM waiting
            WHERE endpoint IN (SELECT number FROM endpoints) AND position > ?1 AND position <= ?2
            AND NOT EXISTS (SELECT 1 FROM events WHERE events.position = waiting.position)
            """)
        let forgetDead = try database.statement(
            """
            DELETE FROM dead
            WHERE endpoint IN (SELECT number FROM endpoints) AND position > ?1 AND position <= ?2
            AND NOT EXISTS (SELECT 1 FROM events WHERE events.position = dead.position)
            """)
        let forgetAttachments = try database.statement(
            """
            DELETE FROM attachments WHERE position > ?1 AND position <= ?2
            AND NOT EXISTS (SELECT 1 FROM events WHERE events.position = attachments.position)
            """)
        for forget in [forgetWaiting, forgetDead, forgetAttachments] {
            try forget.bind(1, start)
            try forget.bind(2, end)
            try forget.run()
        }
    }

    /// Remembers the last number given, for it must not be given twice even when the row that had it is gone.
    private func note(_ name: String, _ number: Int64) throws(SQLiteError) {
        let note = try database.statement(
            "INSERT INTO numbers VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2")
        try note.bind(1, name)
        try note.bind(2, number)
        try note.run()
    }

    fileprivate func pruneAttempts(before cutoff: Instant) throws(SQLiteError) -> Bool {
        let delete = try database.statement(
            """
            DELETE FROM attempts WHERE (position, endpoint, at, attempt) IN
                (SELECT position, endpoint, at, attempt FROM attempts
                 ORDER BY position, endpoint, at, attempt LIMIT ?2)
            AND at < ?1
            """)
        try delete.bind(1, cutoff.milliseconds)
        try delete.bind(2, stepRows)
        try delete.run()
        return database.changes >= stepRows / 2
    }

    /// Goes once through the commands, a stretch per step, up to the first stretch that ends with a young
    /// one: numbers rise with time.
    fileprivate func pruneCommands(before cutoff: Instant) throws(SQLiteError) -> Bool {
        let select = try database.statement(
            """
            SELECT number, created_at, iif(parent IS NULL, ended_at, NULL) FROM commands
            WHERE number > ?1 ORDER BY number LIMIT ?2
            """)
        try select.bind(1, prunedCommandsUpTo)
        try select.bind(2, stepRows)
        let rows = try select.rows { row throws(SQLiteError) in
            (number: row.integer(0), createdAt: row.integer(1), endedAt: row.optionalInteger(2))
        }
        let old = rows.filter { row in row.endedAt.map { $0 < cutoff.milliseconds } ?? false }
        for row in old {
            // Steps and look-ups go with what they belong to: how an order ended is told by its steps.
            for sql: StaticString in [
                "DELETE FROM commands WHERE parent IN (SELECT number FROM commands WHERE parent = ?1)",
                "DELETE FROM commands WHERE parent = ?1", "DELETE FROM commands WHERE number = ?1",
            ] {
                let delete = try database.statement(sql)
                try delete.bind(1, row.number)
                try delete.run()
            }
        }
        if !old.isEmpty { try note("last_command", nextCommand - 1) }
        guard rows.count == stepRows, let last = rows.last, last.createdAt < cutoff.milliseconds else {
            prunedCommandsUpTo = 0
            return false
        }
        prunedCommandsUpTo = last.number
        return true
    }

    /// Goes once through the table, a stretch per step.
    ///
    /// The rows stand in the order of the days they speak of, not of those they came on. What came before
    /// `cutoff` speaks of days before it, or, where a terminal's clock is wrong, of days to come; the many rows
    /// between are not looked at.
    fileprivate func pruneIDs(before cutoff: Instant, at now: Instant) throws(SQLiteError) -> Bool {
        let (cutoffDay, future) = (cutoff.seconds / 86400, now.seconds / 86400 + 2)
        if prunedUpTo.day >= cutoffDay && prunedUpTo.day < future { prunedUpTo = (future, []) }
        let select = try database.statement(
            """
            SELECT day, id, accepted_day FROM event_ids
            WHERE (day, id) > (?1, ?2) AND day < ?3 ORDER BY day, id LIMIT ?4
            """)
        try select.bind(1, prunedUpTo.day)
        try select.bind(2, prunedUpTo.id)
        try select.bind(3, prunedUpTo.day < cutoffDay ? cutoffDay : .max)
        try select.bind(4, stepRows)
        let rows = try select.rows { row throws(SQLiteError) in
            (day: row.integer(0), id: row.bytes(1), acceptedDay: row.integer(2))
        }
        for row in rows where row.acceptedDay < cutoffDay {
            let delete = try database.statement("DELETE FROM event_ids WHERE day = ?1 AND id = ?2")
            try delete.bind(1, row.day)
            try delete.bind(2, row.id)
            try delete.run()
        }
        if rows.count == stepRows, let last = rows.last {
            prunedUpTo = (last.day, last.id)
            return true
        }
        guard prunedUpTo.day < cutoffDay else {
            prunedUpTo = (.min, [])
            return false
        }
        prunedUpTo = (future, [])
        return try pruneIDs(before: cutoff, at: now)
    }
}
