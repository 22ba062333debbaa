import BridgeCore

/// A piece of a tenant's log that is short enough to be gone through at once.
struct LogStretch {
    /// The position of its last event; `nil` where there is none.
    let end: Int64?
    /// Whether nothing of the tenant comes after it.
    let isLast: Bool
}

extension Database {
    /// The next `rows` events of a tenant (by row number) after a position, up to another. Reads only the index.
    func stretch(
        of tenant: Int64, after position: Int64, upTo last: Int64 = .max, rows: Int
    ) throws(SQLiteError) -> LogStretch {
        let select = try statement(
            """
            SELECT count(*), max(position) FROM (
                SELECT position FROM events
                WHERE tenant = ?1 AND position > ?2 AND position <= ?3 ORDER BY position LIMIT ?4)
            """)
        try select.bind(1, tenant)
        try select.bind(2, position)
        try select.bind(3, last)
        try select.bind(4, rows)
        let found = try select.first { (count: $0.integer(0), end: $0.optionalInteger(1)) }
        return LogStretch(end: found?.end, isLast: (found?.count ?? 0) < rows)
    }

    /// A tenant's row number.
    func number(of tenant: TenantID) throws(SQLiteError) -> Int64? {
        let select = try statement("SELECT number FROM tenants WHERE id = ?1")
        try select.bind(1, tenant.text)
        return try select.first { $0.integer(0) }
    }
}
