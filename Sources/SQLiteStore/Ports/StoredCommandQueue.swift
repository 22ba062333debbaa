package import BridgeCore
import Synchronization

extension SQLiteStore: CommandQueue {
    package func enqueue(
        _ orders: [CommandOrder], at now: Instant, noting note: ChangeNote?,
        completion: @escaping Completion<[CommandRecord]>
    ) {
        let cost = orders.reduce(0) { sum, order in
            order.steps.reduce(sum) { $0 + 256 + JSON.object($1.params).text.utf8.count }
        }
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
                if !records.isEmpty { try writer.write(note?.telling(records)) }
                return records
            })
    }

    package func mayHaveWork(for serial: SerialNumber) -> Bool {
        openQueues.withLock { $0.contains(serial) }
    }

    package func lease(_ request: LeaseRequest, completion: @escaping Completion<CommandHandout>) {
        let announcing: Completion<LeasedLines> = { [weak self] result in
            if case .success(let leased) = result {
                if !leased.leftSome { self?.openQueues.withLock { _ = $0.remove(request.serial) } }
                self?.announce(leased.moves)
            }
            completion(result.map { CommandHandout(text: $0.text, queries: $0.queries) })
        }
        submit(
            WriteJob(completion: announcing) { writer throws(SQLiteError) in try writer.lease(request) })
    }

    package func settle(
        _ receipts: [CommandReceipt], from serial: SerialNumber, awaiting awaited: Set<CommandNumber>,
        at now: Instant, completion: @escaping Completion<[CommandReceipt]>
    ) {
        submit(
            moving(completion) { writer, moves throws(SQLiteError) in
                var unknown: [CommandReceipt] = []
                for receipt in receipts {
                    guard let number = receipt.number, let record = try writer.command(number),
                        record.serial == serial, record.steps.isEmpty
                    else {
                        unknown.append(receipt)
                        continue
                    }
                    // One that is to go out again was handed out before; this answers to that.
                    let isOut = record.status == .sent || record.status == .queued && record.sentAt != nil
                    if isOut, record.awaited == nil {
                        try writer.settle(
                            record, by: receipt, awaitingUploads: awaited.contains(number), at: now, &moves)
                    } else if let noted = CommandLife.saidAtLast(record, by: receipt),
                        try writer.isOwned(record)
                    {
                        try writer.write(noted, &moves)
                    } else if !CommandLife.isRepeated(receipt, of: record) {
                        unknown.append(receipt)
                        // Of a former owner's command its terminal speaks to others now.
                        if let noted = CommandLife.belated(record, by: receipt, at: now),
                            try writer.isOwned(record)
                        {
                            try writer.write(noted, &moves)
                        }
                    }
                }
                return unknown
            })
    }

    package func conclude(
        _ answers: [AnsweredQuery], at now: Instant, completion: @escaping Completion<Void>
    ) {
        submit(
            moving(completion) { writer, moves throws(SQLiteError) in
                for answered in answers {
                    guard let open = try writer.command(answered.number, status: .sent),
                        open.awaited == .uploads || open.awaited == nil && !answered.answer.facts.isEmpty
                    else { continue }
                    try writer.conclude(open, by: answered.answer, at: now, &moves)
                }
            })
    }

    package func cancel(
        _ number: CommandNumber, of tenant: TenantID, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<CommandRecord?>
    ) {
        submit(
            moving(completion) { writer, moves throws(SQLiteError) in
                guard let record = try writer.command(number), record.tenant == tenant else { return nil }
                guard try writer.cancel(record, at: now, &moves) else { return record }
                try writer.write(note)
                return try writer.command(number)
            })
    }

    package func expire(at now: Instant, completion: @escaping Completion<Int>) {
        submit(
            moving(completion) { writer, moves throws(SQLiteError) in try writer.overtake(at: now, &moves) })
    }

    package func command(
        _ number: CommandNumber, of tenant: TenantID
    ) throws(StoreError) -> CommandRecord? {
        try readers.read { database throws(SQLiteError) in
            try database.command(number).flatMap { $0.tenant == tenant ? $0 : nil }
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

    /// A job that moves commands on; once it is committed, everybody is told whom that concerns.
    private func moving<Value: Sendable>(
        _ completion: @escaping Completion<Value>,
        _ decide: @escaping @Sendable (Writer, inout CommandMoves) throws(SQLiteError) -> Value
    ) -> WriteJob {
        let announcing: Completion<(Value, CommandMoves)> = { [weak self] result in
            if case .success(let (_, moves)) = result { self?.announce(moves) }
            completion(result.map(\.0))
        }
        return WriteJob(completion: announcing) { writer throws(SQLiteError) in
            var moves = CommandMoves()
            let value = try decide(writer, &moves)
            return (value, moves)
        }
    }

    private func announce(_ moves: CommandMoves) {
        if !moves.waiting.isEmpty { openQueues.withLock { $0.formUnion(moves.waiting) } }
        announce(newEventsOf: moves.tenants)
        announce(changedCommands: moves.changed)
    }
}
