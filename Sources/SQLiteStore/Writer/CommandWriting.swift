import BridgeCore

/// How the writer takes orders and keeps what became of them.
extension Writer {
    /// Keeps an order, and the steps it comes to where these are several.
    func insert(_ order: CommandOrder, at now: Instant) throws(SQLiteError) -> CommandRecord {
        guard order.steps.count > 1 else {
            return try insert(NewCommand(order, type: order.type, params: order.params), at: now)
        }
        var whole = NewCommand(order, type: order.type, params: CommandMask.masked(order.params))
        whole.steps = order.steps.count
        var record = try insert(whole, at: now)
        for (place, step) in order.steps.enumerated() {
            var part = NewCommand(order, type: step.command.type, params: step.params)
            part.parent = record.number
            part.isHeld = place > 0
            record.steps.append(try insert(part, at: now))
        }
        return record
    }

    /// A command about to get its row.
    private struct NewCommand {
        let tenant: TenantID
        let serial: SerialNumber
        let type: CommandType
        let params: JSONObject
        let priority: Int
        let expiresAt: Instant
        var parent: CommandNumber?
        var isVerification = false
        var steps = 0
        var isHeld = false

        init(_ order: CommandOrder, type: CommandType, params: JSONObject) {
            (tenant, serial) = (order.tenant, order.serial)
            (self.type, self.params) = (type, params)
            (priority, expiresAt) = (order.priority, order.expiresAt)
        }

        /// The query that looks up what a command did.
        init(_ query: CommandStep, lookingUp record: CommandRecord, at now: Instant) {
            (tenant, serial) = (record.tenant, record.serial)
            (type, params) = (query.command.type, query.params)
            (priority, expiresAt) = (
                CommandLife.verificationPriority, now + CommandLife.verificationTime
            )
            (parent, isVerification) = (record.number, true)
        }
    }

    private func insert(_ command: NewCommand, at now: Instant) throws(SQLiteError) -> CommandRecord {
        let number = takeCommandNumber()
        let shown = CommandMask.masked(command.params)
        let insert = try database.statement(
            """
            INSERT INTO commands
                (number, tenant, serial, type, params, priority, status, created_at, expires_at, deliveries,
                 shown, parent, is_verification, steps, is_held)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'queued', ?7, ?8, 0, ?9, ?10, ?11, ?12, ?13)
            """)
        try insert.bind(1, number.value)
        try insert.bind(2, self.number(of: command.tenant))
        try insert.bind(3, command.serial.text)
        try insert.bind(4, command.type.rawValue)
        try insert.bind(5, SealedParams.text(command.params, shown: shown, of: number, by: sealing))
        try insert.bind(6, command.priority)
        try insert.bind(7, now.milliseconds)
        try insert.bind(8, command.expiresAt.milliseconds)
        try insert.bind(9, JSON.object(shown).text)
        try insert.bind(10, command.parent?.value)
        try insert.bind(11, command.isVerification ? 1 : 0)
        try insert.bind(12, command.steps)
        try insert.bind(13, command.isHeld ? 1 : 0)
        try insert.run()
        var record = CommandRecord(
            number: number, tenant: command.tenant, serial: command.serial, type: command.type, params: shown,
            priority: command.priority, status: .queued, createdAt: now, expiresAt: command.expiresAt)
        record.parent = command.parent
        return record
    }

    /// Queues the query that looks up what a command did; none where no terminal has one.
    func lookUp(
        _ record: CommandRecord, at now: Instant, _ moves: inout CommandMoves
    ) throws(SQLiteError) -> Bool {
        guard let command = try ordered(record.number),
            let query = CommandStep(command: command, params: record.params).verification
        else { return false }
        _ = try insert(NewCommand(query, lookingUp: record, at: now), at: now)
        moves.waiting.insert(record.serial)
        return true
    }

    /// What a command that has not ended was ordered to do; `nil` where this version does not take it any more.
    func ordered(_ number: CommandNumber) throws(SQLiteError) -> Command? {
        let select = try database.statement("SELECT type, params FROM commands WHERE number = ?1")
        try select.bind(1, number.value)
        let found = try select.first { row in (type: row.text(0), params: row.text(1)) }
        guard let found, let type = CommandType(rawValue: found.type),
            let params = SealedParams.open(found.params, of: number, by: sealing)
        else { return nil }
        return try? Command(type: type, params: params)
    }

