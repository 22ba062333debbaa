package import BridgeCore
import Synchronization

extension SQLiteStore: CommandQueue {
    package func enqueue(
        _ orders: [CommandOrder], at now: Instant, noting note: ChangeNote?,
        completion: @escaping Completion<[CommandRecord]>
    ) {
        let cost = orders.reduce(0) { $0 + 256 + JSON.object($1.params).text.utf8.count }
        let announcing: Completion<[CommandRecord]> = { [weak self] result in
            if case .success(let records) = result {
                self?.openQueues.withLock { $0.formUnion(records.map(\.serial)) }
            }
            completion(result)
        }
        submit(
            WriteJob(cost: cost, bringsNew: true, completion: announcing) { writer throws(SQLiteError) in
                var records: [CommandRecord] = []
                for order in orders { records.append(try writer.insert(order, at: now)) }
                if !records.isEmpty { try writer.write(note) }
                return records
            })
    }

    package func mayHaveWork(for serial: SerialNumber) -> Bool {
        openQueues.withLock { $0.contains(serial) }
    }

    package func lease(_ request: LeaseRequest, completion: @escaping Completion<[UInt8]>) {
        let announcing: Completion<LeasedLines> = { [weak self] result in
            if case .success(let leased) = result {
                if !leased.leftSome { self?.openQueues.withLock { _ = $0.remove(request.serial) } }
                self?.announce(newEventsOf: leased.tenants)
                self?.announce(changedCommands: leased.changed)
            }
            completion(result.map(\.text))
        }
        submit(
            WriteJob(completion: announcing) { writer throws(SQLiteError) in try writer.lease(request) })
    }

    package func settle(
        _ receipts: [CommandReceipt], from serial: SerialNumber, at now: Instant,
        completion: @escaping Completion<[CommandReceipt]>
    ) {
        submit(
            ending(completion) { writer throws(SQLiteError) in
                var (unknown, ended): ([CommandReceipt], [CommandRecord]) = ([], [])
                var answered: Set<CommandNumber> = []
                for receipt in receipts {
                    guard let number = receipt.number, !answered.contains(number),
                        let open = try writer.command(number, status: .sent), open.serial == serial
                    else {
                        unknown.append(receipt)
                        continue
                    }
                    answered.insert(number)
                    ended.append(CommandLife.settled(open, by: receipt, at: now))
                }
                return (unknown, ended)
            })
    }

    package func cancel(
        _ number: CommandNumber, of tenant: TenantID, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<CommandRecord?>
    ) {
        submit(
            ending(completion) { writer throws(SQLiteError) in
                guard var record = try writer.command(number), record.tenant == tenant else {
                    return (nil, [])
                }
                guard record.status == .queued else { return (record, []) }
                record.status = .cancelled
                record.endedAt = now
                try writer.write(note)
                return (record, [record])
            })
    }

    package func expire(at now: Instant, completion: @escaping Completion<Int>) {
        let requeued: Completion<[CommandRecord]> = { [weak self] result in
            if case .success(let records) = result {
                let waiting = records.filter { $0.status == .queued }.map(\.serial)
                self?.openQueues.withLock { $0.formUnion(waiting) }
            }
            completion(result.map(\.count))
        }
        submit(
            ending(requeued) { writer throws(SQLiteError) in
                let moved = try writer.overtaken(at: now)
                return (moved, moved)
            })
    }

    package func command(
        _ number: CommandNumber, of tenant: TenantID
    ) throws(StoreError) -> CommandRecord? {
        try readers.read { database throws(SQLiteError) in
            let statement = try database.statement(CommandRow.selectOne)
            try statement.bind(1, number.value)
            return try statement.first(CommandRow.read).flatMap { $0.tenant == tenant ? $0 : nil }
        }
    }

    package func commands(
        of tenant: TenantID, serial: SerialNumber?, status: CommandStatus?, before: CommandNumber?, limit: Int
    ) throws(StoreError) -> [CommandRecord] {
        try readers.read { database throws(SQLiteError) in
            let statement = try database.statement(CommandRow.selectMany)
            try statement.bind(1, tenant.text)
            try statement.bind(2, before?.value ?? .max)
            try statement.bind(3, serial?.text)
            try statement.bind(4, status?.rawValue)
            try statement.bind(5, limit)
            return try statement.rows(CommandRow.read)
        }
    }

    /// A job that moves commands on: the commands it returns are kept in their new state, each end with its
    /// event, in the same transaction.
    private func ending<Value: Sendable>(
        _ completion: @escaping Completion<Value>,
        _ decide: @escaping @Sendable (Writer) throws(SQLiteError) -> (Value, [CommandRecord])
    ) -> WriteJob {
        let announcing: Completion<(Value, Set<TenantID>, Set<CommandNumber>)> = { [weak self] result in
            if case .success(let (_, tenants, changed)) = result {
                self?.announce(newEventsOf: tenants)
                self?.announce(changedCommands: changed)
            }
            completion(result.map(\.0))
        }
        return WriteJob(completion: announcing) { writer throws(SQLiteError) in
            let (value, moved) = try decide(writer)
            var tenants: Set<TenantID> = []
            for record in moved where try writer.move(record) { tenants.insert(record.tenant) }
            return (value, tenants, Set(moved.map(\.number)))
        }
    }
}
