import BridgeCore

/// What waits at an endpoint.
struct Backlog {
    var waiting = 0
    /// When the first of it is due; what is parked never is.
    var nextDue: Instant?
}

extension Database {
    /// What waits, by the endpoint's number: one walk along an index however many endpoints there are.
    func backlogs() throws(SQLiteError) -> [Int64: Backlog] {
        var backlogs: [Int64: Backlog] = [:]
        try statement(
            """
            SELECT count(*), min(iif(next_at = 9223372036854775807, NULL, next_at)), endpoint
            FROM waiting GROUP BY endpoint
            """
        ).walk { row in
            backlogs[row.integer(2)] = Backlog(row)
            return true
        }
        return backlogs
    }

    func backlog(of endpoint: Int64) throws(SQLiteError) -> Backlog {
        let select = try statement(
            """
            SELECT count(*), min(iif(next_at = 9223372036854775807, NULL, next_at))
            FROM waiting WHERE endpoint = ?1
            """)
        try select.bind(1, endpoint)
        return try select.first { Backlog($0) } ?? Backlog()
    }

    /// How many events of which terminal wait at an endpoint, where they hold back others.
    func blocked(at endpoint: Int64) throws(SQLiteError) -> [SerialNumber: Int] {
        let select = try statement(
            """
            SELECT serial, count(*) FROM waiting
            WHERE endpoint = ?1 AND serial IS NOT NULL GROUP BY serial
            """)
        try select.bind(1, endpoint)
        var blocked: [SerialNumber: Int] = [:]
        try select.walk { row in
            if let serial = SerialNumber(row.text(0)) { blocked[serial] = Int(row.integer(1)) }
            return true
        }
        return blocked
    }
}

extension Backlog {
    /// From the columns of how many wait and when the first is due.
    fileprivate init(_ row: Row) {
        waiting = Int(row.integer(0))
        nextDue = row.optionalInteger(1).map { Instant(milliseconds: $0) }
    }
}
