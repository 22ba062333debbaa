import BridgeCore

/// An enabled endpoint whose backlog may be too old.
private struct Standing {
    let number: Int64
    let tenant: Int64
    let position: Int64
    let key: EndpointKey
}

/// Events an endpoint lets go of.
private struct Dropped {
    var count = 0
    var first: Int64?
    var last: Int64 = 0

    mutating func add(_ position: Int64) {
        count += 1
        first = min(first ?? position, position)
        last = max(last, position)
    }
}

extension Writer {
    /// Goes once through the enabled endpoints and moves those on that have before them what is older than the
    /// retention of events and than the backlog they may have. What they let go of is told in an event of the same
    /// transaction, one for each endpoint and step.
    ///
    /// - Returns: Whether all endpoints are seen to.
    func dropBacklogs(
        _ rules: RetentionRules, at now: Instant, _ pruning: inout Pruning, _ budget: inout PruneBudget,
        _ step: inout PruneStep
    ) throws(SQLiteError) -> Bool {
        while !budget.isSpent {
            guard let standing = try standing(after: pruning.endpoint) else { return true }
            budget.spend(rows: 5)
            if try dropBacklog(of: standing, rules, at: now, &budget, &step) {
                pruning.endpoint = standing.number
            }
        }
        return false
    }

    private func standing(after number: Int64) throws(SQLiteError) -> Standing? {
        let select = try database.statement(
            """
            SELECT endpoints.number, tenant, position, tenants.id, endpoints.id
            FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
            WHERE endpoints.number > ?1 AND is_enabled = 1 ORDER BY endpoints.number LIMIT 1
            """)
        try select.bind(1, number)
        return try select.first { row throws(SQLiteError) in
            guard let tenant = TenantID(row.text(3)), let id = EndpointID(row.text(4)) else {
                throw SQLiteError(message: "endpoint \(row.text(3))/\(row.text(4)) cannot be read")
            }
            return Standing(
                number: row.integer(0), tenant: row.integer(1), position: row.integer(2),
                key: EndpointKey(tenant: tenant, id: id))
        }
    }

    /// - Returns: Whether the endpoint has nothing too old any more.
    private func dropBacklog(
        of standing: Standing, _ rules: RetentionRules, at now: Instant, _ budget: inout PruneBudget,
        _ step: inout PruneStep
    ) throws(SQLiteError) -> Bool {
        // Most endpoints are on time: what they are set to is not looked at.
        guard let oldest = try oldestUndelivered(standing), oldest < (now - rules.events).milliseconds,
            let endpoint = try stored(standing.key)?.endpoint,
            let age = endpoint.options.maximumBacklogAge ?? rules.backlog
        else { return true }
        let cutoff = (now - max(age, rules.events)).milliseconds
        guard oldest < cutoff else { return true }

        var dropped = Dropped()
        let isDoneWaiting = try dropWaiting(of: standing, before: cutoff, &budget, &dropped)
        let isAtEnd = try passOver(standing, endpoint, before: cutoff, &budget, &dropped)
        guard let first = dropped.first else { return isDoneWaiting && isAtEnd }
        let notice = EndpointNotice.backlogDropped(events: dropped.count, first: first, last: dropped.last)
        try releaseOrphans(of: standing.number, at: now)
        try tell(notice, about: standing.key, at: now)
        budget.spend(rows: EndpointReport.countLimit / 8)
        step.changed.insert(standing.key)
        return isDoneWaiting && isAtEnd
    }

    /// When the oldest event was accepted that the endpoint has before it or that waits for it.
    private func oldestUndelivered(_ standing: Standing) throws(SQLiteError) -> Int64? {
        let next = try database.statement(
            "SELECT accepted_at FROM events WHERE tenant = ?1 AND position > ?2 ORDER BY position LIMIT 1")
        try next.bind(1, standing.tenant)
        try next.bind(2, standing.position)
        let waiting = try database.statement(
            """
            SELECT accepted_at FROM waiting CROSS JOIN events
            WHERE endpoint = ?1 AND events.position = waiting.position ORDER BY waiting.position LIMIT 1
            """)
        try waiting.bind(1, standing.number)
        return try [next.first { $0.integer(0) }, waiting.first { $0.integer(0) }].compactMap { $0 }.min()
    }

