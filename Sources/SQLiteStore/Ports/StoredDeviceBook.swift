package import BridgeCore

extension SQLiteStore: DeviceBook {
    package func claim(
        _ device: ConfiguredDevice, profile: DeviceProfile, of tenant: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>
    ) {
        edit(completion) { writer throws(SQLiteError) in
            guard try writer.owner(of: device.serial) == nil else { return .taken }
            guard let number = try writer.knownNumber(of: tenant) else { return .absent }
            try writer.hand(device.serial, to: number, profile: profile, at: note.at)
            try writer.set(device)
            try writer.write(note)
            return .done(device)
        }
    }

    package func change(
        _ serial: SerialNumber, of tenant: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>,
        _ change: @escaping @Sendable (ConfiguredDevice) -> ConfiguredDevice
    ) {
        edit(completion) { writer throws(SQLiteError) in
            if let refusal = try writer.refusal(serial, of: tenant) { return refusal }
            let known = try writer.settings(of: serial)
            let device = change(known)
            guard device != known else { return .done(known) }
            // A key that cannot be read stays one that nobody carries, until somebody sets another.
            try writer.set(device, keepingKey: device.commKey == known.commKey)
            try writer.write(note)
            return .done(device)
        }
    }

    package func release(
        _ serial: SerialNumber, of tenant: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>
    ) {
        end(completion) { writer, changed throws(SQLiteError) in
            if let refusal = try writer.refusal(serial, of: tenant) { return refusal }
            let known = try writer.settings(of: serial)
            try writer.release(serial, at: note.at, &changed)
            try writer.write(note)
            return .done(known)
        }
    }

    package func transfer(
        _ serial: SerialNumber, from tenant: TenantID, to other: TenantID, noting note: ChangeNote,
        completion: @escaping Completion<DeviceEdit>
    ) {
        end(completion) { writer, changed throws(SQLiteError) in
            if let refusal = try writer.refusal(serial, of: tenant) { return refusal }
            guard let number = try writer.knownNumber(of: other) else { return .absent }
            try writer.release(serial, at: note.at, &changed)
            try writer.hand(serial, to: number, profile: nil, at: note.at)
            try writer.write(note)
            try writer.write(note.also(of: other))
            return .done(ConfiguredDevice(serial: serial, name: nil, zoneName: nil, commKey: nil))
        }
    }

    /// An edit that may cancel commands: who waits for those hears of it.
    private func end(
        _ completion: @escaping Completion<DeviceEdit>,
        _ body: @escaping @Sendable (Writer, inout Cancelled) throws(SQLiteError) -> DeviceEdit
    ) {
        let announcing: Completion<(DeviceEdit, Cancelled)> = { [weak self] result in
            if case .success(let (_, cancelled)) = result {
                self?.announce(newEventsOf: cancelled.tenants)
                self?.announce(changedCommands: Set(cancelled.numbers))
            }
            completion(result.map(\.0))
        }
        submit(
            WriteJob(cost: 4096, completion: announcing) { writer throws(SQLiteError) in
                var cancelled = Cancelled()
                return (try body(writer, &cancelled), cancelled)
            })
    }

    private func edit(
        _ completion: @escaping Completion<DeviceEdit>,
        _ body: @escaping @Sendable (Writer) throws(SQLiteError) -> DeviceEdit
    ) {
        submit(WriteJob(cost: 1024, completion: completion, body))
    }
}

/// Commands that were cancelled with a terminal's release.
private struct Cancelled: Sendable {
    var numbers: [CommandNumber] = []
    /// Whose logs have grown by it.
    var tenants: Set<TenantID> = []
}

extension Writer {
    /// What its owner has said of a terminal.
    func settings(of serial: SerialNumber) throws(SQLiteError) -> ConfiguredDevice {
        let select = try database.statement(
            "SELECT name, zone, sealed_comm_key, charset, networks FROM devices WHERE serial = ?1")
        try select.bind(1, serial.text)
        let sealing = sealing
        let found = try select.first { row in
            ConfiguredDevice(
                serial: serial, name: row.optionalText(0), zoneName: row.optionalText(1),
                commKey: row.optionalBytes(2).map {
                    SealedCommKey.open($0, of: serial, by: sealing) ?? Self.unreadable
                },
                charset: row.optionalText(3).flatMap { Charset(name: $0) },
                networks: row.optionalText(4).map {
                    $0.split(separator: " ").compactMap { NetworkRange(String($0)) }
                })
        }
        return found ?? ConfiguredDevice(serial: serial, name: nil, zoneName: nil, commKey: nil)
    }

