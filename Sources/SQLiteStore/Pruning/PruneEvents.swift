import BridgeCore

extension RetentionRules {
    /// Until when an event of this type must have been accepted to be old enough to go.
    func cutoff(_ type: Int64, at now: Instant) -> Int64 {
        (now - (type == Int64(EventType.recordRejected.code) ? rejects : events)).milliseconds
    }

    /// Events accepted then or later are all young.
    func lastCutoff(at now: Instant) -> Int64 { (now - min(events, rejects)).milliseconds }
}

extension Writer {
    /// Goes up every tenant's log from its beginning to the first event that is young or that an endpoint has
    /// before it.
    ///
    /// - Returns: Whether all tenants are done.
    func pruneEvents(
        _ rules: RetentionRules, at now: Instant, _ pruning: inout Pruning, _ budget: inout PruneBudget
    ) throws(SQLiteError) -> Bool {
        while !budget.isSpent {
            let select = try database.statement(
                "SELECT number FROM tenants WHERE number >= ?1 ORDER BY number LIMIT 1")
            try select.bind(1, pruning.events.tenant)
            guard let tenant = try select.first({ $0.integer(0) }) else { return true }
            if tenant != pruning.events.tenant { pruning.events = (tenant, 0) }
            if try pruneEvents(of: tenant, rules, at: now, &pruning, &budget) {
                pruning.events = (tenant + 1, 0)
            }
        }
        return false
    }

    private func pruneEvents(
        of tenant: Int64, _ rules: RetentionRules, at now: Instant, _ pruning: inout Pruning,
        _ budget: inout PruneBudget
    ) throws(SQLiteError) -> Bool {
        // A tenant without anything to forget costs something too.
        budget.spend(rows: 10)
        let start = pruning.events.position
        let floor = try heldFrom(tenant)
        let young = rules.lastCutoff(at: now)
        let select = try database.statement(
            """
            SELECT events.position, type, accepted_at, length(body) + coalesce(length(attachments.content), 0)
            FROM events LEFT JOIN attachments ON attachments.position = events.position
            WHERE tenant = ?1 AND events.position > ?2 AND events.position <= ?3
            ORDER BY events.position LIMIT ?4
            """)
        try select.bind(1, tenant)
        try select.bind(2, start)
        try select.bind(3, floor)
        try select.bind(4, max(1, budget.rows))
        let rows = try select.rows { row throws(SQLiteError) in
            (
                position: row.integer(0), type: row.integer(1), acceptedAt: row.integer(2),
                size: Int(row.integer(3))
            )
        }
        let old = rows.prefix { $0.acceptedAt < young }
        guard let last = old.last else {
            try forgetExceptions(of: tenant, after: start, upTo: min(floor, rows.first?.position ?? floor))
            return true
        }
        let waiting = try waiting(of: tenant, after: start, upTo: last.position)
        var (deleted, end) = (0, start)
        for row in old where !budget.isSpent {
            end = row.position
            let goes = row.acceptedAt < rules.cutoff(row.type, at: now) && !waiting.contains(row.position)
            budget.spend(rows: 1, bytes: goes ? row.size : 0)
            guard goes else { continue }
            try delete(row.position)
            deleted += 1
        }
        if deleted > 0 { try keepNumbers() }
        try forgetExceptions(of: tenant, after: start, upTo: end)
        pruning.events.position = end
        return old.count < rows.count && end == last.position
    }

    /// Up to where no enabled endpoint of a tenant has events before it. What is disabled holds nothing back.
    private func heldFrom(_ tenant: Int64) throws(SQLiteError) -> Int64 {
        let select = try database.statement(
            "SELECT min(position) FROM endpoints WHERE tenant = ?1 AND is_enabled = 1")
        try select.bind(1, tenant)
        return try select.first { $0.optionalInteger(0) ?? .max } ?? .max
    }

    /// Events of a stretch that wait for another attempt at an enabled endpoint.
    private func waiting(
        of tenant: Int64, after start: Int64, upTo end: Int64
    ) throws(SQLiteError) -> Set<Int64> {
        let select = try database.statement(
            """
            SELECT DISTINCT waiting.position FROM endpoints CROSS JOIN waiting
            WHERE endpoints.tenant = ?1 AND is_enabled = 1 AND waiting.endpoint = endpoints.number
            AND waiting.position > ?2 AND waiting.position <= ?3
            """)
        try select.bind(1, tenant)
        try select.bind(2, start)
        try select.bind(3, end)
        return Set(try select.rows { row throws(SQLiteError) in row.integer(0) })
    }

    private func delete(_ position: Int64) throws(SQLiteError) {
        let forgetEvent = try database.statement("DELETE FROM events WHERE position = ?1")
        let forgetAttachment = try database.statement("DELETE FROM attachments WHERE position = ?1")
        for forget in [forgetEvent, forgetAttachment] {
            try forget.bind(1, position)
            try forget.run()
        }
    }

    /// Takes out what endpoints remember about events of a stretch that are gone.
    private func forgetExceptions(
        of tenant: Int64, after start: Int64, upTo end: Int64
    ) throws(SQLiteError) {
        let forgetWaiting = try database.statement(
            """
            DELETE FROM waiting
            WHERE endpoint IN (SELECT number FROM endpoints WHERE tenant = ?1)
            AND position > ?2 AND position <= ?3
            AND NOT EXISTS (SELECT 1 FROM events WHERE events.position = waiting.position)
            """)
        let forgetDead = try database.statement(
            """
            DELETE FROM dead
            WHERE endpoint IN (SELECT number FROM endpoints WHERE tenant = ?1)
            AND position > ?2 AND position <= ?3
            AND NOT EXISTS (SELECT 1 FROM events WHERE events.position = dead.position)
            """)
        for forget in [forgetWaiting, forgetDead] {
            try forget.bind(1, tenant)
            try forget.bind(2, start)
            try forget.bind(3, end)
            try forget.run()
        }
    }
}
