package import BridgeCore
import Synchronization

extension SQLiteStore: Registry {
    package func adopt(_ tenants: [ConfiguredTenant], at now: Instant) throws(StoreError) {
        let withWork = try write { writer throws(SQLiteError) in
            try writer.database.execute("UPDATE tenants SET is_managed = 0")
            for tenant in tenants { try writer.adopt(tenant) }
            try writer.switchOffUnlisted(tenants)
            return try writer.serialsWithWork()
        }
        // A terminal that came back to a former owner may have work that was not for its owner in between.
        openQueues.withLock { $0.formUnion(withWork) }
    }

    package func tenants() throws(StoreError) -> [TenantID] {
        try readers.read { database throws(SQLiteError) in
            try database.statement("SELECT id FROM tenants WHERE removed_at IS NULL ORDER BY number").rows {
                TenantID($0.text(0))
            }
            .compactMap { $0 }
        }
    }

    package func devices(
        zones: ZoneDirectory, defaultZone: DeviceZone
    ) throws(StoreError) -> [Device] {
        try readers.read { database throws(SQLiteError) in
            try database.statement(
                """
                SELECT serial, tenants.id, devices.name, zone, comm_key, devices.is_managed, profile,
                       first_seen, last_seen, address, is_online, charset, networks
                FROM devices JOIN tenants ON tenants.number = devices.tenant
                """
            ).rows { row throws(SQLiteError) in
                guard let serial = SerialNumber(row.text(0)), let tenant = TenantID(row.text(1)) else {
                    throw SQLiteError(message: "device \(row.text(0)) cannot be read")
                }
                var presence = DevicePresence()
                presence.firstSeen = row.optionalInteger(7).map { Instant(milliseconds: $0) }
                presence.lastSeen = row.optionalInteger(8).map { Instant(milliseconds: $0) }
                presence.address = row.optionalText(9)
                presence.isOnline = row.integer(10) != 0
                return Device(
                    serial: serial, tenant: tenant, name: row.optionalText(2),
                    zone: row.optionalText(3).flatMap(zones.zone(named:)) ?? defaultZone,
                    commKey: row.optionalText(4),
                    charset: row.optionalText(11).flatMap(Charset.init), isManaged: row.integer(5) != 0,
                    profile: ProfileText.read(row.text(6)), presence: presence,
                    networks: row.optionalText(12).map { text in
                        text.split(separator: " ").compactMap { NetworkRange(String($0)) }
                    })
            }
        }
    }

    package func keys() throws(StoreError) -> [TenantKey] {
        try readers.read { database throws(SQLiteError) in
            try database.statement(
                """
                SELECT digest, tenants.id, keys.id, scopes, expires_at
                FROM keys JOIN tenants ON tenants.number = keys.tenant
                """
            ).rows(TenantKey.init)
        }
    }
}

extension Writer {
    fileprivate func adopt(_ tenant: ConfiguredTenant) throws(SQLiteError) {
        let upsert = try database.statement(
            """
            INSERT INTO tenants (id, name, is_managed) VALUES (?1, ?2, 1)
            ON CONFLICT (id) DO UPDATE SET name = ?2, is_managed = 1, removed_at = NULL
            """)
        try upsert.bind(1, tenant.id.text)
        try upsert.bind(2, tenant.name)
        try upsert.run()
        let number = try number(of: tenant.id)
        for key in tenant.keys { try adopt(key, of: number) }
        for endpoint in tenant.endpoints { try adopt(endpoint, of: number) }
        for device in tenant.devices { try adopt(device, of: number) }
    }

    private func adopt(_ key: TenantKey, of tenant: Int64) throws(SQLiteError) {
        let upsert = try database.statement(
            """
            INSERT INTO keys (digest, tenant, id, scopes, is_managed) VALUES (?1, ?2, ?3, ?4, 1)
            ON CONFLICT (digest) DO UPDATE SET tenant = ?2, id = ?3, scopes = ?4, is_managed = 1
            """)
        try upsert.bind(1, key.digest)
        try upsert.bind(2, tenant)
        try upsert.bind(3, key.id)
        try upsert.bind(4, key.scopes.map(\.rawValue).sorted().joined(separator: " "))
        try upsert.run()
    }

