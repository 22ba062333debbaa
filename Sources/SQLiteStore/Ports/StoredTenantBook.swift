package import BridgeCore

extension SQLiteStore: TenantBook {
    package func tenants(after: TenantID?, limit: Int) throws(StoreError) -> [TenantReport] {
        try readers.read { database throws(SQLiteError) in
            let select = try database.statement(
                """
                SELECT id, name, is_managed, created_at FROM tenants
                WHERE removed_at IS NULL AND id > ?1 ORDER BY id LIMIT ?2
                """)
            try select.bind(1, after?.text ?? "")
            try select.bind(2, limit)
            return try select.rows(TenantReport.init)
        }
    }

    package func tenant(_ id: TenantID) throws(StoreError) -> TenantReport? {
        try readers.read { database throws(SQLiteError) in try database.tenant(id) }
    }

    package func create(
        _ id: TenantID, name: String, noting note: ChangeNote, completion: @escaping Completion<TenantEdit>
    ) {
        submit(
            WriteJob(completion: completion) { writer throws(SQLiteError) in
                let insert = try writer.database.statement(
                    """
                    INSERT INTO tenants (id, name, is_managed, created_at) VALUES (?1, ?2, 0, ?3)
                    ON CONFLICT DO NOTHING
                    """)
                try insert.bind(1, id.text)
                try insert.bind(2, name)
                try insert.bind(3, note.at.milliseconds)
                try insert.run()
                guard writer.database.changes == 1, let made = try writer.database.tenant(id) else {
                    return .taken
                }
                try writer.write(note)
                return .done(made)
            })
    }

    package func rename(
        _ id: TenantID, to name: String, noting note: ChangeNote, completion: @escaping Completion<TenantEdit>
    ) {
        submit(
            WriteJob(completion: completion) { writer throws(SQLiteError) in
                guard let known = try writer.database.tenant(id) else { return .absent }
                guard !known.isManaged else { return .managed }
                guard known.name != name else { return .done(known) }
                let update = try writer.database.statement("UPDATE tenants SET name = ?2 WHERE id = ?1")
                try update.bind(1, id.text)
                try update.bind(2, name)
                try update.run()
                try writer.write(note)
                return try writer.database.tenant(id).map(TenantEdit.done) ?? .absent
            })
    }

    package func remove(
        _ id: TenantID, noting note: ChangeNote, begun: @escaping @Sendable (TenantRemoval) -> Void,
        completion: @escaping Completion<TenantRemovalAnswer>
    ) {
        let beginning: Completion<RemovalStart> = { [self] result in
            switch result {
            case .failure(let error): completion(.failure(error))
            case .success(.refused(let answer)): completion(.success(answer))
            case .success(.begun(let tenant, let removal, let endpoints)):
                begun(removal)
                announce(changedEndpoints: endpoints)
                removeRest(of: tenant, removal, completion)
            }
        }
        submit(
            WriteJob(completion: beginning) { writer throws(SQLiteError) in
                try writer.beginRemoval(of: id, noting: note)
            })
    }

    /// A step at a time, each a transaction, so that terminals never wait long.
    private func removeRest(
        of tenant: Int64, _ removal: TenantRemoval, _ completion: @escaping Completion<TenantRemovalAnswer>
    ) {
        let next: Completion<TenantRemoval> = { [self] result in
            switch result {
            case .failure(let error): completion(.failure(error))
            case .success(let step) where step == TenantRemoval(): completion(.success(.done(removal)))
            case .success(let step):
                var sum = removal
                sum.commands += step.commands
                sum.events += step.events
                sum.answers += step.answers
                sum.states += step.states
                removeRest(of: tenant, sum, completion)
            }
        }
        submit(
            WriteJob(cost: 1 << 16, completion: next) { writer throws(SQLiteError) in
                try writer.removeSome(of: tenant)
            })
    }
}

/// How a tenant's removal begins.
private enum RemovalStart: Sendable {
    case refused(TenantRemovalAnswer)
    case begun(tenant: Int64, TenantRemoval, endpoints: Set<EndpointKey>)
}

extension Database {
    fileprivate func tenant(_ id: TenantID) throws(SQLiteError) -> TenantReport? {
        let select = try statement(
            "SELECT id, name, is_managed, created_at FROM tenants WHERE removed_at IS NULL AND id = ?1")
        try select.bind(1, id.text)
        return try select.first(TenantReport.init)
    }
}

extension TenantReport {
    fileprivate init(_ row: Row) throws(SQLiteError) {
        guard let id = TenantID(row.text(0)) else {
            throw SQLiteError(message: "tenant \(row.text(0)) cannot be read")
        }
        self.init(
            id: id, name: row.text(1), isManaged: row.integer(2) != 0,
            createdAt: row.optionalInteger(3).map { Instant(milliseconds: $0) })
    }
}

