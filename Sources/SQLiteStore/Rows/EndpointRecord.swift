import BridgeCore

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

    fileprivate init(_ row: Row) throws(SQLiteError) {
        guard let tenant = TenantID(row.text(2)), let id = EndpointID(row.text(3)),
            let endpoint = EndpointText.read(
                row.text(4), key: EndpointKey(tenant: tenant, id: id), isEnabled: row.integer(5) != 0)
        else { throw SQLiteError(message: "endpoint \(row.text(2))/\(row.text(3)) cannot be read") }
        number = row.integer(0)
        self.tenant = row.integer(1)
        self.endpoint = endpoint
        isManaged = row.integer(6) != 0
        createdAt = row.optionalInteger(7).map { Instant(milliseconds: $0) }
        position = row.integer(8)
        pausedUntil = row.optionalInteger(9).map { Instant(milliseconds: $0) }
        disabledBecause = row.optionalText(10)
        var health = EndpointHealth()
        health.failingSince = row.optionalInteger(11).map { Instant(milliseconds: $0) }
        health.failures = Int(row.integer(12))
        health.lastSuccess = row.optionalInteger(13).map { Instant(milliseconds: $0) }
        health.lastError = row.optionalText(14)
        health.notices = Int(row.integer(15))
        self.health = health
    }

    fileprivate static let columns = """
        SELECT endpoints.number, endpoints.tenant, tenants.id, endpoints.id, settings, is_enabled,
               endpoints.is_managed, endpoints.created_at, position, paused_until, disabled_because,
               failing_since, failures, last_success, last_error, notices
        FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
        """
    fileprivate static let selectOne = "\(columns) WHERE tenants.id = ?1 AND endpoints.id = ?2"
    fileprivate static let selectAll = "\(columns) WHERE tenants.id = ?1 ORDER BY endpoints.id"
}

extension Database {
    func endpoint(_ key: EndpointKey) throws(SQLiteError) -> EndpointRecord? {
        let select = try prepare(EndpointRecord.selectOne)
        try select.bind(1, key.tenant.text)
        try select.bind(2, key.id.text)
        return try select.first { row throws(SQLiteError) in try EndpointRecord(row) }
    }

    /// All endpoints of a tenant, in the order of their ids.
    func endpoints(of tenant: TenantID) throws(SQLiteError) -> [EndpointRecord] {
        let select = try prepare(EndpointRecord.selectAll)
        try select.bind(1, tenant.text)
        return try select.rows { row throws(SQLiteError) in try EndpointRecord(row) }
    }

    /// Several reads of one state of the database.
    func snapshot<Value>(_ body: () throws(SQLiteError) -> Value) throws(SQLiteError) -> Value {
        try execute("BEGIN")
        defer { try? execute("COMMIT") }
        return try body()
    }
}
