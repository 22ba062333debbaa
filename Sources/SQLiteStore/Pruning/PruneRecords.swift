import BridgeCore

extension Writer {
    /// Goes up the attempts, which stand in the order of the log. An old event that was delivered again has young
    /// attempts among the old ones; past the first young event there are no old ones.
    func pruneAttempts(
        before cutoff: Instant, _ pruning: inout Pruning, _ budget: inout PruneBudget
    ) throws(SQLiteError) -> Bool {
        let select = try database.statement(
            """
            SELECT position, endpoint, at, attempt FROM attempts
            WHERE (position, endpoint, at, attempt) > (?1, ?2, ?3, ?4)
            ORDER BY position, endpoint, at, attempt LIMIT ?5
            """)
        try select.bind(pruning.attempts)
        try select.bind(5, budget.rows)
        let rows = try select.rows { row throws(SQLiteError) in
            Pruning.AttemptPlace(
                position: row.integer(0), endpoint: row.integer(1), at: row.integer(2), number: row.integer(3)
            )
        }
        for row in rows where row.at < cutoff.milliseconds {
            let delete = try database.statement(
                "DELETE FROM attempts WHERE position = ?1 AND endpoint = ?2 AND at = ?3 AND attempt = ?4")
            try delete.bind(row)
            try delete.run()
        }
        guard rows.count == budget.rows, let last = rows.last else {
            budget.spend(rows: rows.count)
            return true
        }
        budget.spend(rows: rows.count)
        pruning.attempts = last
        let event = try database.statement(
            "SELECT accepted_at FROM events WHERE position >= ?1 ORDER BY position LIMIT 1")
        try event.bind(1, last.position)
        let acceptedAt = try event.first { $0.integer(0) }
        return acceptedAt.map { $0 >= cutoff.milliseconds } ?? false
    }

    /// Goes once through the commands, up to the first stretch that ends with a young one: numbers rise with
    /// time.
    func pruneCommands(
        before cutoff: Instant, _ pruning: inout Pruning, _ budget: inout PruneBudget
    ) throws(SQLiteError) -> Bool {
        let select = try database.statement(
            """
            SELECT number, created_at, iif(parent IS NULL, ended_at, NULL) FROM commands
            WHERE number > ?1 ORDER BY number LIMIT ?2
            """)
        try select.bind(1, pruning.command)
        try select.bind(2, budget.rows)
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
        if !old.isEmpty { try keepNumbers() }
        let isFull = rows.count == budget.rows
        budget.spend(rows: rows.count)
        guard isFull, let last = rows.last, last.createdAt < cutoff.milliseconds else { return true }
        pruning.command = last.number
        return false
    }

    /// Goes once through the ids.
    ///
    /// The rows stand in the order of the days they speak of, not of those they came on. What came before
    /// `cutoff` speaks of days before it, or, where a terminal's clock is wrong, of days to come; the many rows
    /// between are not looked at.
    func pruneIDs(
        before cutoff: Instant, at now: Instant, _ pruning: inout Pruning, _ budget: inout PruneBudget
    ) throws(SQLiteError) -> Bool {
        let (cutoffDay, future) = (cutoff.seconds / 86400, now.seconds / 86400 + 2)
        while !budget.isSpent {
            if pruning.id.day >= cutoffDay && pruning.id.day < future { pruning.id = (future, []) }
            let isPast = pruning.id.day < cutoffDay
            let select = try database.statement(
                """
                SELECT day, id, accepted_day FROM event_ids
                WHERE (day, id) > (?1, ?2) AND day < ?3 ORDER BY day, id LIMIT ?4
                """)
            try select.bind(1, pruning.id.day)
            try select.bind(2, pruning.id.id)
            try select.bind(3, isPast ? cutoffDay : .max)
            try select.bind(4, budget.rows)
            let rows = try select.rows { row throws(SQLiteError) in
                (day: row.integer(0), id: row.bytes(1), acceptedDay: row.integer(2))
            }
            for row in rows where row.acceptedDay < cutoffDay {
                let delete = try database.statement("DELETE FROM event_ids WHERE day = ?1 AND id = ?2")
                try delete.bind(1, row.day)
                try delete.bind(2, row.id)
                try delete.run()
            }
            let isFull = rows.count == budget.rows
            budget.spend(rows: rows.count)
            if isFull, let last = rows.last {
                pruning.id = (last.day, last.id)
            } else if isPast {
                pruning.id = (future, [])
            } else {
                return true
            }
        }
        return false
    }
}

extension Statement {
    /// Binds the first four parameters.
    fileprivate func bind(_ place: Pruning.AttemptPlace) throws(SQLiteError) {
        try bind(1, place.position)
        try bind(2, place.endpoint)
        try bind(3, place.at)
        try bind(4, place.number)
    }
}
