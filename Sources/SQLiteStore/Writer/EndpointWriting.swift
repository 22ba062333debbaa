import BridgeCore

/// An endpoint as the writer finds it.
struct StoredEndpoint {
    let number: Int64
    let key: EndpointKey
    /// `nil` where the row cannot be read.
    let endpoint: WebhookEndpoint?
    let isManaged: Bool
    let isEnabled: Bool
    let disabledBecause: String?
}

/// How the writer makes and changes endpoints, whoever asks for it.
extension Writer {
    func stored(_ key: EndpointKey) throws(SQLiteError) -> StoredEndpoint? {
        let select = try database.statement(
            """
            SELECT tenants.id, endpoints.id, settings, sealed, is_enabled,
                   endpoints.number, endpoints.is_managed, disabled_because
            FROM tenants JOIN endpoints ON endpoints.tenant = tenants.number
            WHERE tenants.id = ?1 AND endpoints.id = ?2
            """)
        try select.bind(1, key.tenant.text)
        try select.bind(2, key.id.text)
        let sealing = sealing
        return try select.first { row in
            StoredEndpoint(
                number: row.integer(5), key: key, endpoint: EndpointRow.read(row, by: sealing).endpoint,
                isManaged: row.integer(6) != 0, isEnabled: row.integer(4) != 0,
                disabledBecause: row.optionalText(7))
        }
    }

    /// A new endpoint, which begins at the end of the log. Its number was never another's, whose attempts may
    /// still be on record.
    func insert(_ endpoint: WebhookEndpoint, isManaged: Bool, at now: Instant) throws(SQLiteError) {
        let insert = try database.statement(
            """
            INSERT INTO endpoints
                (tenant, id, settings, sealed, is_managed, is_enabled, position, created_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        try insert.bind(1, self.number(of: endpoint.key.tenant))
        try insert.bind(2, endpoint.key.id.text)
        try insert.bind(3, EndpointSettings.text(of: endpoint))
        try insert.bind(4, EndpointSecrets(of: endpoint).sealed(for: endpoint.key, by: sealing))
        try insert.bind(5, isManaged ? 1 : 0)
        try insert.bind(6, endpoint.isEnabled ? 1 : 0)
        try insert.bind(7, nextPosition - 1)
        try insert.bind(8, now.milliseconds)
        try insert.run()
    }

    /// Sets an endpoint to something else. Another address has to shake hands anew; who is enabled again begins
    /// with a clean bill of health.
    ///
    /// - Parameter disabledBecause: Kept only where it stays disabled.
    func replace(
        _ stored: StoredEndpoint, by endpoint: WebhookEndpoint, isManaged: Bool,
        disabledBecause: String? = nil, at now: Instant
    ) throws(SQLiteError) {
        let update = try database.statement(
            """
            UPDATE endpoints SET settings = ?2, sealed = ?3, is_managed = ?4, is_enabled = ?5,
                                 disabled_because = ?6
            WHERE number = ?1
            """)
        try update.bind(1, stored.number)
        try update.bind(2, EndpointSettings.text(of: endpoint))
        try update.bind(3, EndpointSecrets(of: endpoint).sealed(for: endpoint.key, by: sealing))
        try update.bind(4, isManaged ? 1 : 0)
        try update.bind(5, endpoint.isEnabled ? 1 : 0)
        try update.bind(6, endpoint.isEnabled ? nil : disabledBecause)
        try update.run()
        if stored.endpoint?.url != endpoint.url {
            try change(
                "UPDATE endpoints SET shook_hands_at = NULL, paused_until = NULL WHERE number = ?1",
                stored.number)
        }
        if endpoint.isEnabled, !stored.isEnabled {
            try change(
                """
                UPDATE endpoints SET failing_since = NULL, failures = 0, last_error = NULL, notices = 0,
                                     paused_until = NULL
                WHERE number = ?1
                """, stored.number)
            try releaseOrphans(of: stored.number, at: now)
        }
        let (was, isNow) = (
            stored.endpoint?.options.ordering.isByDevice, endpoint.options.ordering.isByDevice
        )
        if was != isNow { try reorder(stored.number, isByDevice: isNow, at: now) }
    }

    /// Lets what waits hold back its terminal from now on, or no longer.
    private func reorder(_ endpoint: Int64, isByDevice: Bool, at now: Instant) throws(SQLiteError) {
        guard !isByDevice else {
            return try change(
                """
                UPDATE waiting SET serial = (SELECT serial FROM events WHERE events.position = waiting.position)
                WHERE endpoint = ?1
                """, endpoint)
        }
        let free = try database.statement(
            """
            UPDATE waiting SET serial = NULL, next_at = iif(next_at = 9223372036854775807, ?2, next_at)
            WHERE endpoint = ?1
            """)
        try free.bind(1, endpoint)
        try free.bind(2, now.milliseconds)
        try free.run()
    }

    /// Makes due what is parked behind nothing: whoever takes waiting events away calls this afterwards, or what
    /// was held back by them would wait for ever. Behind the endpoint's position nothing else can hold it back.
    ///
    /// - Parameter endpoint: Its number; `nil`: at every endpoint.
    func releaseOrphans(of endpoint: Int64?, at now: Instant) throws(SQLiteError) {
        let release = try database.statement(
            """
            UPDATE waiting INDEXED BY waiting_by_time SET next_at = ?2
            WHERE endpoint IN (SELECT number FROM endpoints WHERE ?1 IS NULL OR number = ?1)
            AND next_at = 9223372036854775807
            AND position <= (SELECT endpoints.position FROM endpoints WHERE endpoints.number = waiting.endpoint)
            AND NOT EXISTS (
                SELECT 1 FROM waiting AS earlier
                WHERE earlier.endpoint = waiting.endpoint AND earlier.serial = waiting.serial
                AND earlier.position < waiting.position)
            """)
        try release.bind(1, endpoint)
        try release.bind(2, now.milliseconds)
        try release.run()
    }

    /// Runs a statement whose only parameter is a row's number.
    func change(_ sql: StaticString, _ number: Int64) throws(SQLiteError) {
        let statement = try database.statement(sql)
        try statement.bind(1, number)
        try statement.run()
    }
}
