package import BridgeCore

extension SQLiteStore: KeyBook {
    package func keys(of tenant: TenantID, after: String?, limit: Int) throws(StoreError) -> [KeyReport] {
        try readers.read { database throws(SQLiteError) in
            let select = try database.statement(
                """
                SELECT keys.digest, tenants.id, keys.id, scopes, expires_at, keys.name, keys.is_managed,
                       keys.created_at
                FROM keys JOIN tenants ON tenants.number = keys.tenant
                WHERE tenants.id = ?1 AND keys.id > ?2 ORDER BY keys.id LIMIT ?3
                """)
            try select.bind(1, tenant.text)
            try select.bind(2, after ?? "")
            try select.bind(3, limit)
            return try select.rows(KeyReport.init)
        }
    }

    package func create(
        _ key: TenantKey, name: String?, noting note: ChangeNote, completion: @escaping Completion<KeyEdit>
    ) {
        submit(
            WriteJob(completion: completion) { writer throws(SQLiteError) in
                guard try writer.key(key.id, of: key.tenant) == nil else { return .taken }
                guard let tenant = try writer.knownNumber(of: key.tenant) else { return .absent }
                let insert = try writer.database.statement(
                    """
                    INSERT INTO keys (digest, tenant, id, scopes, is_managed, name, created_at, expires_at)
                    VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7) ON CONFLICT DO NOTHING
                    """)
                try insert.bind(1, key.digest)
                try insert.bind(2, tenant)
                try insert.bind(3, key.id)
                try insert.bind(4, key.scopes.map(\.rawValue).sorted().joined(separator: " "))
                try insert.bind(5, name)
                try insert.bind(6, note.at.milliseconds)
                try insert.bind(7, key.expiresAt?.milliseconds)
                try insert.run()
                guard writer.database.changes == 1, let made = try writer.key(key.id, of: key.tenant) else {
                    return .taken
                }
                try writer.write(note)
                return .done(made)
            })
    }

    package func revoke(
        _ id: String, of tenant: TenantID, noting note: ChangeNote, completion: @escaping Completion<KeyEdit>
    ) {
        submit(
            WriteJob(completion: completion) { writer throws(SQLiteError) in
                guard let known = try writer.key(id, of: tenant) else { return .absent }
                guard !known.isManaged else { return .managed }
                let delete = try writer.database.statement("DELETE FROM keys WHERE digest = ?1")
                try delete.bind(1, known.key.digest)
                try delete.run()
                try writer.write(note)
                return .done(known)
            })
    }
}

extension Writer {
    fileprivate func key(_ id: String, of tenant: TenantID) throws(SQLiteError) -> KeyReport? {
        let select = try database.statement(
            """
            SELECT keys.digest, tenants.id, keys.id, scopes, expires_at, keys.name, keys.is_managed,
                   keys.created_at
            FROM keys JOIN tenants ON tenants.number = keys.tenant WHERE tenants.id = ?1 AND keys.id = ?2
            """)
        try select.bind(1, tenant.text)
        try select.bind(2, id)
        return try select.first(KeyReport.init)
    }
}

extension TenantKey {
    /// From the columns digest, tenant, id, scopes and expiry.
    init(_ row: Row) throws(SQLiteError) {
        guard let tenant = TenantID(row.text(1)) else {
            throw SQLiteError(message: "key \(row.text(2)) cannot be read")
        }
        let scopes = row.text(3).split(separator: " ").compactMap { KeyScope(rawValue: String($0)) }
        self.init(
            tenant: tenant, id: row.text(2), digest: row.bytes(0), scopes: Set(scopes),
            expiresAt: row.optionalInteger(4).map { Instant(milliseconds: $0) })
    }
}

extension KeyReport {
    fileprivate init(_ row: Row) throws(SQLiteError) {
        self.init(
            key: try TenantKey(row), name: row.optionalText(5), isManaged: row.integer(6) != 0,
            createdAt: row.optionalInteger(7).map { Instant(milliseconds: $0) })
    }
}
