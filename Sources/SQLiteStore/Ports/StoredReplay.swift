package import BridgeCore

extension SQLiteStore {
    package func replay(
        _ order: ReplayOrder, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<ReplayAnswer?>
    ) {
        switch order {
        case .event(let id, let tenant, let endpoint):
            redeliver(id, of: tenant, to: endpoint, at: now, noting: note, completion)
        case .range(let key, let start, let end, let only, let patterns):
            inLine(completion) { store throws(StoreError) in
                guard var search = try store.search(key, from: start, until: end, only: only, patterns) else {
                    return nil
                }
                let positions = try store.collect { database throws(SQLiteError) in
                    try search.next(in: database)
                }
                return try store.queue(positions, at: search.record, now, noting: note)
            }
        case .deadLetters(let key, let only):
            inLine(completion) { store throws(StoreError) in
                guard
                    let record = try store.readers.read({ database throws(SQLiteError) in
                        try database.endpoint(key, by: store.sealing)
                    })
                else { return nil }
                let positions = try store.deadPositions(at: record, only: only)
                return try store.queue(positions, at: record, now, noting: note)
            }
        }
    }

    /// Carries out a large order after those before it.
    private func inLine(
        _ completion: @escaping Completion<ReplayAnswer?>,
        _ body: @escaping @Sendable (SQLiteStore) throws(StoreError) -> ReplayAnswer?
    ) {
        let hasPlace = replays.add { [self] in
            do throws(StoreError) {
                completion(.success(try body(self)))
            } catch {
                completion(.failure(error))
            }
        }
        if !hasPlace { completion(.failure(.busy)) }
    }

    private func search(
        _ key: EndpointKey, from start: ReplayOrder.Start, until end: ReplayOrder.Start?,
        only: ReplayOrder.Kind, _ patterns: [EventPattern]
    ) throws(StoreError) -> ReplaySearch? {
        try readers.read { database throws(SQLiteError) in
            try database.snapshot { () throws(SQLiteError) in
                guard let record = try database.endpoint(key, by: sealing) else { return nil }
                return try ReplaySearch(
                    record, from: start, until: end, only: only, patterns: patterns, in: database)
            }
        }
    }

    /// Everything `next` finds, each time in one state of the database; `nil` where that is too much.
    private func collect(
        _ next: (Database) throws(SQLiteError) -> [Int64]?
    ) throws(StoreError) -> [Int64]? {
        var positions: [Int64] = []
        while positions.count <= ReplayOrder.maximumEvents {
            let found = try readers.read { database throws(SQLiteError) in
                try database.snapshot { () throws(SQLiteError) in try next(database) }
            }
            guard let found else { return positions }
            positions += found
        }
        return nil
    }

    private func deadPositions(
        at record: EndpointRecord, only: [EventID]?
    ) throws(StoreError) -> [Int64]? {
        guard let only else {
            var after: Int64 = 0
            return try collect { database throws(SQLiteError) in
                let (positions, last) = try database.dead(at: record, after: after)
                after = last ?? after
                return last == nil ? nil : positions
            }
        }
        var ids = Set(only).makeIterator()
        return try collect { database throws(SQLiteError) in
            guard let id = ids.next() else { return nil }
            guard let position = try database.position(of: id, tenant: record.tenant) else { return [] }
            return try database.dead(at: record, after: position - 1, upTo: position).positions
        }
    }

    /// Has an endpoint's lane find these positions among what waits. Only for the thread of `replays`.
    private func queue(
        _ positions: [Int64]?, at record: EndpointRecord, _ now: Instant, noting note: ChangeNote
    ) throws(StoreError) -> ReplayAnswer? {
        guard let positions else { return .tooMany }
        // Even after a failure half-way there may be something new.
        defer { announce(changedEndpoints: [record.endpoint.key]) }
        var (count, start) = (0, 0)
        while start < positions.count {
            let step = positions[start..<min(start + stepEvents, positions.count)]
            let cost = 128 * step.count
            let isFirst = count == 0
            let queued = try write(cost: cost, isContinuation: start > 0) {
                writer throws(SQLiteError) -> Int? in
                guard try writer.exists(record) else { return nil }
                var queued = 0
                for position in step where try writer.queueAgain(position, at: record.number, now) {
                    queued += 1
                }
                if isFirst && queued > 0 { try writer.write(note.withoutClaim) }
                return queued
            }
            guard let queued else { return nil }
            count += queued
            start = step.endIndex
        }
        return .queued(count)
    }

    /// One event: nobody has to wait for large orders.
    private func redeliver(
        _ id: EventID, of tenant: TenantID, to endpoint: EndpointID?, at now: Instant,
        noting note: ChangeNote, _ completion: @escaping Completion<ReplayAnswer?>
    ) {
        let found: (position: Int64, records: [EndpointRecord])?
        do throws(StoreError) {
            found = try readers.read { database throws(SQLiteError) -> (Int64, [EndpointRecord])? in
                try database.snapshot { () throws(SQLiteError) -> (Int64, [EndpointRecord])? in
                    guard let number = try database.number(of: tenant),
                        let position = try database.position(of: id, tenant: number)
                    else { return nil }
                    guard let endpoint else {
                        return (position, try database.listeners(of: tenant, position, by: sealing))
                    }
                    guard
                        let record = try database.endpoint(
                            EndpointKey(tenant: tenant, id: endpoint), by: sealing)
                    else {
                        return nil
                    }
                    return (position, try database.wants(record, position) ? [record] : [])
                }
            }
        } catch { return completion(.failure(error)) }
        guard let (position, records) = found else { return completion(.success(nil)) }
        let announcing: Completion<ReplayAnswer?> = { [weak self] result in
            if case .success = result {
                self?.announce(changedEndpoints: Set(records.map(\.endpoint.key)))
            }
            completion(result)
        }
        submit(
            WriteJob(cost: 256 + 128 * records.count, completion: announcing) { writer throws(SQLiteError) in
                var queued = 0
                for record in records where try writer.exists(record) {
                    let isNew = try writer.queueAgain(position, at: record.number, now)
                    if isNew {
                        queued += 1
                    } else if try writer.bringForward(position, at: record.number, now) {
                        queued += 1
                    }
                }
                if queued > 0 { try writer.write(note) }
                return .queued(queued)
            })
    }
}

/// Events queued in one transaction, lest a terminal wait for it for long.
private let stepEvents = 1000
