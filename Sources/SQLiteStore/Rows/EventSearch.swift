import BridgeCore

extension Database {
    /// Where in a tenant's log an event is; `nil` where the tenant has none of this id.
    ///
    /// Ids stand by the day they speak of, which is not known here. So one day after the other is asked, from the
    /// last one (terminals' clocks may be wrong): some hundreds of quick questions.
    func position(of id: EventID, tenant: Int64) throws(SQLiteError) -> Int64? {
        let select = try statement(
            """
            WITH RECURSIVE days (day) AS (
                SELECT max(day) FROM event_ids
                UNION ALL
                SELECT (SELECT max(event_ids.day) FROM event_ids WHERE event_ids.day < days.day)
                FROM days WHERE day IS NOT NULL)
            SELECT events.position
            FROM days CROSS JOIN event_ids ON event_ids.day = days.day AND event_ids.id = ?1
            CROSS JOIN events ON events.position = event_ids.position
            WHERE events.tenant = ?2 AND events.id = ?1 LIMIT 1
            """)
        try select.bind(1, id.bytes)
        try select.bind(2, tenant)
        return try select.first { $0.integer(0) }
    }

    /// The first position of the log (of any tenant) at which an event was accepted at this time or later; the one
    /// after the last where there is none.
    ///
    /// Halves the log until it is found, as if times rose with positions. They nearly do: an event is dated when it
    /// arrives and gets its position a moment later.
    func firstPosition(acceptedAt time: Instant) throws(SQLiteError) -> Int64 {
        let last = try statement("SELECT max(position) FROM events").first { $0.integer(0) } ?? 0
        var (before, found): (Int64, Int64) = (0, last + 1)
        while found - before > 1 {
            let middle = before + (found - before) / 2
            let select = try statement(
                """
                SELECT position, accepted_at FROM events
                WHERE position >= ?1 AND position < ?2 ORDER BY position LIMIT 1
                """)
            try select.bind(1, middle)
            try select.bind(2, found)
            let event = try select.first { (position: $0.integer(0), acceptedAt: $0.integer(1)) }
            if let event, event.acceptedAt < time.milliseconds {
                before = event.position
            } else {
                found = middle
            }
        }
        return found
    }
}
