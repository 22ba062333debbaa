import BridgeCore

/// What waits at an endpoint.
struct Backlog {
    var waiting = 0
    /// When the first of it is due; what is parked never is.
    var nextDue: Instant?
    /// By terminal.
    var blocked: [SerialNumber: Int] = [:]
}

extension Database {
    /// What waits, by the endpoint's number: one walk along an index however many endpoints there are.
    ///
    /// - Parameter endpoint: `nil`: at all of them.
    func backlogs(of endpoint: EndpointKey?) throws(SQLiteError) -> [Int64: Backlog] {
        var backlogs: [Int64: Backlog] = [:]
        // Two texts each, so that one endpoint's is found without walking past the others'.
        let waiting =
            if let endpoint {
                try bound(
                    """
                    SELECT endpoint, count(*), min(iif(next_at = 9223372036854775807, NULL, next_at))
                    FROM waiting WHERE endpoint = (
                        SELECT endpoints.number FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
                        WHERE tenants.id = ?1 AND endpoints.id = ?2)
                    GROUP BY endpoint
                    """, endpoint)
            } else {
                try statement(
                    """
                    SELECT endpoint, count(*), min(iif(next_at = 9223372036854775807, NULL, next_at))
                    FROM waiting GROUP BY endpoint
                    """)
            }
        try waiting.walk { row in
            backlogs[row.integer(0)] = Backlog(
                waiting: Int(row.integer(1)),
                nextDue: row.optionalInteger(2).map { Instant(milliseconds: $0) })
            return true
        }
        let blocked =
            if let endpoint {
                try bound(
                    """
                    SELECT endpoint, serial, count(*) FROM waiting
                    WHERE serial IS NOT NULL AND endpoint = (
                        SELECT endpoints.number FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
                        WHERE tenants.id = ?1 AND endpoints.id = ?2)
                    GROUP BY endpoint, serial
                    """, endpoint)
            } else {
                try statement(
                    """
                    SELECT endpoint, serial, count(*) FROM waiting WHERE serial IS NOT NULL
                    GROUP BY endpoint, serial
                    """)
            }
        try blocked.walk { row in
            if let serial = SerialNumber(row.text(1)) {
                backlogs[row.integer(0), default: Backlog()].blocked[serial] = Int(row.integer(2))
            }
            return true
        }
        return backlogs
    }

    private func bound(_ sql: StaticString, _ endpoint: EndpointKey) throws(SQLiteError) -> Statement {
        let statement = try statement(sql)
        try statement.bind(1, endpoint.tenant.text)
        try statement.bind(2, endpoint.id.text)
        return statement
    }
}