    /// An endpoint that delivery switched off stays off until its settings change.
    private func adopt(_ endpoint: WebhookEndpoint, of tenant: Int64) throws(SQLiteError) {
        let upsert = try database.statement(
            """
            INSERT INTO endpoints (tenant, id, settings, is_managed, is_enabled, position)
            VALUES (?1, ?2, ?3, 1, ?4, ?5)
            ON CONFLICT (tenant, id) DO UPDATE SET
                is_enabled = iif(settings = ?3 AND disabled_because IS NOT NULL, 0, ?4),
                disabled_because = iif(settings = ?3 AND ?4 = 1, disabled_because, NULL),
                settings = ?3, is_managed = 1
            """)
        try upsert.bind(1, tenant)
        try upsert.bind(2, endpoint.key.id.text)
        try upsert.bind(3, EndpointText.write(endpoint))
        try upsert.bind(4, endpoint.isEnabled ? 1 : 0)
        try upsert.bind(5, nextPosition - 1)
        try upsert.run()
    }

    /// Where a terminal carried its key is trusted only as long as the key is the same.
    private func adopt(_ device: ConfiguredDevice, of tenant: Int64) throws(SQLiteError) {
        let upsert = try database.statement(
            """
            INSERT INTO devices
                (serial, tenant, name, zone, comm_key, charset, is_managed, profile, is_online, networks)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, '{}', 0, ?7)
            ON CONFLICT (serial) DO UPDATE SET
                profile = iif(tenant IS ?2 AND comm_key IS ?5, profile,
                              json_remove(profile, '$.trusted_address')),
                tenant = ?2, name = ?3, zone = ?4, comm_key = ?5, charset = ?6, networks = ?7,
                is_managed = 1
            """)
        try upsert.bind(1, device.serial.text)
        try upsert.bind(2, tenant)
        try upsert.bind(3, device.name)
        try upsert.bind(4, device.zoneName)
        try upsert.bind(5, device.commKey)
        try upsert.bind(6, device.charset?.name)
        try upsert.bind(7, device.networks.map { $0.map(\.description).joined(separator: " ") })
        try upsert.run()
    }

    /// What was managed and is listed no more: endpoints stop where they are, keys stop opening, terminals are
    /// nobody's.
    fileprivate func switchOffUnlisted(_ tenants: [ConfiguredTenant]) throws(SQLiteError) {
        var (endpoints, keys, serials): (Set<EndpointKey>, Set<[UInt8]>, Set<String>) = ([], [], [])
        for tenant in tenants {
            endpoints.formUnion(tenant.endpoints.map(\.key))
            keys.formUnion(tenant.keys.map(\.digest))
            serials.formUnion(tenant.devices.map(\.serial.text))
        }
        let managedEndpoints = try database.statement(
            """
            SELECT tenants.id, endpoints.id FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
            WHERE endpoints.is_managed = 1
            """
        ).rows { row throws(SQLiteError) in (row.text(0), row.text(1)) }
        for (tenant, id) in managedEndpoints {
            guard let tenant = TenantID(tenant), let id = EndpointID(id) else { continue }
            let key = EndpointKey(tenant: tenant, id: id)
            if endpoints.contains(key) { continue }
            try change("UPDATE endpoints SET is_enabled = 0 WHERE number = ?1", number(of: key))
        }
        for digest in try managed("SELECT digest FROM keys WHERE is_managed = 1", { $0.bytes(0) })
        where !keys.contains(digest) {
            let delete = try database.statement("DELETE FROM keys WHERE digest = ?1")
            try delete.bind(1, digest)
            try delete.run()
        }
        for serial in try managed("SELECT serial FROM devices WHERE is_managed = 1", { $0.text(0) })
        where !serials.contains(serial) {
            let release = try database.statement(
                """
                UPDATE devices SET tenant = NULL, name = NULL, zone = NULL, comm_key = NULL, is_managed = 0,
                                   profile = json_remove(profile, '$.trusted_address')
                WHERE serial = ?1
                """)
            try release.bind(1, serial)
            try release.run()
        }
    }

    private func managed<Value>(
        _ sql: StaticString, _ read: (Row) -> Value
    ) throws(SQLiteError) -> [Value] {
        try database.statement(sql).rows { row throws(SQLiteError) in read(row) }
    }

    private func change(_ sql: StaticString, _ number: Int64) throws(SQLiteError) {
        let statement = try database.statement(sql)
        try statement.bind(1, number)
        try statement.run()
    }
}
