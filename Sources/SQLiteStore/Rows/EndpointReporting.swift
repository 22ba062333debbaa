import BridgeCore

/// How thoroughly an endpoint's backlog is looked at.
struct ReportCare {
    /// Undelivered events are counted up to here.
    let counted: Int
    /// Events looked at for it, wanted or not.
    let looked: Int

    /// Where somebody asks for this one endpoint.
    static let one = ReportCare(counted: EndpointReport.countLimit, looked: 50_000)
    /// Where it is one of many, or the answer to a change.
    static let many = ReportCare(counted: EndpointReport.listCountLimit, looked: 5000)
}

extension Database {
    /// How an endpoint fares, at a cost that does not grow with its backlog. To be asked inside a transaction.
    func report(_ record: EndpointRecord, _ care: ReportCare) throws(SQLiteError) -> EndpointReport {
        let ahead = try undelivered(record, care)
        // What failed ahead of the position (others are still under way) is counted there.
        let behind = try count(
            "waiting", of: record, upTo: record.position, limit: care.counted - ahead.count + 1)
        let oldest = try [ahead.oldest, oldestWaiting(at: record.number)].compactMap { $0 }.min()
        let limit = EndpointReport.exceptionsLimit
        return EndpointReport(
            endpoint: record.endpoint, isManaged: record.isManaged, createdAt: record.createdAt,
            position: record.position, undelivered: min(ahead.count + behind, care.counted),
            hasMoreUndelivered: ahead.hasMore || ahead.count + behind > care.counted,
            oldestUndelivered: oldest.map { Instant(milliseconds: $0) },
            waiting: try count("waiting", of: record, limit: limit),
            dead: try count("dead", of: record, limit: limit), pausedUntil: record.pausedUntil,
            disabledBecause: record.disabledBecause, health: record.health)
    }

    /// What the endpoint wants of the log after its position.
    private func undelivered(
        _ record: EndpointRecord, _ care: ReportCare
    ) throws(SQLiteError) -> (count: Int, hasMore: Bool, oldest: Int64?) {
        let stretch = try stretch(of: record.tenant, after: record.position, rows: care.looked)
        guard let end = stretch.end else { return (0, false, nil) }
        let select = try prepare(
            """
            SELECT count(*), accepted_at, min(position) FROM (
                SELECT position, accepted_at FROM events
                WHERE tenant = ?4 AND position > ?5 AND position <= ?6 AND \(EventFilter.condition)
                ORDER BY position LIMIT ?7)
            """)
        try EventFilter(record.endpoint).bind(to: select)
        try select.bind(4, record.tenant)
        try select.bind(5, record.position)
        try select.bind(6, end)
        try select.bind(7, care.counted + 1)
        let found = try select.first { (count: Int($0.integer(0)), oldest: $0.optionalInteger(1)) }
        let count = found?.count ?? 0
        return (min(count, care.counted), count > care.counted || !stretch.isLast, found?.oldest)
    }

    /// When the first event in the log that waits was accepted.
    private func oldestWaiting(at endpoint: Int64) throws(SQLiteError) -> Int64? {
        let select = try statement(
            """
            SELECT accepted_at FROM waiting JOIN events ON events.position = waiting.position
            WHERE endpoint = ?1 ORDER BY waiting.position LIMIT 1
            """)
        try select.bind(1, endpoint)
        return try select.first { $0.integer(0) }
    }

    /// Rows of an endpoint in a table of exceptions, as far as `limit`.
    private func count(
        _ table: String, of record: EndpointRecord, upTo position: Int64 = .max, limit: Int
    ) throws(SQLiteError) -> Int {
        let select = try prepare(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM \(table) WHERE endpoint = ?1 AND position <= ?2 ORDER BY position LIMIT ?3)
            """)
        try select.bind(1, record.number)
        try select.bind(2, position)
        try select.bind(3, limit)
        return try select.first { Int($0.integer(0)) } ?? 0
    }
}