    /// A command, if it is in `status` or that does not matter.
    func command(
        _ number: CommandNumber, status: CommandStatus? = nil
    ) throws(SQLiteError) -> CommandRecord? {
        try database.command(number).flatMap { status == nil || $0.status == status ? $0 : nil }
    }

    /// Whether a command is the query that looks up what its parent did.
    func isVerification(_ number: CommandNumber) throws(SQLiteError) -> Bool {
        let select = try database.statement("SELECT is_verification FROM commands WHERE number = ?1")
        try select.bind(1, number.value)
        return try select.first { $0.integer(0) == 1 } ?? false
    }

    /// Whether a command's terminal still is of the tenant who ordered it.
    func isOwned(_ record: CommandRecord) throws(SQLiteError) -> Bool {
        let select = try database.statement("SELECT 1 FROM devices WHERE serial = ?1 AND tenant = ?2")
        try select.bind(1, record.serial.text)
        try select.bind(2, try number(of: record.tenant))
        return try select.first { _ in true } ?? false
    }

    /// Every terminal for which a command is queued.
    func serialsWithWork() throws(SQLiteError) -> Set<SerialNumber> {
        let serials = try database.statement(
            "SELECT DISTINCT serial FROM commands WHERE status = 'queued' AND steps = 0"
        ).rows { row throws(SQLiteError) in SerialNumber(row.text(0)) }
        return Set(serials.compactMap { $0 })
    }

    /// Lets queries end by their receipts whose uploads nobody remembers: the program was started anew.
    func forgetUploads() throws(SQLiteError) {
        try database.execute("UPDATE commands SET lease_until = 0 WHERE awaited = 'uploads'")
    }

    /// Keeps a command's new state; its end takes the password out of the row.
    func write(_ record: CommandRecord, _ moves: inout CommandMoves) throws(SQLiteError) {
        let update = try database.statement(
            """
            UPDATE commands SET status = ?2, ended_at = ?3, return_code = ?4, reason = ?5, result = ?6,
                   params = iif(?7 IS NULL, params, ?7), awaited = ?8,
                   lease_until = iif(?8 IS NULL, lease_until, NULL)
            WHERE number = ?1
            """)
        try update.bind(1, record.number.value)
        try update.bind(2, record.status.rawValue)
        try update.bind(3, record.endedAt?.milliseconds)
        try update.bind(4, record.returnCode)
        try update.bind(5, record.reason)
        try update.bind(6, record.result.map(\.text))
        try update.bind(7, record.status.isFinal ? JSON.object(record.params).text : nil)
        try update.bind(8, record.awaited?.rawValue)
        try update.run()
        moves.changed.insert(record.number)
        if record.status == .queued { moves.waiting.insert(record.serial) }
    }

    /// Keeps a command's new state. Its end also goes into the log, and moves on what it is a part of.
    ///
    /// - Parameter facts: Where it is a query that was answered, what came.
    func move(
        _ record: CommandRecord, facts: [Fact]? = nil, _ moves: inout CommandMoves
    ) throws(SQLiteError) {
        try write(record, &moves)
        guard let endedAt = record.endedAt else { return }
        if let parent = record.parent {
            if try isVerification(record.number) {
                try finish(parent, lookedUpBy: record, facts, at: endedAt, &moves)
            } else {
                try advance(parent, at: endedAt, &moves)
            }
            return
        }
        let name = try deviceName(of: record.serial)
        let origin = EventOrigin(
            tenant: record.tenant, device: (record.serial, name), acceptedAt: endedAt)
        if let event = origin.event(for: record), try append(event) { moves.tenants.insert(record.tenant) }
    }

    private func deviceName(of serial: SerialNumber) throws(SQLiteError) -> String? {
        let select = try database.statement("SELECT name FROM devices WHERE serial = ?1")
        try select.bind(1, serial.text)
        return try select.first { $0.optionalText(0) } ?? nil
    }
}
