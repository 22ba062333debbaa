import BridgeCore

/// What became of a configuration.
enum Adoption: Sendable {
    case done(withWork: Set<SerialNumber>, changed: Set<EndpointKey>)
    case refused([AdoptionRefusal])
}

extension Writer {
    /// Makes the store agree with a configuration file, and writes down what that changed.
    func agree(with tenants: [ConfiguredTenant], at now: Instant) throws(SQLiteError) -> Adoption {
        let refusals = try refusals(tenants)
        guard refusals.isEmpty else { return .refused(refusals) }
        var news = AdoptionNews()
        var managed: [String: String] = [:]
        for (id, name) in try managedTenants() { managed[id] = name }
        try database.execute("UPDATE tenants SET is_managed = 0")
        for tenant in tenants {
            try adopt(tenant, wasManagedAs: managed.removeValue(forKey: tenant.id.text), at: now, &news)
        }
        for id in managed.keys.sorted() { news.add(.left, id, of: id) }
        try switchOffUnlisted(tenants, &news)
        for note in news.notes(at: now) { try write(note) }
        return .done(withWork: try serialsWithWork(), changed: news.endpoints)
    }

    /// What of a configuration may not be.
    private func refusals(_ tenants: [ConfiguredTenant]) throws(SQLiteError) -> [AdoptionRefusal] {
        let removed = try database.statement("SELECT 1 FROM tenants WHERE id = ?1 AND removed_at IS NOT NULL")
        let owner = try database.statement(
            """
            SELECT tenants.id FROM devices JOIN tenants ON tenants.number = devices.tenant
            WHERE serial = ?1 AND devices.is_managed = 0 AND devices.claimed_at IS NOT NULL AND tenants.id <> ?2
            """)
        let namesake = try database.statement(
            """
            SELECT 1 FROM keys JOIN tenants ON tenants.number = keys.tenant
            WHERE tenants.id = ?1 AND keys.id = ?2 AND keys.is_managed = 0 AND digest <> ?3
            """)
        var refusals: [AdoptionRefusal] = []
        for tenant in tenants {
            try removed.bind(1, tenant.id.text)
            if try removed.first({ $0.integer(0) }) != nil { refusals.append(.removed(tenant.id)) }
            for key in tenant.keys {
                try namesake.bind(1, tenant.id.text)
                try namesake.bind(2, key.id)
                try namesake.bind(3, key.digest)
                if try namesake.first({ $0.integer(0) }) != nil {
                    refusals.append(.keyName(key.id, of: tenant.id))
                }
            }
            for device in tenant.devices {
                try owner.bind(1, device.serial.text)
                try owner.bind(2, tenant.id.text)
                guard let other = try owner.first({ TenantID($0.text(0)) }) ?? nil else { continue }
                refusals.append(.claimed(device.serial, for: tenant.id, by: other))
            }
        }
        return refusals
    }

    /// - Parameter name: What a file called it before; `nil`: none had it.
    private func adopt(
        _ tenant: ConfiguredTenant, wasManagedAs name: String?, at now: Instant, _ news: inout AdoptionNews
    ) throws(SQLiteError) {
        if name != tenant.name { news.add(name == nil ? .taken : .renamed, tenant.name, of: tenant.id.text) }
        let upsert = try database.statement(
            """
            INSERT INTO tenants (id, name, is_managed) VALUES (?1, ?2, 1)
            ON CONFLICT (id) DO UPDATE SET name = ?2, is_managed = 1
            """)
        try upsert.bind(1, tenant.id.text)
        try upsert.bind(2, tenant.name)
        try upsert.run()
        let number = try number(of: tenant.id)
        for key in tenant.keys { try adopt(key, of: number, &news) }
        for endpoint in tenant.endpoints { try adopt(endpoint, at: now, &news) }
        for device in tenant.devices { try adopt(device, of: tenant.id, number, &news) }
    }

    private func adopt(_ key: TenantKey, of tenant: Int64, _ news: inout AdoptionNews) throws(SQLiteError) {
        let select = try database.statement(
            """
            SELECT digest, tenants.id, keys.id, scopes, expires_at
            FROM keys JOIN tenants ON tenants.number = keys.tenant WHERE digest = ?1
            """)
        try select.bind(1, key.digest)
        let known = try select.first(TenantKey.init)
        if known != key { news.add(known == nil ? .keysAdded : .keysChanged, key.id, of: key.tenant.text) }
        let upsert = try database.statement(
            """
            INSERT INTO keys (digest, tenant, id, scopes, is_managed) VALUES (?1, ?2, ?3, ?4, 1)
            ON CONFLICT (digest) DO UPDATE SET tenant = ?2, id = ?3, scopes = ?4, is_managed = 1, expires_at = NULL
            """)
        try upsert.bind(1, key.digest)
        try upsert.bind(2, tenant)
        try upsert.bind(3, key.id)
        try upsert.bind(4, key.scopes.map(\.rawValue).sorted().joined(separator: " "))
        try upsert.run()
    }

