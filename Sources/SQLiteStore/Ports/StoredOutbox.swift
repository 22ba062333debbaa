package import BridgeCore

extension SQLiteStore: Outbox {
    package func lanes() throws(StoreError) -> [LaneState] {
        try readers.read { database throws(SQLiteError) in
            try database.statement(
                """
                SELECT tenants.id, endpoints.id, settings, position, paused_until,
                       (SELECT count(*) FROM waiting WHERE endpoint = endpoints.number),
                       (SELECT min(next_at) FROM waiting WHERE endpoint = endpoints.number)
                FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
                WHERE is_enabled = 1 ORDER BY endpoints.number
                """
            ).rows { row throws(SQLiteError) in
                guard let tenant = TenantID(row.text(0)), let id = EndpointID(row.text(1)),
                    let endpoint = EndpointText.read(
                        row.text(2), key: EndpointKey(tenant: tenant, id: id), isEnabled: true)
                else { throw SQLiteError(message: "endpoint \(row.text(0))/\(row.text(1)) cannot be read") }
                return LaneState(
                    endpoint: endpoint, position: row.integer(3), waiting: Int(row.integer(5)),
                    nextDue: row.optionalInteger(6).map { Instant(milliseconds: $0) },
                    pausedUntil: row.optionalInteger(4).map { Instant(milliseconds: $0) })
            }
        }
    }

    package func lane(_ endpoint: EndpointKey) throws(StoreError) -> LaneState? {
        try lanes().first { $0.endpoint.key == endpoint }
    }

    package func read(
        _ tenant: TenantID, after position: Int64, limit: Int, showing: Set<Attachment.Kind>
    ) throws(StoreError) -> LogPage {
        try readers.read { database throws(SQLiteError) in
            try database.execute("BEGIN")
            defer { try? database.execute("COMMIT") }
            // Taken before the page is read, so that nothing lies between the page and its end.
            let last = try database.statement("SELECT max(position) FROM events").first {
                $0.optionalInteger(0)
            }
            let statement = try database.statement(
                """
                SELECT events.position, id, type, serial, body, kind, place_from_end, content
                FROM events LEFT JOIN attachments
                ON ?4 != 0 AND attachments.position = events.position AND (?4 & (1 << kind)) != 0
                WHERE tenant = (SELECT number FROM tenants WHERE id = ?1) AND events.position > ?2
                ORDER BY events.position LIMIT ?3
                """)
            try statement.bind(1, tenant.text)
            try statement.bind(2, position)
            try statement.bind(3, limit)
            try statement.bind(4, Attachment.mask(showing))
            let page = try statement.events(limit: limit)
            let isWhole = page.events.count < limit && !page.isCut
            let end = isWhole ? max(position, (last ?? nil) ?? 0) : page.events.last?.position ?? position
            return LogPage(events: page.events, end: end)
        }
    }

    package func due(
        _ endpoint: EndpointKey, by now: Instant, limit: Int, excluding excluded: Set<Int64>,
        showing: Set<Attachment.Kind>
    ) throws(StoreError) -> DuePage {
        try readers.read { database throws(SQLiteError) in
            let statement = try database.statement(
                """
                SELECT waiting.position, next_at, attempts, events.id, type, events.serial, body,
                       kind, place_from_end, content
                FROM endpoints JOIN waiting ON waiting.endpoint = endpoints.number
                JOIN events ON events.position = waiting.position
                LEFT JOIN attachments
                ON ?4 != 0 AND attachments.position = events.position AND (?4 & (1 << kind)) != 0
                WHERE endpoints.tenant = (SELECT number FROM tenants WHERE id = ?1) AND endpoints.id = ?2
                ORDER BY next_at LIMIT ?3
                """)
            try statement.bind(1, endpoint.tenant.text)
            try statement.bind(2, endpoint.id.text)
            try statement.bind(3, limit + excluded.count + 1)
            try statement.bind(4, Attachment.mask(showing))
            var (events, bytes, nextDue): ([WaitingEvent], Int, Instant?) = ([], 0, nil)
            _ = try statement.rows { row throws(SQLiteError) in
                let position = row.integer(0)
                guard nextDue == nil, !excluded.contains(position) else { return }
                let dueAt = Instant(milliseconds: row.integer(1))
                guard dueAt <= now, events.count < limit, bytes < pageBytes else {
                    return nextDue = dueAt
                }
                let event = try LoggedEvent(
                    position: position, id: row.bytes(3), type: row.integer(4),
                    serial: row.optionalText(5), body: row.bytes(6), attachment: Attachment(row, from: 7))
                bytes += event.body.count
                events.append(WaitingEvent(event: event, attempts: Int(row.integer(2))))
            }
            return DuePage(events: events, nextDue: nextDue)
        }
    }

    package func settle(_ settlements: [Settlement], completion: @escaping Completion<Void>) {
        let cost = settlements.reduce(0) { $0 + 256 + 128 * ($1.attempts.count + $1.changes.count) }
        submit(
            WriteJob(cost: cost, completion: completion) { writer throws(SQLiteError) in
                for settlement in settlements { try writer.settle(settlement) }
            })
    }
}