    /// Stands for a key that was sealed with another sealing key; no request can carry it.
    private static let unreadable = "\u{0}"

    /// Whose terminal it is, and whether by the configuration file.
    func owner(of serial: SerialNumber) throws(SQLiteError) -> (tenant: String, isManaged: Bool)? {
        let select = try database.statement(
            """
            SELECT tenants.id, devices.is_managed FROM devices JOIN tenants ON tenants.number = devices.tenant
            WHERE serial = ?1
            """)
        try select.bind(1, serial.text)
        return try select.first { (tenant: $0.text(0), isManaged: $0.integer(1) != 0) }
    }

    /// Why the tenant may not change this terminal; `nil`: it may.
    fileprivate func refusal(_ serial: SerialNumber, of tenant: TenantID) throws(SQLiteError) -> DeviceEdit? {
        guard let owner = try owner(of: serial), owner.tenant == tenant.text else { return .absent }
        return owner.isManaged ? .managed : nil
    }

    /// Makes a terminal of nobody's a tenant's.
    ///
    /// - Parameter profile: What is known of it; `nil`: what stands there already.
    fileprivate func hand(
        _ serial: SerialNumber, to tenant: Int64, profile: DeviceProfile?, at now: Instant
    ) throws(SQLiteError) {
        let upsert = try database.statement(
            """
            INSERT INTO devices (serial, tenant, is_managed, profile, is_online, claimed_at)
            VALUES (?1, ?2, 0, coalesce(?3, '{}'), 0, ?4)
            ON CONFLICT (serial) DO UPDATE SET
                tenant = ?2, is_managed = 0, profile = coalesce(?3, profile), is_online = 0,
                first_seen = NULL, last_seen = NULL, address = NULL, claimed_at = ?4
            """)
        try upsert.bind(1, serial.text)
        try upsert.bind(2, tenant)
        try upsert.bind(3, profile.map(ProfileText.write))
        try upsert.bind(4, now.milliseconds)
        try upsert.run()
    }

    /// Settings of a terminal; a new key makes where the old one came from untrusted.
    fileprivate func set(_ device: ConfiguredDevice, keepingKey: Bool = false) throws(SQLiteError) {
        let isSameKey = keepingKey ? true : try isCommKey(device.commKey, of: device.serial)
        let update = try database.statement(
            """
            UPDATE devices SET
                profile = iif(?7, profile, json_remove(profile, '$.trusted_address')),
                name = ?2, zone = ?3, sealed_comm_key = iif(?7, sealed_comm_key, ?4), charset = ?5, networks = ?6
            WHERE serial = ?1
            """)
        try update.bind(1, device.serial.text)
        try update.bind(2, device.name)
        try update.bind(3, device.zoneName)
        try update.bind(4, device.commKey.map { SealedCommKey.seal($0, of: device.serial, by: sealing) })
        try update.bind(5, device.charset?.name)
        try update.bind(6, device.networks.map { $0.map(\.description).joined(separator: " ") })
        try update.bind(7, isSameKey ? 1 : 0)
        try update.run()
    }

    /// Makes a terminal nobody's, cancels what it was yet to do, and waits no more for what it was told: its next
    /// answers are somebody else's.
    fileprivate func release(
        _ serial: SerialNumber, at now: Instant, _ cancelled: inout Cancelled
    ) throws(SQLiteError) {
        try disown(serial)
        let open = try database.statement(
            """
            SELECT number FROM commands WHERE status = 'queued' AND steps = 0 AND serial = ?1
            UNION ALL
            SELECT number FROM commands WHERE status = 'sent' AND steps = 0 AND serial = ?1
            """)
        try open.bind(1, serial.text)
        let numbers = try open.rows { row throws(SQLiteError) in CommandNumber(row.integer(0)) }
        var moves = CommandMoves()
        for number in numbers {
            // The first step of an order takes the others along, and the last one the order.
            guard let record = try command(number), !record.status.isFinal else { continue }
            try move(CommandLife.released(record, at: now), &moves)
        }
        cancelled.tenants.formUnion(moves.tenants)
        cancelled.numbers += moves.changed
    }
}