    /// Lets go of what waits behind the endpoint's position; whether that was all.
    private func dropWaiting(
        of standing: Standing, before cutoff: Int64, _ budget: inout PruneBudget, _ dropped: inout Dropped
    ) throws(SQLiteError) -> Bool {
        guard !budget.isSpent else { return false }
        let select = try database.statement(
            """
            SELECT waiting.position, accepted_at FROM waiting CROSS JOIN events
            WHERE endpoint = ?1 AND waiting.position <= ?2 AND events.position = waiting.position
            ORDER BY waiting.position LIMIT ?3
            """)
        try select.bind(1, standing.number)
        try select.bind(2, standing.position)
        try select.bind(3, budget.rows)
        let rows = try select.rows { row throws(SQLiteError) in (row.integer(0), row.integer(1)) }
        let isWhole = rows.count < budget.rows
        budget.spend(rows: rows.count)
        let old = rows.prefix { $0.1 < cutoff }
        for (position, _) in old {
            dropped.add(position)
            let forget = try database.statement("DELETE FROM waiting WHERE endpoint = ?1 AND position = ?2")
            try forget.bind(1, standing.number)
            try forget.bind(2, position)
            try forget.run()
        }
        return isWhole || old.count < rows.count
    }

    /// Moves the endpoint's position on, past what is too old, with all exceptions it has there.
    ///
    /// - Returns: Whether nothing too old lies behind the new position.
    private func passOver(
        _ standing: Standing, _ endpoint: WebhookEndpoint, before cutoff: Int64,
        _ budget: inout PruneBudget, _ dropped: inout Dropped
    ) throws(SQLiteError) -> Bool {
        guard !budget.isSpent else { return false }
        let rows = try log(of: standing, after: standing.position, limit: budget.rows)
        let isWhole = rows.count < budget.rows
        budget.spend(rows: rows.count)
        let old = rows.prefix { $0.acceptedAt < cutoff }
        guard let last = old.last?.position else { return true }
        for row in old where row.isWanted(by: endpoint) { dropped.add(row.position) }
        let move = try database.statement("UPDATE endpoints SET position = ?2 WHERE number = ?1")
        try move.bind(1, standing.number)
        try move.bind(2, last)
        try move.run()
        let forgetWaiting = try database.statement(
            "DELETE FROM waiting WHERE endpoint = ?1 AND position > ?2 AND position <= ?3")
        let forgetDead = try database.statement(
            "DELETE FROM dead WHERE endpoint = ?1 AND position > ?2 AND position <= ?3")
        for forget in [forgetWaiting, forgetDead] {
            try forget.bind(1, standing.number)
            try forget.bind(2, standing.position)
            try forget.bind(3, last)
            try forget.run()
        }
        return isWhole || old.count < rows.count
    }

    private func log(
        of standing: Standing, after position: Int64, limit: Int
    ) throws(SQLiteError) -> [LogRow] {
        // Only what comes of no terminal is about an endpoint; in other rows the long body is not read past.
        let select = try database.statement(
            """
            SELECT position, accepted_at, type, serial, iif(serial IS NULL, about, NULL) FROM events
            WHERE tenant = ?1 AND position > ?2 ORDER BY position LIMIT ?3
            """)
        try select.bind(1, standing.tenant)
        try select.bind(2, position)
        try select.bind(3, limit)
        return try select.rows { row throws(SQLiteError) in
            LogRow(
                position: row.integer(0), acceptedAt: row.integer(1),
                type: EventType(code: Int(row.integer(2))),
                serial: row.optionalText(3).flatMap { SerialNumber($0) }, about: row.optionalText(4))
        }
    }
}

/// What of an event decides who wants it, and until when.
private struct LogRow {
    let position: Int64
    let acceptedAt: Int64
    /// `nil` for a type that a newer program wrote.
    let type: EventType?
    let serial: SerialNumber?
    let about: String?

    func isWanted(by endpoint: WebhookEndpoint) -> Bool {
        guard let type else { return true }
        return about != endpoint.key.id.text && endpoint.wants(type, of: serial)
    }
}
