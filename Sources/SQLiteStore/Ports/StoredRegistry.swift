package import BridgeCore
import Crypto
import Synchronization

extension SQLiteStore: Registry {
    package func adopt(_ tenants: [ConfiguredTenant], at now: Instant) throws(AdoptionError) {
        let outcome: Adoption
        do throws(StoreError) { outcome = try agree(with: tenants, at: now) } catch { throw .store(error) }
        guard case .done(let withWork, let changed) = outcome else {
            if case .refused(let refusals) = outcome { throw .refused(refusals) }
            return
        }
        // A terminal that came back to a former owner may have work that was not for its owner in between.
        openQueues.withLock { $0.formUnion(withWork) }
        announce(changedEndpoints: changed)
    }

    private func agree(
        with tenants: [ConfiguredTenant], at now: Instant
    ) throws(StoreError) -> Adoption {
        try write { writer throws(SQLiteError) in
            let refusals = try writer.refusals(tenants)
            guard refusals.isEmpty else { return .refused(refusals) }
            var changed: Set<EndpointKey> = []
            try writer.database.execute("UPDATE tenants SET is_managed = 0")
            for tenant in tenants { try writer.adopt(tenant, at: now, &changed) }
            try writer.switchOffUnlisted(tenants, &changed)
            return .done(withWork: try writer.serialsWithWork(), changed: changed)
        }
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
        try readers.read { [sealing, log] database throws(SQLiteError) in
            try database.statement(
                """
                SELECT serial, tenants.id, devices.name, zone, sealed_comm_key, devices.is_managed, profile,
                       first_seen, last_seen, address, is_online, charset, networks
                FROM devices JOIN tenants ON tenants.number = devices.tenant
                """
            ).rows { row throws(SQLiteError) in
                guard let serial = SerialNumber(row.text(0)), let tenant = TenantID(row.text(1)) else {
                    throw SQLiteError(message: "device \(row.text(0)) cannot be read")
                }
                var commKey: String?
                if let sealed = row.optionalBytes(4) {
                    commKey = SealedCommKey.open(sealed, of: serial, by: sealing)
                    if commKey == nil {
                        log.error("store.comm_key_unreadable", [("device", serial.text)])
                        // Not none: then anybody would be believed.
                        commKey = SealingKey.random().revealed
                    }
                }
                var presence = DevicePresence()
                presence.firstSeen = row.optionalInteger(7).map { Instant(milliseconds: $0) }
                presence.lastSeen = row.optionalInteger(8).map { Instant(milliseconds: $0) }
                presence.address = row.optionalText(9)
                presence.isOnline = row.integer(10) != 0
                return Device(
                    serial: serial, tenant: tenant, name: row.optionalText(2),
                    zone: row.optionalText(3).flatMap(zones.zone(named:)) ?? defaultZone,
                    commKey: commKey,
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

/// What became of a configuration.
private enum Adoption: Sendable {
    case done(withWork: Set<SerialNumber>, changed: Set<EndpointKey>)
    case refused([AdoptionRefusal])
}

extension Writer {
    /// What of a configuration may not be.
    fileprivate func refusals(_ tenants: [ConfiguredTenant]) throws(SQLiteError) -> [AdoptionRefusal] {
        let removed = try database.statement("SELECT 1 FROM tenants WHERE id = ?1 AND removed_at IS NOT NULL")
        let owner = try database.statement(
            """
            SELECT tenants.id FROM devices JOIN tenants ON tenants.number = devices.tenant
            WHERE serial = ?1 AND devices.is_managed = 0 AND devices.claimed_at IS NOT NULL AND tenants.id <> ?2
            """)
        var refusals: [AdoptionRefusal] = []
        for tenant in tenants {
            try removed.bind(1, tenant.id.text)
            if try removed.first({ $0.integer(0) }) != nil { refusals.append(.removed(tenant.id)) }
            for device in tenant.devices {
                try owner.bind(1, device.serial.text)
                try owner.bind(2, tenant.id.text)
                guard let other = try owner.first({ TenantID($0.text(0)) }) ?? nil else { continue }
                refusals.append(.claimed(device.serial, for: tenant.id, by: other))
            }
        }
        return refusals
    }

    fileprivate func adopt(
        _ tenant: ConfiguredTenant, at now: Instant, _ changed: inout Set<EndpointKey>
    ) throws(SQLiteError) {
        let upsert = try database.statement(
            """
            INSERT INTO tenants (id, name, is_managed) VALUES (?1, ?2, 1)
            ON CONFLICT (id) DO UPDATE SET name = ?2, is_managed = 1
            """)
        try upsert.bind(1, tenant.id.text)
        try upsert.bind(2, tenant.name)
        try upsert.run()
        let number = try number(of: tenant.id)
        for key in tenant.keys { try adopt(key, of: number) }
        for endpoint in tenant.endpoints where try adopt(endpoint, at: now) {
            changed.insert(endpoint.key)
        }
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
    ///
    /// - Returns: Whether anything about it changed.
    private func adopt(_ endpoint: WebhookEndpoint, at now: Instant) throws(SQLiteError) -> Bool {
        guard let stored = try stored(endpoint.key) else {
            try insert(endpoint, isManaged: true, at: now)
            return true
        }
        var (wanted, known) = (endpoint, stored.endpoint)
        known?.isEnabled = endpoint.isEnabled
        if known == endpoint, stored.disabledBecause != nil { wanted.isEnabled = false }
        let keepsReason = wanted.isEnabled != endpoint.isEnabled
        if known == endpoint, stored.isEnabled == wanted.isEnabled, stored.isManaged,
            keepsReason == (stored.disabledBecause != nil)
        {
            return false
        }
        try replace(
            stored, by: wanted, isManaged: true,
            disabledBecause: keepsReason ? stored.disabledBecause : nil, at: now)
        return true
    }

    /// Where a terminal carried its key is trusted only as long as the key is the same. Of when and from where it was
    /// heard, another owner learns nothing.
    private func adopt(_ device: ConfiguredDevice, of tenant: Int64) throws(SQLiteError) {
        let isSameKey = try isCommKey(device.commKey, of: device.serial)
        let upsert = try database.statement(
            """
            INSERT INTO devices
                (serial, tenant, name, zone, sealed_comm_key, charset, is_managed, profile, is_online,
                 networks)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, '{}', 0, ?8)
            ON CONFLICT (serial) DO UPDATE SET
                profile = CASE
                    WHEN tenant IS NOT ?2 THEN json_remove(profile, '$.trusted_address', '$.options', '$.counts',
                        '$.reuploads', '$.last_handshake')
                    WHEN ?7 THEN profile
                    ELSE json_remove(profile, '$.trusted_address')
                END,
                first_seen = iif(tenant IS ?2, first_seen, NULL), last_seen = iif(tenant IS ?2, last_seen, NULL),
                address = iif(tenant IS ?2, address, NULL), is_online = iif(tenant IS ?2, is_online, 0),
                tenant = ?2, name = ?3, zone = ?4, sealed_comm_key = iif(?7, sealed_comm_key, ?5),
                charset = ?6, networks = ?8, is_managed = 1, claimed_at = NULL
            """)
        try upsert.bind(1, device.serial.text)
        try upsert.bind(2, tenant)
        try upsert.bind(3, device.name)
        try upsert.bind(4, device.zoneName)
        try upsert.bind(5, device.commKey.map { SealedCommKey.seal($0, of: device.serial, by: sealing) })
        try upsert.bind(6, device.charset?.name)
        try upsert.bind(7, isSameKey ? 1 : 0)
        try upsert.bind(8, device.networks.map { $0.map(\.description).joined(separator: " ") })
        try upsert.run()
    }

    /// What was managed and is listed no more: endpoints stop where they are and are the API's to change or remove,
    /// keys stop opening, terminals are nobody's.
    fileprivate func switchOffUnlisted(
        _ tenants: [ConfiguredTenant], _ changed: inout Set<EndpointKey>
    ) throws(SQLiteError) {
        var (endpoints, keys, serials): (Set<EndpointKey>, Set<[UInt8]>, Set<String>) = ([], [], [])
        for tenant in tenants {
            endpoints.formUnion(tenant.endpoints.map(\.key))
            keys.formUnion(tenant.keys.map(\.digest))
            serials.formUnion(tenant.devices.map(\.serial.text))
        }
        let managedEndpoints = try database.statement(
            """
            SELECT tenants.id, endpoints.id, endpoints.number
            FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
            WHERE endpoints.is_managed = 1
            """
        ).rows { row throws(SQLiteError) in (row.text(0), row.text(1), row.integer(2)) }
        for (tenant, id, number) in managedEndpoints {
            guard let tenant = TenantID(tenant), let id = EndpointID(id) else { continue }
            let key = EndpointKey(tenant: tenant, id: id)
            if endpoints.contains(key) { continue }
            try change("UPDATE endpoints SET is_enabled = 0, is_managed = 0 WHERE number = ?1", number)
            changed.insert(key)
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
                UPDATE devices SET tenant = NULL, name = NULL, zone = NULL, sealed_comm_key = NULL, is_managed = 0,
                    charset = NULL, networks = NULL, claimed_at = NULL, is_online = 0,
                    first_seen = NULL, last_seen = NULL, address = NULL,
                    profile = json_remove(profile, '$.trusted_address', '$.options', '$.counts', '$.reuploads',
                        '$.last_handshake')
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
}
