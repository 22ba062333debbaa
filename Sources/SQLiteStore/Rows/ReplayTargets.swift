import BridgeCore
import Crypto

/// Dead letters looked at in one read.
private let stretchRows = 20_000

/// Which endpoint an order concerns, and which of its dead letters.
extension Database {
    /// Whether an endpoint wants the event at a position.
    func wants(_ record: EndpointRecord, _ position: Int64) throws(SQLiteError) -> Bool {
        let select = try prepare(
            "SELECT 1 FROM events WHERE position = ?4 AND \(EventFilter.condition)")
        try EventFilter(record.endpoint).bind(to: select)
        try select.bind(4, position)
        return try select.first { $0.integer(0) } != nil
    }

    /// The tenant's enabled endpoints that want the event at a position.
    func listeners(
        of tenant: TenantID, _ position: Int64, by sealing: SealingKey
    ) throws(SQLiteError) -> [EndpointRecord] {
        var listeners: [EndpointRecord] = []
        for record in try endpoints(of: tenant, by: sealing) where record.endpoint.isEnabled {
            if try wants(record, position) { listeners.append(record) }
        }
        return listeners
    }

    /// The next dead letters of an endpoint that it still wants, and where to go on; `nil` when there is no more.
    func dead(
        at record: EndpointRecord, after position: Int64, upTo end: Int64 = .max
    ) throws(SQLiteError) -> (positions: [Int64], last: Int64?) {
        let range = try statement(
            """
            SELECT max(position) FROM (
                SELECT position FROM dead WHERE endpoint = ?1 AND position > ?2 AND position <= ?3
                ORDER BY position LIMIT ?4)
            """)
        try range.bind(1, record.number)
        try range.bind(2, position)
        try range.bind(3, end)
        try range.bind(4, stretchRows)
        guard let last = try range.first({ $0.optionalInteger(0) }) ?? nil else { return ([], nil) }
        let select = try prepare(
            """
            SELECT events.position FROM dead CROSS JOIN events ON events.position = dead.position
            WHERE endpoint = ?4 AND dead.position > ?5 AND dead.position <= ?6 AND \(EventFilter.condition)
            ORDER BY dead.position
            """)
        try EventFilter(record.endpoint).bind(to: select)
        try select.bind(4, record.number)
        try select.bind(5, position)
        try select.bind(6, last)
        return (try select.rows { $0.integer(0) }, last)
    }
}
