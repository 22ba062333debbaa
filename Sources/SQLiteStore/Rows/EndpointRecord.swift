import BridgeCore
import Crypto

/// An endpoint's row, whole.
struct EndpointRecord: Sendable {
    let number: Int64
    /// The tenant's row number.
    let tenant: Int64
    let endpoint: WebhookEndpoint
    let isManaged: Bool
    let createdAt: Instant?
    let position: Int64
    let pausedUntil: Instant?
    let disabledBecause: String?
    let health: EndpointHealth

    fileprivate init(_ row: Row, by sealing: SealingKey) throws(SQLiteError) {
        guard case .endpoint(let endpoint) = EndpointRow.read(row, by: sealing) else {
            throw SQLiteError(message: "endpoint \(row.text(0))/\(row.text(1)) cannot be read")
        }
        self.endpoint = endpoint
        number = row.integer(5)
        tenant = row.integer(6)
        isManaged = row.integer(7) != 0
        createdAt = row.optionalInteger(8).map { Instant(milliseconds: $0) }
        position = row.integer(9)
        pausedUntil = row.optionalInteger(10).map { Instant(milliseconds: $0) }
        disabledBecause = row.optionalText(11)
        health = EndpointRow.health(row, from: 12)
    }

    fileprivate static let columns = """
        SELECT tenants.id, endpoints.id, settings, sealed, is_enabled, endpoints.number, endpoints.tenant,
               endpoints.is_managed, endpoints.created_at, position, paused_until, disabled_because,
               failing_since, failures, last_success, last_error, notices
        FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
        """
    fileprivate static let selectOne = "\(columns) WHERE tenants.id = ?1 AND endpoints.id = ?2"
    fileprivate static let selectAll = "\(columns) WHERE tenants.id = ?1 ORDER BY endpoints.id"
}

extension Database {
    func endpoint(_ key: EndpointKey, by sealing: SealingKey) throws(SQLiteError) -> EndpointRecord? {
        let select = try prepare(EndpointRecord.selectOne)
        try select.bind(1, key.tenant.text)
        try select.bind(2, key.id.text)
        return try select.first { row throws(SQLiteError) in try EndpointRecord(row, by: sealing) }
    }

    /// All endpoints of a tenant, in the order of their ids.
    func endpoints(
        of tenant: TenantID, by sealing: SealingKey
    ) throws(SQLiteError) -> [EndpointRecord] {
        let select = try prepare(EndpointRecord.selectAll)
        try select.bind(1, tenant.text)
        return try select.rows { row throws(SQLiteError) in try EndpointRecord(row, by: sealing) }
    }
}
