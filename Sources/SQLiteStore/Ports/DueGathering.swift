import BridgeCore

/// Gathers waiting events that are due: a walk along the index of times, which reads bodies only of what it takes.
struct DueGathering {
    let excluded: Set<Int64>
    /// Kinds of attachments to bring along, as bits.
    let showing: Int
    private var events: [WaitingEvent] = []
    private var taken: Set<Int64> = []
    private var bytes = 0
    private var nextDue: Instant?

    init(excluded: Set<Int64>, showing: Int) {
        self.excluded = excluded
        self.showing = showing
    }

    mutating func page(
        of endpoint: EndpointKey, by now: Instant, limit: Int, in database: Database
    ) throws(SQLiteError) -> DuePage {
        let select = try database.statement(
            """
            SELECT waiting.position, next_at, attempts, batch, waiting.endpoint, waiting.serial IS NOT NULL
            FROM tenants JOIN endpoints ON endpoints.tenant = tenants.number
            JOIN waiting ON waiting.endpoint = endpoints.number
            WHERE tenants.id = ?1 AND endpoints.id = ?2 AND next_at < 9223372036854775807
            ORDER BY next_at, waiting.position
            """)
        try select.bind(1, endpoint.tenant.text)
        try select.bind(2, endpoint.id.text)
        try select.walk { row throws(SQLiteError) in
            let position = row.integer(0)
            if excluded.contains(position) || taken.contains(position) { return true }
            let dueAt = Instant(milliseconds: row.integer(1))
            guard dueAt <= now, events.count < limit, bytes < pageBytes else {
                nextDue = dueAt
                return false
            }
            if let batch = row.optionalInteger(3) {
                try take(batch: batch, of: row.integer(4), in: database)
            } else {
                try take(
                    position, attempts: Int(row.integer(2)), batch: nil, holdsBack: row.integer(5) != 0,
                    in: database)
            }
            return true
        }
        return DuePage(events: events, nextDue: nextDue)
    }

    /// The whole of it, for it goes in one request.
    private mutating func take(
        batch: Int64, of endpoint: Int64, in database: Database
    ) throws(SQLiteError) {
        let select = try database.statement(
            """
            SELECT position, attempts, serial IS NOT NULL FROM waiting INDEXED BY waiting_by_batch
            WHERE endpoint = ?1 AND batch = ?2 AND next_at < 9223372036854775807 ORDER BY position
            """)
        try select.bind(1, endpoint)
        try select.bind(2, batch)
        let members = try select.rows { row throws(SQLiteError) in
            (row.integer(0), Int(row.integer(1)), row.integer(2) != 0)
        }
        for (position, attempts, holdsBack) in members where !excluded.contains(position) {
            try take(position, attempts: attempts, batch: batch, holdsBack: holdsBack, in: database)
        }
    }

    private mutating func take(
        _ position: Int64, attempts: Int, batch: Int64?, holdsBack: Bool, in database: Database
    ) throws(SQLiteError) {
        let select = try database.statement(
            """
            SELECT id, type, serial, about, body, kind, place_from_end, content
            FROM events LEFT JOIN attachments
            ON ?2 != 0 AND attachments.position = events.position AND (?2 & (1 << kind)) != 0
            WHERE events.position = ?1
            """)
        try select.bind(1, position)
        try select.bind(2, showing)
        let event = try select.first { row throws(SQLiteError) in
            try LoggedEvent(position: position, row, from: 0)
        }
        taken.insert(position)
        guard let event else { return }
        bytes += event.body.count
        events.append(
            WaitingEvent(event: event, attempts: attempts, batch: batch, holdsBack: holdsBack))
    }
}