extension Writer {
    /// The row number of a tenant; `nil` where there is none.
    func knownNumber(of tenant: TenantID) throws(SQLiteError) -> Int64? {
        let select = try database.statement(
            "SELECT number FROM tenants WHERE id = ?1 AND removed_at IS NULL")
        try select.bind(1, tenant.text)
        return try select.first { $0.integer(0) }
    }

    /// All that makes the tenant somebody: after this nothing of it can be reached.
    fileprivate func beginRemoval(
        of id: TenantID, noting note: ChangeNote
    ) throws(SQLiteError) -> RemovalStart {
        guard let known = try database.tenant(id), let tenant = try knownNumber(of: id) else {
            return .refused(.absent)
        }
        guard !known.isManaged else { return .refused(.managed) }
        var removal = TenantRemoval()
        let endpoints = try select("SELECT id FROM endpoints WHERE tenant = ?1 ORDER BY id", tenant) {
            $0.text(0)
        }
        .compactMap { EndpointID($0) }
        removal.endpoints = endpoints.count
        let serials = try select("SELECT serial FROM devices WHERE tenant = ?1 ORDER BY serial", tenant) {
            $0.text(0)
        }
        removal.devices = serials.compactMap { SerialNumber($0) }
        try run(
            "DELETE FROM waiting WHERE endpoint IN (SELECT number FROM endpoints WHERE tenant = ?1)", tenant)
        try run("DELETE FROM dead WHERE endpoint IN (SELECT number FROM endpoints WHERE tenant = ?1)", tenant)
        try run("DELETE FROM endpoints WHERE tenant = ?1", tenant)
        let keys = try select("SELECT id FROM keys WHERE tenant = ?1 ORDER BY id", tenant) { $0.text(0) }
        removal.keys = keys.count
        try run("DELETE FROM keys WHERE tenant = ?1", tenant)
        for serial in removal.devices { try disown(serial) }
        let bury = try database.statement("UPDATE tenants SET removed_at = ?2 WHERE number = ?1")
        try bury.bind(1, tenant)
        try bury.bind(2, note.at.milliseconds)
        try bury.run()
        try write(note.telling(keys: keys, endpoints: endpoints, devices: removal.devices))
        forget(id)
        let changed = endpoints.map { EndpointKey(tenant: id, id: $0) }
        return .begun(tenant: tenant, removal, endpoints: Set(changed))
    }

    /// A stretch of what a removed tenant leaves behind; nothing once all is gone.
    fileprivate func removeSome(of tenant: Int64) throws(SQLiteError) -> TenantRemoval {
        var step = TenantRemoval()
        // They may say what the tenant's people are called.
        try run(
            """
            DELETE FROM carried_out WHERE (owner, key) IN (
                SELECT owner, key FROM tenants CROSS JOIN carried_out
                WHERE tenants.number = ?1 AND owner > 'tenant:' || id || ' ' AND owner < 'tenant:' || id || '!'
                LIMIT 1000)
            """, tenant)
        step.answers = database.changes
        guard step.answers == 0 else { return step }
        try run(
            """
            DELETE FROM commands WHERE number IN
                (SELECT number FROM commands WHERE tenant = ?1 ORDER BY number LIMIT 1000)
            """, tenant)
        step.commands = database.changes
        guard step.commands == 0 else {
            try keepNumbers()
            return step
        }
        try run(
            """
            DELETE FROM states WHERE key IN
                (SELECT key FROM states WHERE tenant = ?1 LIMIT 1000)
            """, tenant)
        step.states = database.changes
        guard step.states == 0 else { return step }
        let positions = try select(
            "SELECT position FROM events WHERE tenant = ?1 ORDER BY position LIMIT 1000", tenant
        ) { $0.integer(0) }
        for position in positions {
            try run("DELETE FROM attempts WHERE position = ?1", position)
            try run("DELETE FROM attachments WHERE position = ?1", position)
            try run("DELETE FROM events WHERE position = ?1", position)
        }
        step.events = positions.count
        if step.events > 0 { try keepNumbers() }
        return step
    }

    /// One step of what removals left behind when the program ended; whether there is more.
    func pruneRemovedTenants() throws(SQLiteError) -> Bool {
        let removed = try database.statement("SELECT number FROM tenants WHERE removed_at IS NOT NULL")
            .rows { row throws(SQLiteError) in row.integer(0) }
        for tenant in removed where try removeSome(of: tenant) != TenantRemoval() { return true }
        return false
    }

    private func run(_ sql: StaticString, _ number: Int64) throws(SQLiteError) {
        let statement = try database.statement(sql)
        try statement.bind(1, number)
        try statement.run()
    }

    private func select<Value>(
        _ sql: StaticString, _ number: Int64, _ read: (Row) -> Value
    ) throws(SQLiteError) -> [Value] {
        let statement = try database.statement(sql)
        try statement.bind(1, number)
        return try statement.rows { row throws(SQLiteError) in read(row) }
    }
}
