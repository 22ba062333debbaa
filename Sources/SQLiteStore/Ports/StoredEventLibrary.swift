package import BridgeCore

extension SQLiteStore: EventLibrary {
    package func events(_ query: EventQuery, of tenant: TenantID) throws(StoreError) -> EventsPage {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                guard let tenant = try database.number(of: tenant) else {
                    return EventsPage(events: [], next: nil, last: query.after)
                }
                return try database.page(query, of: tenant)
            }
        }
    }

    package func event(
        _ id: EventID, of tenant: TenantID, showing: Set<Attachment.Kind>
    ) throws(StoreError) -> EventReport? {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                guard let number = try database.number(of: tenant),
                    let position = try database.position(of: id, tenant: number),
                    let event = try database.event(at: position, showing: showing)
                else { return nil }
                var deliveries: [EventReport.Delivery] = []
                for record in try database.endpoints(of: tenant, by: sealing)
                where record.endpoint.wants(event) {
                    deliveries.append(try database.delivery(of: position, at: record))
                }
                return EventReport(event: event, deliveries: deliveries)
            }
        }
    }

    package func attempts(
        _ id: EventID, of tenant: TenantID
    ) throws(StoreError) -> [AttemptReport]? {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                guard let number = try database.number(of: tenant),
                    let position = try database.position(of: id, tenant: number)
                else { return nil }
                return try database.attempts(at: position, of: number)
            }
        }
    }

    package func deadLetters(
        _ key: EndpointKey, after position: Int64, limit: Int
    ) throws(StoreError) -> [DeadLetter] {
        try readers.read { database throws(SQLiteError) in
            let select = try database.prepare(
                """
                SELECT attempts, error, died_at, \(ShownEvent.columns)
                FROM tenants JOIN endpoints ON endpoints.tenant = tenants.number
                CROSS JOIN dead ON dead.endpoint = endpoints.number
                CROSS JOIN events ON events.position = dead.position
                \(ShownEvent.attachments)
                WHERE tenants.id = ?1 AND endpoints.id = ?2 AND dead.position > ?3
                ORDER BY dead.position LIMIT ?5
                """)
            try select.bind(1, key.tenant.text)
            try select.bind(2, key.id.text)
            try select.bind(3, position)
            try select.bind(4, 0)
            try select.bind(5, limit)
            return try select.rows { row throws(SQLiteError) in
                DeadLetter(
                    event: try ShownEvent.read(row, from: 3), attempts: Int(row.integer(0)),
                    error: row.text(1),
                    diedAt: row.optionalInteger(2).map { Instant(milliseconds: $0) })
            }
        }
    }

    package func statistics(of tenant: TenantID) throws(StoreError) -> TenantStatistics {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                guard let tenant = try database.number(of: tenant) else { return TenantStatistics() }
                return try database.statistics(of: tenant)
            }
        }
    }
}

/// Events looked at for one page, at most.
private let pageRows = 10_000
/// Events of one page, at most, whatever was asked for.
private let pageEvents = 1000

private struct PageUnderWay {
    let limit: Int
    var events: [LoggedEvent] = []
    var bytes = 0
    /// Whether something that was asked for had no room.
    var isCut = false
    var isFull: Bool { events.count >= limit }
}

extension Database {
    /// A page is mostly full after as many events as it may have; only what is rare is looked for further on.
    fileprivate func page(_ query: EventQuery, of tenant: Int64) throws(SQLiteError) -> EventsPage {
        let limit = min(max(query.limit, 1), pageEvents)
        var (page, after) = (PageUnderWay(limit: limit), query.after)
        for rows in [limit + 1, pageRows] {
            let stretch = try stretch(of: tenant, after: after, rows: rows)
            guard let end = stretch.end else {
                return EventsPage(events: page.events, next: nil, last: after)
            }
            try add(to: &page, query, of: tenant, between: after, and: end)
            if page.isCut { after = page.events.last?.position ?? after } else { after = end }
            if page.isCut || page.isFull && !stretch.isLast { break }
            if stretch.isLast { return EventsPage(events: page.events, next: nil, last: end) }
        }
        return EventsPage(events: page.events, next: after, last: after)
    }

    /// Adds what was asked for of a stretch, as far as there is room.
    private func add(
        to page: inout PageUnderWay, _ query: EventQuery, of tenant: Int64, between after: Int64,
        and end: Int64
    ) throws(SQLiteError) {
        let select = try prepare(
            """
            SELECT \(ShownEvent.columns) FROM events \(ShownEvent.attachments)
            WHERE events.tenant = ?5 AND events.position > ?6 AND events.position <= ?7
            AND \(EventFilter.condition) ORDER BY events.position LIMIT ?8
            """)
        try EventFilter(patterns: query.patterns, serial: query.serial).bind(to: select)
        try select.bind(4, Attachment.mask(query.showing))
        try select.bind(5, tenant)
        try select.bind(6, after)
        try select.bind(7, end)
        try select.bind(8, page.limit - page.events.count + 1)
        _ = try select.rows { row throws(SQLiteError) in
            guard page.bytes < pageBytes, !page.isFull else { return page.isCut = true }
            page.events.append(try ShownEvent.read(row))
            page.bytes += page.events.last?.body.count ?? 0
        }
    }