    /// An endpoint that delivery switched off stays off until its settings change.
    private func adopt(
        _ endpoint: WebhookEndpoint, at now: Instant, _ news: inout AdoptionNews
    ) throws(SQLiteError) {
        let (tenant, id) = (endpoint.key.tenant.text, endpoint.key.id.text)
        guard let stored = try stored(endpoint.key) else {
            try insert(endpoint, isManaged: true, at: now)
            news.endpoints.insert(endpoint.key)
            return news.add(.endpointsAdded, id, of: tenant)
        }
        var (wanted, known) = (endpoint, stored.endpoint)
        known?.isEnabled = endpoint.isEnabled
        if known == endpoint, stored.disabledBecause != nil { wanted.isEnabled = false }
        let keepsReason = wanted.isEnabled != endpoint.isEnabled
        if known == endpoint, stored.isEnabled == wanted.isEnabled, stored.isManaged,
            keepsReason == (stored.disabledBecause != nil)
        {
            return
        }
        try replace(
            stored, by: wanted, isManaged: true,
            disabledBecause: keepsReason ? stored.disabledBecause : nil, at: now)
        news.endpoints.insert(endpoint.key)
        news.add(.endpointsChanged, id, of: tenant)
    }

    /// Where a terminal carried its key is trusted only as long as the key is the same. Another's terminal takes
    /// nothing along.
    private func adopt(
        _ device: ConfiguredDevice, of tenant: TenantID, _ number: Int64, _ news: inout AdoptionNews
    ) throws(SQLiteError) {
        let owner = try owner(of: device.serial)
        let known = owner?.tenant == tenant.text ? try settings(of: device.serial) : nil
        if known == device, owner?.isManaged == true { return }
        news.add(known == nil ? .devicesClaimed : .devicesChanged, device.serial.text, of: tenant.text)
        if known == nil {
            try disown(device.serial)
            if let owner { news.add(.devicesReleased, device.serial.text, of: owner.tenant) }
        }
        let isSameKey = known.map { $0.commKey == device.commKey } ?? false
        let upsert = try database.statement(
            """
            INSERT INTO devices
                (serial, tenant, name, zone, sealed_comm_key, charset, is_managed, profile, is_online,
                 networks)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, '{}', 0, ?8)
            ON CONFLICT (serial) DO UPDATE SET
                profile = iif(?7, profile, json_remove(profile, '$.trusted_address')),
                tenant = ?2, name = ?3, zone = ?4, sealed_comm_key = iif(?7, sealed_comm_key, ?5),
                charset = ?6, networks = ?8, is_managed = 1, claimed_at = NULL
            """)
        try upsert.bind(1, device.serial.text)
        try upsert.bind(2, number)
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
    private func switchOffUnlisted(
        _ tenants: [ConfiguredTenant], _ news: inout AdoptionNews
    ) throws(SQLiteError) {
        var (endpoints, keys, serials): (Set<EndpointKey>, Set<[UInt8]>, Set<String>) = ([], [], [])
        for tenant in tenants {
            endpoints.formUnion(tenant.endpoints.map(\.key))
            keys.formUnion(tenant.keys.map(\.digest))
            serials.formUnion(tenant.devices.map(\.serial.text))
        }
        let managedEndpoints = try managed(
            """
            SELECT tenants.id, endpoints.id, endpoints.number
            FROM endpoints JOIN tenants ON tenants.number = endpoints.tenant
            WHERE endpoints.is_managed = 1
            """
        ) { ($0.text(0), $0.text(1), $0.integer(2)) }
        for (tenant, id, number) in managedEndpoints {
            guard let owner = TenantID(tenant), let name = EndpointID(id) else { continue }
            let key = EndpointKey(tenant: owner, id: name)
            if endpoints.contains(key) { continue }
            try change("UPDATE endpoints SET is_enabled = 0, is_managed = 0 WHERE number = ?1", number)
            news.endpoints.insert(key)
            news.add(.endpointsDisabled, id, of: tenant)
        }
        let managedKeys = try managed(
            """
            SELECT digest, tenants.id, keys.id FROM keys JOIN tenants ON tenants.number = keys.tenant
            WHERE keys.is_managed = 1
            """
        ) { ($0.bytes(0), $0.text(1), $0.text(2)) }
        for (digest, tenant, id) in managedKeys where !keys.contains(digest) {
            let delete = try database.statement("DELETE FROM keys WHERE digest = ?1")
            try delete.bind(1, digest)
            try delete.run()
            news.add(.keysEnded, id, of: tenant)
        }
        let managedDevices = try managed(
            """
            SELECT serial, tenants.id FROM devices JOIN tenants ON tenants.number = devices.tenant
            WHERE devices.is_managed = 1
            """
        ) { ($0.text(0), $0.text(1)) }
        for (text, tenant) in managedDevices where !serials.contains(text) {
            guard let serial = SerialNumber(text) else { continue }
            try disown(serial)
            news.add(.devicesReleased, text, of: tenant)
        }
    }

    private func managedTenants() throws(SQLiteError) -> [(id: String, name: String)] {
        try managed("SELECT id, name FROM tenants WHERE is_managed = 1") { ($0.text(0), $0.text(1)) }
    }

    private func managed<Value>(
        _ sql: StaticString, _ read: (Row) -> Value
    ) throws(SQLiteError) -> [Value] {
        try database.statement(sql).rows { row throws(SQLiteError) in read(row) }
    }
}
