package import BridgeCore

extension SQLiteStore: EndpointBook {
    package func endpoints(
        of tenant: TenantID, after: EndpointID?, limit: Int
    ) throws(StoreError) -> [EndpointReport] {
        let ids = try readers.read { database throws(SQLiteError) in
            let select = try database.statement(
                """
                SELECT endpoints.id FROM tenants JOIN endpoints ON endpoints.tenant = tenants.number
                WHERE tenants.id = ?1 AND endpoints.id > ?2 ORDER BY endpoints.id LIMIT ?3
                """)
            try select.bind(1, tenant.text)
            try select.bind(2, after?.text ?? "")
            try select.bind(3, limit)
            return try select.rows { EndpointID($0.text(0)) }
        }
        var reports: [EndpointReport] = []
        for case let id? in ids {
            // Each by itself: a long list must not keep one state of the database from being let go.
            if let report = try report(EndpointKey(tenant: tenant, id: id), .many) { reports.append(report) }
        }
        return reports
    }

    package func endpoint(_ key: EndpointKey) throws(StoreError) -> EndpointReport? { try report(key, .one) }

    package func create(
        _ endpoint: WebhookEndpoint, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<EndpointEdit>
    ) {
        edit(endpoint.key, completion) { writer throws(SQLiteError) in
            guard try writer.database.number(of: endpoint.key.tenant) != nil else { return .absent }
            if try writer.database.endpoint(endpoint.key, by: writer.sealing) != nil { return .taken }
            try writer.insert(endpoint, isManaged: false, at: now)
            try writer.write(note)
            return try writer.edited(endpoint.key)
        }
    }

    package func change(
        _ key: EndpointKey, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<EndpointEdit>,
        _ change: @escaping @Sendable (WebhookEndpoint) -> WebhookEndpoint
    ) {
        edit(key, completion) { writer throws(SQLiteError) in
            guard let stored = try writer.stored(key) else { return .absent }
            if stored.isManaged { return .managed }
            guard let endpoint = stored.endpoint else {
                throw SQLiteError(message: "endpoint \(key) cannot be read")
            }
            let changed = change(endpoint)
            guard changed != endpoint else { return try writer.edited(key) }
            try writer.replace(
                stored, by: changed, isManaged: false, disabledBecause: stored.disabledBecause, at: now)
            try writer.write(note)
            return try writer.edited(key)
        }
    }

    package func remove(
        _ key: EndpointKey, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<EndpointEdit>
    ) {
        let clearing: Completion<EndpointEdit> = { [weak self] result in
            if case .success(.done) = result { self?.clearLeftovers() }
            completion(result)
        }
        edit(key, clearing) { writer throws(SQLiteError) in
            guard let record = try writer.database.endpoint(key, by: writer.sealing) else { return .absent }
            if record.isManaged { return .managed }
            let last = try writer.edited(key)
            try writer.remove(record)
            try writer.write(note)
            return last
        }
    }

    package func reserveSequence(completion: @escaping Completion<Int64>) {
        submit(
            WriteJob(completion: completion) { writer throws(SQLiteError) in
                let position = writer.takePosition()
                let note = try writer.database.statement(
                    """
                    INSERT INTO numbers VALUES ('last_position', ?1)
                    ON CONFLICT DO UPDATE SET value = max(value, ?1)
                    """)
                try note.bind(1, position)
                try note.run()
                return position
            })
    }

    private func report(_ key: EndpointKey, _ care: ReportCare) throws(StoreError) -> EndpointReport? {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                guard let record = try database.endpoint(key, by: sealing) else { return nil }
                return try database.report(record, care)
            }
        }
    }

    /// A job that changes an endpoint; who delivers hears of it when it is done.
    private func edit(
        _ key: EndpointKey, _ completion: @escaping Completion<EndpointEdit>,
        _ body: @escaping @Sendable (Writer) throws(SQLiteError) -> EndpointEdit
    ) {
        let announcing: Completion<EndpointEdit> = { [weak self] result in
            if case .success(.done) = result { self?.announce(changedEndpoints: [key]) }
            completion(result)
        }
        submit(WriteJob(completion: announcing, body))
    }

    /// Removes, a little at a time, what waited for endpoints that are gone.
    func clearLeftovers() {
        let next: Completion<Bool> = { [weak self] result in
            // What is not done by the time the store closes, or when it fails, is done after the next start.
            if case .success(true) = result { self?.clearLeftovers() }
        }
        submit(
            WriteJob(cost: 128 * leftoverRows, completion: next) { writer throws(SQLiteError) in
                try writer.clearLeftovers()
            }, isContinuation: true)
    }
}

extension Writer {
    fileprivate func edited(_ key: EndpointKey) throws(SQLiteError) -> EndpointEdit {
        guard let record = try database.endpoint(key, by: sealing) else { return .absent }
        return .done(try database.report(record, .many))
    }

    /// Removes an endpoint's row, and notes that what waited for it is to be removed. Its number is not given
    /// again, so what is left of it cannot be taken for another's.
    fileprivate func remove(_ record: EndpointRecord) throws(SQLiteError) {
        let delete = try database.statement("DELETE FROM endpoints WHERE number = ?1")
        try delete.bind(1, record.number)
        try delete.run()
        let note = try database.statement("INSERT INTO numbers VALUES (?1, ?2)")
        try note.bind(1, "removed_endpoint \(record.number)")
        try note.bind(2, record.number)
        try note.run()
    }

    private func leftover() throws(SQLiteError) -> Int64? {
        try database.statement(
            "SELECT value FROM numbers WHERE name > 'removed_endpoint ' AND name < 'removed_endpoint!' LIMIT 1"
        ).first { $0.integer(0) }
    }

    /// Whether something is left of removed endpoints.
    func hasLeftovers() throws(SQLiteError) -> Bool { try leftover() != nil }

    /// One step of removing it.
    ///
    /// - Returns: Whether there is more.
    fileprivate func clearLeftovers() throws(SQLiteError) -> Bool {
        guard let endpoint = try leftover() else { return false }
        let steps: [StaticString] = [
            """
            DELETE FROM waiting WHERE endpoint = ?1 AND position IN (
                SELECT position FROM waiting WHERE endpoint = ?1 ORDER BY position LIMIT ?2)
            """,
            """
            DELETE FROM dead WHERE endpoint = ?1 AND position IN (
                SELECT position FROM dead WHERE endpoint = ?1 ORDER BY position LIMIT ?2)
            """,
        ]
        for step in steps {
            let delete = try database.statement(step)
            try delete.bind(1, endpoint)
            try delete.bind(2, leftoverRows)
            try delete.run()
            if database.changes == leftoverRows { return true }
        }
        let done = try database.statement("DELETE FROM numbers WHERE name = ?1")
        try done.bind(1, "removed_endpoint \(endpoint)")
        try done.run()
        return true
    }
}

/// Rows removed in one step, so that a step never holds up a terminal for long.
private let leftoverRows = 1000
