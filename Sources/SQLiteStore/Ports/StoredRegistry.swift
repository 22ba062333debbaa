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
            try writer.agree(with: tenants, at: now)
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
                let charset = row.optionalText(11).flatMap { Charset(name: $0) }
                if charset == nil, let name = row.optionalText(11) {
                    log.warning("store.charset_unusable", [("device", serial.text), ("charset", name)])
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
                    charset: charset, isManaged: row.integer(5) != 0,
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
