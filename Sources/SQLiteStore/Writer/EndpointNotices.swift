import BridgeCore

/// How the writer puts news about endpoints into the log.
extension Writer {
    /// An event about an endpoint, in the same transaction as what it tells of; the caller announces that the
    /// tenant's log has grown.
    func tell(_ notice: EndpointNotice, about key: EndpointKey, at now: Instant) throws(SQLiteError) {
        guard let stored = try stored(key) else { return }
        let origin = EventOrigin(tenant: key.tenant, device: nil, acceptedAt: now)
        let event = origin.event(
            for: notice, about: key.id, undelivered: try undelivered(at: stored), ordinal: nextPosition)
        // Its id holds the position it is to have, so that it is always news.
        _ = try append(event)
    }

    /// Events the endpoint has not had yet, counted up to `EndpointReport.countLimit`, in a stretch of the log of
    /// that length: a writer with a long backlog to look at would hold up everybody.
    private func undelivered(at stored: StoredEndpoint) throws(SQLiteError) -> Int {
        let limit = EndpointReport.countLimit
        let waiting = try count(
            "SELECT count(*) FROM (SELECT 1 FROM waiting WHERE endpoint = ?1 LIMIT ?2)", stored, limit)
        let isForAll = stored.endpoint.map { $0.patterns.contains(.all) && $0.serials == nil } ?? true
        let ahead: Int
        if isForAll {
            // The indexes alone know.
            let own = try count(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM events JOIN endpoints ON endpoints.number = ?1
                    WHERE events.tenant = endpoints.tenant AND about = endpoints.id
                    AND events.position > endpoints.position LIMIT ?2)
                """, stored, limit)
            let all = try count(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM events JOIN endpoints ON endpoints.number = ?1
                    WHERE events.tenant = endpoints.tenant AND events.position > endpoints.position LIMIT ?2)
                """, stored, limit + own)
            ahead = all - own
        } else {
            let select = try database.statement(
                """
                SELECT type, serial, about FROM events JOIN endpoints ON endpoints.number = ?1
                WHERE events.tenant = endpoints.tenant AND events.position > endpoints.position
                ORDER BY events.position LIMIT ?2
                """)
            try select.bind(1, stored.number)
            try select.bind(2, limit)
            var wanted = 0
            try select.walk { row in
                let isWanted =
                    EventType(code: Int(row.integer(0))).map { type in
                        stored.endpoint?.wants(type, of: row.optionalText(1).flatMap { SerialNumber($0) })
                            ?? true
                    } ?? false
                if isWanted, row.optionalText(2) != stored.key.id.text { wanted += 1 }
                return true
            }
            ahead = wanted
        }
        return min(limit, waiting + ahead)
    }

    private func count(
        _ sql: StaticString, _ stored: StoredEndpoint, _ limit: Int
    ) throws(SQLiteError) -> Int {
        let statement = try database.statement(sql)
        try statement.bind(1, stored.number)
        try statement.bind(2, limit)
        return try statement.first { Int($0.integer(0)) } ?? 0
    }
}
