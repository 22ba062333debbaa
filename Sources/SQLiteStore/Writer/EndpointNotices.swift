import BridgeCore

/// How the writer puts news about endpoints into the log.
extension Writer {
    /// An event about an endpoint, in the same transaction as what it tells of; the caller announces that the
    /// tenant's log has grown.
    ///
    /// - Parameter notices: How many there are in the transaction.
    func tell(
        _ notice: EndpointNotice, about key: EndpointKey, at now: Instant, among notices: Int = 1
    ) throws(SQLiteError) {
        guard let stored = try stored(key) else { return }
        // When the network fails a thousand endpoints fail at once; counting must not hold up the terminals.
        let limit = min(EndpointReport.countLimit, max(100, 100_000 / max(1, notices)))
        let origin = EventOrigin(tenant: key.tenant, device: nil, acceptedAt: now)
        let event = origin.event(
            for: notice, about: key.id, undelivered: try undelivered(at: stored, limit: limit),
            ordinal: nextPosition)
        // Its id holds the position it is to have, so that it is always news.
        _ = try append(event)
    }

    /// Events the endpoint has not had yet, as far as they show within `limit` events that wait and `limit` of the
    /// log.
    private func undelivered(at stored: StoredEndpoint, limit: Int) throws(SQLiteError) -> Int {
        let waiting = try count(
            "SELECT count(*) FROM (SELECT 1 FROM waiting WHERE endpoint = ?1 LIMIT ?2)", stored.number, limit)
        guard let endpoint = stored.endpoint, !endpoint.wantsEverything else {
            return min(limit, try waiting + ahead(of: stored.number, limit: limit))
        }
        let types = EventType.allCases.filter { type in endpoint.patterns.contains { $0.matches(type) } }
        let serials = endpoint.serials.map { serials in
            JSON.array(serials.map { .string($0.text) }).text
        }
        let select = try database.statement(
            """
            SELECT count(*) FROM (
                SELECT type, serial, about FROM events JOIN endpoints ON endpoints.number = ?1
                WHERE events.tenant = endpoints.tenant AND events.position > endpoints.position
                ORDER BY events.position LIMIT ?2)
            WHERE ((?3 >> type) & 1) AND (?4 IS NULL OR serial IN (SELECT value FROM json_each(?4)))
            AND about IS NOT ?5
            """)
        try select.bind(1, stored.number)
        try select.bind(2, limit)
        try select.bind(3, types.reduce(0) { $0 | 1 << $1.code })
        try select.bind(4, serials)
        try select.bind(5, stored.key.id.text)
        return min(limit, try waiting + (select.first { Int($0.integer(0)) } ?? 0))
    }

    /// The same for one that wants all there is, of which the indexes alone know: its own news it does not get.
    private func ahead(of endpoint: Int64, limit: Int) throws(SQLiteError) -> Int {
        let own = try count(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM events JOIN endpoints ON endpoints.number = ?1
                WHERE events.tenant = endpoints.tenant AND about = endpoints.id
                AND events.position > endpoints.position LIMIT ?2)
            """, endpoint, limit)
        let all = try count(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM events JOIN endpoints ON endpoints.number = ?1
                WHERE events.tenant = endpoints.tenant AND events.position > endpoints.position LIMIT ?2)
            """, endpoint, limit + own)
        return all - own
    }

    private func count(
        _ sql: StaticString, _ endpoint: Int64, _ limit: Int
    ) throws(SQLiteError) -> Int {
        let statement = try database.statement(sql)
        try statement.bind(1, endpoint)
        try statement.bind(2, limit)
        return try statement.first { Int($0.integer(0)) } ?? 0
    }
}

extension WebhookEndpoint {
    fileprivate var wantsEverything: Bool { patterns.contains(.all) && serials == nil }
}
