package import BridgeCore

extension SQLiteStore: Outbox {
    package func lanes() throws(StoreError) -> [LaneState] {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                let backlogs = try database.backlogs()
                let select = try database.statement(
                    """
                    SELECT tenants.id, endpoints.id, settings, sealed, is_enabled,
                           endpoints.number, position, paused_until, shook_hands_at IS NOT NULL,
                           failing_since, failures, last_success, last_error, notices
                    FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
                    WHERE is_enabled = 1 ORDER BY endpoints.number
                    """)
                return try select.rows { row throws(SQLiteError) in
                    try lane(row, backlogs[row.integer(5)] ?? Backlog(), in: database)
                }.compactMap { $0 }
            }
        }
    }

    package func lane(_ endpoint: EndpointKey) throws(StoreError) -> LaneState? {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                let select = try database.statement(
                    """
                    SELECT tenants.id, endpoints.id, settings, sealed, is_enabled,
                           endpoints.number, position, paused_until, shook_hands_at IS NOT NULL,
                           failing_since, failures, last_success, last_error, notices
                    FROM tenants JOIN endpoints ON endpoints.tenant = tenants.number
                    WHERE tenants.id = ?1 AND endpoints.id = ?2 AND is_enabled = 1
                    """)
                try select.bind(1, endpoint.tenant.text)
                try select.bind(2, endpoint.id.text)
                return try select.first { row throws(SQLiteError) in
                    try lane(row, try database.backlog(of: row.integer(5)), in: database)
                } ?? nil
            }
        }
    }

    /// `nil` where the endpoint cannot be read: it stays enabled, so that the log keeps what it has not had until
    /// it is mended, and the others go on.
    private func lane(
        _ row: Row, _ backlog: Backlog, in database: Database
    ) throws(SQLiteError) -> LaneState? {
        switch EndpointRow.read(row, by: sealing) {
        case .unreadable(let tenant, let id):
            log.error("store.endpoint_unreadable", [("tenant", tenant), ("endpoint", id)])
            return nil
        case .endpoint(let endpoint):
            let mayBlock = endpoint.options.ordering.isByDevice && backlog.waiting > 0
            return LaneState(
                endpoint: endpoint, position: row.integer(6), waiting: backlog.waiting,
                nextDue: backlog.nextDue,
                pausedUntil: row.optionalInteger(7).map { Instant(milliseconds: $0) },
                health: EndpointRow.health(row, from: 9),
                blocked: mayBlock ? try database.blocked(at: row.integer(5)) : [:],
                hasShakenHands: row.integer(8) != 0)
        }
    }

    package func read(
        _ tenant: TenantID, after position: Int64, limit: Int, showing: Set<Attachment.Kind>
    ) throws(StoreError) -> LogPage {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                // Taken before the page is read, so that nothing lies between the page and its end.
                let last = try database.statement("SELECT max(position) FROM events").first {
                    $0.optionalInteger(0)
                }
                let select = try database.statement(
                    """
                    SELECT events.position, id, type, serial, about, body, kind, place_from_end, content
                    FROM events LEFT JOIN attachments
                    ON ?4 != 0 AND attachments.position = events.position AND (?4 & (1 << kind)) != 0
                    WHERE tenant = (SELECT number FROM tenants WHERE id = ?1) AND events.position > ?2
                    ORDER BY events.position LIMIT ?3
                    """)
                try select.bind(1, tenant.text)
                try select.bind(2, position)
                try select.bind(3, limit)
                try select.bind(4, Attachment.mask(showing))
                var (events, bytes, isCut): ([LoggedEvent], Int, Bool) = ([], 0, false)
                try select.walk { row throws(SQLiteError) in
                    guard bytes < pageBytes else {
                        isCut = true
                        return false
                    }
                    let event = try LoggedEvent(position: row.integer(0), row, from: 1)
                    bytes += event.body.count
                    events.append(event)
                    return true
                }
                let isWhole = events.count < limit && !isCut
                let end = isWhole ? max(position, (last ?? nil) ?? 0) : events.last?.position ?? position
                return LogPage(events: events, end: end)
            }
        }
    }

    package func due(
        _ endpoint: EndpointKey, by now: Instant, limit: Int, excluding excluded: Set<Int64>,
        showing: Set<Attachment.Kind>
    ) throws(StoreError) -> DuePage {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                var gathering = DueGathering(excluded: excluded, showing: Attachment.mask(showing))
                return try gathering.page(of: endpoint, by: now, limit: limit, in: database)
            }
        }
    }

    package func settle(_ settlements: [Settlement], completion: @escaping Completion<Void>) {
        let cost = settlements.reduce(0) { cost, settlement in
            settlement.attempts.reduce(cost + 256 + 128 * settlement.changes.count) {
                $0 + 128 + $1.answer.count
            }
        }
        let announcing: Completion<Set<TenantID>> = { [weak self] result in
            if case .success(let tenants) = result { self?.announce(newEventsOf: tenants) }
            completion(result.map { _ in })
        }
        submit(
            WriteJob(cost: cost, completion: announcing) { writer throws(SQLiteError) in
                var grown: Set<TenantID> = []
                let notices = settlements.reduce(0) { $0 + $1.notices.count }
                for settlement in settlements where try writer.settle(settlement, among: notices) {
                    grown.insert(settlement.endpoint.tenant)
                }
                return grown
            })
    }
}

/// Bodies read at once, at most (but at least one).
let pageBytes = 4 << 20