    fileprivate func event(
        at position: Int64, showing: Set<Attachment.Kind>
    ) throws(SQLiteError) -> LoggedEvent? {
        let select = try prepare(
            "SELECT \(ShownEvent.columns) FROM events \(ShownEvent.attachments) WHERE events.position = ?1")
        try select.bind(1, position)
        try select.bind(4, Attachment.mask(showing))
        return try select.first { row throws(SQLiteError) in try ShownEvent.read(row) }
    }

    /// What became of an event at an endpoint that wants it.
    fileprivate func delivery(
        of position: Int64, at record: EndpointRecord
    ) throws(SQLiteError) -> EventReport.Delivery {
        let select = try statement(
            """
            SELECT
                (SELECT next_at FROM waiting WHERE endpoint = ?1 AND position = ?2),
                (SELECT attempts FROM waiting WHERE endpoint = ?1 AND position = ?2),
                (SELECT attempts FROM dead WHERE endpoint = ?1 AND position = ?2),
                (SELECT count(*) FROM attempts WHERE position = ?2 AND endpoint = ?1),
                EXISTS (SELECT 1 FROM attempts
                        WHERE position = ?2 AND endpoint = ?1 AND outcome = 'delivered')
            """)
        try select.bind(1, record.number)
        try select.bind(2, position)
        let found = try select.first { row in
            (
                nextAt: row.optionalInteger(0), waited: row.optionalInteger(1), died: row.optionalInteger(2),
                recorded: row.integer(3), isDelivered: row.integer(4) != 0
            )
        }
        let state: EventReport.Delivery.State =
            if found?.waited != nil {
                .pending
            } else if found?.died != nil {
                .dead
            } else if found?.isDelivered == true {
                .delivered
            } else {
                position > record.position ? .pending : .unknown
            }
        return EventReport.Delivery(
            endpoint: record.endpoint.key.id, state: state,
            attempts: Int(max(found?.waited ?? 0, found?.died ?? 0, found?.recorded ?? 0)),
            nextAttempt: found?.nextAt.flatMap { $0 == .max ? nil : Instant(milliseconds: $0) })
    }

    fileprivate func attempts(
        at position: Int64, of tenant: Int64
    ) throws(SQLiteError) -> [AttemptReport] {
        let select = try statement(
            """
            SELECT endpoints.id, at, attempt, milliseconds, outcome, status, address, hint, answer, batch
            FROM attempts CROSS JOIN endpoints ON endpoints.number = attempts.endpoint
            WHERE attempts.position = ?1 AND endpoints.tenant = ?2
            ORDER BY at DESC, attempt DESC, endpoints.id DESC LIMIT ?3
            """)
        try select.bind(1, position)
        try select.bind(2, tenant)
        try select.bind(3, AttemptReport.maximum)
        let reports = try select.rows { row throws(SQLiteError) in
            guard let endpoint = EndpointID(row.text(0)) else {
                throw SQLiteError(message: "endpoint \(row.text(0)) cannot be read")
            }
            let attempt = AttemptRecord(
                position: position, number: Int(row.integer(2)), at: Instant(milliseconds: row.integer(1)),
                duration: .milliseconds(row.integer(3)), outcome: row.text(4),
                status: row.optionalInteger(5).map { Int($0) }, address: row.optionalText(6),
                hint: row.optionalText(7), answer: row.bytes(8), batch: row.optionalInteger(9))
            return AttemptReport(endpoint: endpoint, attempt: attempt)
        }
        return reports.reversed()
    }

    fileprivate func statistics(of tenant: Int64) throws(SQLiteError) -> TenantStatistics {
        let select = try statement(
            """
            SELECT
                (SELECT count(*) FROM endpoints WHERE tenant = ?1),
                (SELECT count(*) FROM (
                    SELECT 1 FROM endpoints CROSS JOIN waiting ON endpoint = number
                    WHERE tenant = ?1 LIMIT ?2)),
                (SELECT count(*) FROM (
                    SELECT 1 FROM endpoints CROSS JOIN dead ON endpoint = number WHERE tenant = ?1 LIMIT ?2)),
                (SELECT max(position) FROM events WHERE tenant = ?1)
            """)
        try select.bind(1, tenant)
        try select.bind(2, TenantStatistics.countLimit)
        var statistics = TenantStatistics()
        _ = try select.first { row in
            statistics.endpoints = Int(row.integer(0))
            statistics.waiting = Int(row.integer(1))
            statistics.dead = Int(row.integer(2))
            statistics.lastSequence = row.integer(3)
        }
        for status in CommandStatus.allCases {
            let count = try statement(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM commands WHERE tenant = ?1 AND status = ?2 AND parent IS NULL LIMIT ?3)
                """)
            try count.bind(1, tenant)
            try count.bind(2, status.rawValue)
            try count.bind(3, TenantStatistics.countLimit)
            let found = try count.first { Int($0.integer(0)) } ?? 0
            if found > 0 { statistics.commands[status] = found }
        }
        return statistics
    }
}
