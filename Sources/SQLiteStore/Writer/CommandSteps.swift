import BridgeCore

/// How commands that are part of something move the whole on.
extension Writer {
    /// One of an order's steps has ended.
    func advance(_ number: CommandNumber, at now: Instant, _ moves: inout CommandMoves) throws(SQLiteError) {
        guard var order = try command(number), !order.status.isFinal else { return }
        let pointless = Set(CommandLife.pointless(order.steps))
        for place in order.steps.indices where pointless.contains(order.steps[place].number) {
            order.steps[place] = CommandLife.pointless(order.steps[place], at: now)
            try write(order.steps[place], &moves)
        }
        if let outcome = CommandLife.outcome(of: order.steps) {
            return try move(CommandLife.ended(order, with: outcome, at: now), &moves)
        }
        if order.steps.first?.status == .completed { try release(order, &moves) }
    }

    /// The first step is done: the others may go out.
    private func release(_ order: CommandRecord, _ moves: inout CommandMoves) throws(SQLiteError) {
        let release = try database.statement(
            "UPDATE commands SET is_held = 0 WHERE parent = ?1 AND is_held = 1")
        try release.bind(1, order.number.value)
        try release.run()
        if database.changes > 0 { moves.waiting.insert(order.serial) }
    }

    /// A command was looked up, or could not be.
    ///
    /// - Parameter facts: What the query brought; `nil` where it did not come to that.
    func finish(
        _ number: CommandNumber, lookedUpBy query: CommandRecord, _ facts: [Fact]?, at now: Instant,
        _ moves: inout CommandMoves
    ) throws(SQLiteError) {
        guard let record = try command(number, status: .sent) else { return }
        let verification: Verification =
            if let command = try ordered(number) {
                facts.map { command.verified(by: $0) } ?? CommandLife.verification(of: command, by: query)
            } else {
                .refuted("this version of the bridge cannot look it up")
            }
        let later = try handouts(of: record.serial, after: record.number).superseding(record)
        let source = ProofSource(bringing: facts)
        try move(
            CommandLife.verified(record, as: verification, by: source, supersededBy: later, at: now), &moves)
    }

    /// Takes a terminal's answer to a command that waits for one.
    ///
    /// - Parameter awaitsUploads: Somebody remembers what it uploads.
    func settle(
        _ open: CommandRecord, by receipt: CommandReceipt, awaitingUploads: Bool, at now: Instant,
        _ moves: inout CommandMoves
    ) throws(SQLiteError) {
        var settled = CommandLife.settled(open, by: receipt, at: now)
        guard settled.status == .completed else { return try move(settled, &moves) }
        if open.type.isQuery {
            var waiting = open
            waiting.returnCode = receipt.returnCode
            waiting.awaited = .uploads
            waiting.status = .sent
            if awaitingUploads { return try move(waiting, &moves) }
            return try conclude(waiting, by: nil, at: now, &moves)
        }
        if open.params["verify"] == .bool(true) {
            if try lookUp(open, at: now, &moves) {
                settled.status = .sent
                settled.endedAt = nil
                settled.awaited = .verification
            } else {
                let refuted = Verification.refuted("no terminal can be asked about this")
                settled = CommandLife.verified(settled, as: refuted, at: now)
            }
        }
        try move(settled, &moves)
    }

    /// Ends a query whose terminal has said that it did it.
    ///
    /// - Parameter answer: What it brought; `nil` where nobody remembers. A query that looks something up then has
    ///   to be asked again.
    func conclude(
        _ open: CommandRecord, by answer: QueryAnswer?, at now: Instant, _ moves: inout CommandMoves
    ) throws(SQLiteError) {
        if let answer {
            let ended = CommandLife.answered(open, by: answer, at: now)
            return try move(ended, facts: answer.facts, &moves)
        }
        guard try isVerification(open.number) else {
            return try move(CommandLife.answeredUnseen(open, at: now), &moves)
        }
        var again = CommandLife.unanswered(open, deliveries: try deliveries(of: open.number), at: now)
        again.awaited = nil
        again.returnCode = nil
        try move(again, &moves)
    }

    private func deliveries(of number: CommandNumber) throws(SQLiteError) -> Int {
        let select = try database.statement("SELECT deliveries FROM commands WHERE number = ?1")
        try select.bind(1, number.value)
        return try select.first { Int($0.integer(0)) } ?? 0
    }

    /// Moves on the commands that time has overtaken, some at a time.
    ///
    /// - Returns: How many.
    func overtake(at now: Instant, _ moves: inout CommandMoves) throws(SQLiteError) -> Int {
        let late = try database.statement(
            """
            SELECT number, deliveries FROM commands
            WHERE status = 'queued' AND steps = 0 AND is_held = 0 AND expires_at <= ?1
            UNION ALL
            SELECT number, deliveries FROM commands WHERE status = 'sent' AND lease_until <= ?1
            LIMIT 500
            """)
        try late.bind(1, now.milliseconds)
        let found = try late.rows { row throws(SQLiteError) in
            (number: CommandNumber(row.integer(0)), deliveries: Int(row.integer(1)))
        }
        // A terminal that lost an answer lost many commands at once: what it was handed since the first of them is
        // looked at once.
        var handouts: [SerialNumber: Handouts] = [:]
        var moved = 0
        for late in found.sorted(by: { $0.number.value < $1.number.value }) {
            guard let record = try command(late.number) else { continue }
            moved += 1
            if record.status == .queued {
                try move(CommandLife.expired(record, at: now), &moves)
            } else if record.awaited == .uploads {
                try conclude(record, by: nil, at: now, &moves)
            } else {
                if handouts[record.serial] == nil {
                    handouts[record.serial] = try self.handouts(of: record.serial, after: late.number)
                }
                let isSuperseded = handouts[record.serial]?.mayHaveSuperseded(record) ?? false
                try move(
                    CommandLife.unanswered(
                        record, deliveries: late.deliveries, isSuperseded: isSuperseded, at: now), &moves)
            }
        }
        return moved
    }

    /// Cancels a queued command; of an order what is still queued of it.
    ///
    /// - Returns: Whether there was anything to cancel.
    func cancel(
        _ record: CommandRecord, at now: Instant, _ moves: inout CommandMoves
    ) throws(SQLiteError) -> Bool {
        func cancelled(_ record: CommandRecord) -> CommandRecord {
            var ended = record
            ended.status = .cancelled
            if record.sentAt != nil {
                ended.reason = "it had been handed out without an answer: the terminal may have done it"
            }
            ended.endedAt = now
            return ended
        }
        guard !record.steps.isEmpty else {
            guard record.status == .queued else { return false }
            try move(cancelled(record), &moves)
            return true
        }
        let queued = record.steps.filter { $0.status == .queued }
        for step in queued { try write(cancelled(step), &moves) }
        try advance(record.number, at: now, &moves)
        return !queued.isEmpty
    }
}