/// Bodies read at once, at most (but at least one).
private let pageBytes = 4 << 20

extension Statement {
    /// Rows of position, id, type, serial and body, up to `limit` or about `pageBytes`.
    fileprivate func events(limit: Int) throws(SQLiteError) -> (events: [LoggedEvent], isCut: Bool) {
        var (events, bytes, isCut): ([LoggedEvent], Int, Bool) = ([], 0, false)
        _ = try rows { row throws(SQLiteError) in
            guard bytes < pageBytes else { return isCut = true }
            let event = try LoggedEvent(
                position: row.integer(0), id: row.bytes(1), type: row.integer(2), serial: row.optionalText(3),
                body: row.bytes(4), attachment: Attachment(row, from: 5))
            bytes += event.body.count
            events.append(event)
        }
        return (events, isCut)
    }
}

extension LoggedEvent {
    /// An event from its columns.
    fileprivate init(
        position: Int64, id: [UInt8], type: Int64, serial: String?, body: [UInt8], attachment: Attachment?
    ) throws(SQLiteError) {
        guard let id = EventID(bytes: id), let type = EventType(code: Int(type)) else {
            throw SQLiteError(message: "the event at position \(position) cannot be read")
        }
        self.init(
            position: position, id: id, type: type, serial: serial.flatMap { SerialNumber($0) }, body: body,
            attachment: attachment)
    }
}

extension Attachment {
    /// Kinds as the bits `?4` of the queries above holds.
    fileprivate static func mask(_ kinds: Set<Kind>) -> Int { kinds.reduce(0) { $0 | 1 << $1.rawValue } }

    /// From the columns kind, place and content, which are NULL where there is nothing to show.
    fileprivate init?(_ row: Row, from column: Int32) {
        guard let kind = row.optionalInteger(column).flatMap({ Kind(rawValue: Int($0)) }) else { return nil }
        self.init(
            kind: kind, content: row.bytes(column + 2), placeFromEnd: Int(row.integer(column + 1)))
    }
}

extension Writer {
    fileprivate func settle(_ settlement: Settlement) throws(SQLiteError) {
        let endpoint = try number(of: settlement.endpoint)
        if let position = settlement.position {
            let move = try database.statement(
                "UPDATE endpoints SET position = ?2 WHERE number = ?1 AND position < ?2")
            try move.bind(1, endpoint)
            try move.bind(2, position)
            try move.run()
        }
        for change in settlement.changes { try apply(change, at: endpoint) }
        for attempt in settlement.attempts { try record(attempt, at: endpoint) }
        if let until = settlement.pausedUntil {
            let pause = try database.statement("UPDATE endpoints SET paused_until = ?2 WHERE number = ?1")
            try pause.bind(1, endpoint)
            try pause.bind(2, until.milliseconds)
            try pause.run()
        }
        if let reason = settlement.disabledBecause {
            let disable = try database.statement(
                "UPDATE endpoints SET is_enabled = 0, disabled_because = ?2 WHERE number = ?1")
            try disable.bind(1, endpoint)
            try disable.bind(2, reason)
            try disable.run()
        }
    }

    private func apply(_ change: Settlement.EventChange, at endpoint: Int64) throws(SQLiteError) {
        switch change {
        case .wait(let position, let attempts, let nextAttempt, _, _):
            let wait = try database.statement(
                """
                INSERT INTO waiting (endpoint, position, attempts, next_at) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET attempts = ?3, next_at = ?4
                """)
            try wait.bind(1, endpoint)
            try wait.bind(2, position)
            try wait.bind(3, attempts)
            try wait.bind(4, nextAttempt.milliseconds)
            try wait.run()
        case .park, .release: break
        case .delivered(let position):
            try stopWaiting(position, at: endpoint)
        case .dead(let position, let attempts, let error):
            try stopWaiting(position, at: endpoint)
            let bury = try database.statement(
                """
                INSERT INTO dead (endpoint, position, attempts, error) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET attempts = ?3, error = ?4
                """)
            try bury.bind(1, endpoint)
            try bury.bind(2, position)
            try bury.bind(3, attempts)
            try bury.bind(4, error)
            try bury.run()
        }
    }

    private func stopWaiting(_ position: Int64, at endpoint: Int64) throws(SQLiteError) {
        let remove = try database.statement("DELETE FROM waiting WHERE endpoint = ?1 AND position = ?2")
        try remove.bind(1, endpoint)
        try remove.bind(2, position)
        try remove.run()
    }

    private func record(_ attempt: AttemptRecord, at endpoint: Int64) throws(SQLiteError) {
        let insert = try database.statement(
            """
            INSERT INTO attempts (endpoint, position, attempt, at, milliseconds, outcome, status)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT DO NOTHING
            """)
        try insert.bind(1, endpoint)
        try insert.bind(2, attempt.position)
        try insert.bind(3, attempt.number)
        try insert.bind(4, attempt.at.milliseconds)
        try insert.bind(5, attempt.duration.milliseconds)
        try insert.bind(6, attempt.outcome)
        try insert.bind(7, attempt.status)
        try insert.run()
    }
}
