import BridgeCore

/// The answer to a poll, and whether more commands wait behind it.
struct LeasedLines: Sendable {
    let text: [UInt8]
    let leftSome: Bool
    /// The commands that are in another state now.
    let changed: Set<CommandNumber>
    /// Whose logs have grown by commands that turned out to be unreadable.
    let tenants: Set<TenantID>
}

/// How the writer moves commands through their life.
extension Writer {
    func insert(_ order: CommandOrder, at now: Instant) throws(SQLiteError) -> CommandRecord {
        let number = takeCommandNumber()
        let type = order.command.type
        let insert = try database.statement(
            """
            INSERT INTO commands
                (number, tenant, serial, type, params, priority, status, created_at, expires_at, deliveries)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'queued', ?7, ?8, 0)
            """)
        try insert.bind(1, number.value)
        try insert.bind(2, self.number(of: order.tenant))
        try insert.bind(3, order.serial.text)
        try insert.bind(4, type.rawValue)
        try insert.bind(5, JSON.object(order.params).text)
        try insert.bind(6, order.priority)
        try insert.bind(7, now.milliseconds)
        try insert.bind(8, order.expiresAt.milliseconds)
        try insert.run()
        return CommandRecord(
            number: number, tenant: order.tenant, serial: order.serial, type: type, params: order.params,
            priority: order.priority, status: .queued, createdAt: now, expiresAt: order.expiresAt)
    }

    /// Takes the next commands of a terminal, as many as fit, and marks them sent. What a former owner ordered
    /// stays where it is: it is not for the tenant who has the terminal now.
    func lease(_ request: LeaseRequest) throws(SQLiteError) -> LeasedLines {
        let select = try database.statement(
            """
            SELECT number, type, params FROM commands
            WHERE status = 'queued' AND serial = ?1 AND expires_at > ?2
                  AND tenant = (SELECT tenant FROM devices WHERE serial = ?1)
            ORDER BY priority DESC, number LIMIT ?3
            """)
        try select.bind(1, request.serial.text)
        try select.bind(2, request.now.milliseconds)
        try select.bind(3, request.maximumCommands + 1)
        let queued = try select.rows { row throws(SQLiteError) in
            (number: CommandNumber(row.integer(0)), type: row.text(1), params: row.text(2))
        }
        var (text, taken, tenants): ([UInt8], Int, Set<TenantID>) = ([], 0, [])
        var (unreadable, changed): (Int, Set<CommandNumber>) = (0, [])
        for next in queued.prefix(request.maximumCommands) {
            guard let type = CommandType(rawValue: next.type), let params = CommandRow.object(next.params),
                let command = try? Command(type: type, params: params)
            else {
                let reason = "this version of the bridge cannot carry it out"
                if let tenant = try giveUp(next.number, because: reason, at: request.now) {
                    tenants.insert(tenant)
                }
                unreadable += 1
                changed.insert(next.number)
                continue
            }
            let line = request.line(next.number, command)
            if line.isEmpty {
                let reason = "this terminal cannot be told to do it"
                if let tenant = try giveUp(next.number, because: reason, at: request.now) {
                    tenants.insert(tenant)
                }
                unreadable += 1
                continue
            }
            if taken > 0 && text.count + line.count > request.maximumBytes { break }
            text += line
            taken += 1
            try markSent(next.number, at: request.now)
            changed.insert(next.number)
            if type.mustBeLast { break }
        }
        return LeasedLines(
            text: text, leftSome: taken + unreadable < queued.count, changed: changed, tenants: tenants)
    }

    /// Ends a command that an earlier version took and this one does not, or of which its terminal has since said
    /// that it cannot do it, lest it hold up all behind it.
    ///
    /// - Returns: Whose log has grown.
    private func giveUp(
        _ number: CommandNumber, because reason: String, at now: Instant
    ) throws(SQLiteError) -> TenantID? {
        guard var record = try command(number) else { return nil }
        record.status = .failed
        record.reason = reason
        record.endedAt = now
        return try move(record) ? record.tenant : nil
    }

    /// Every terminal for which a command is queued.
    func serialsWithWork() throws(SQLiteError) -> Set<SerialNumber> {
        let serials = try database.statement("SELECT DISTINCT serial FROM commands WHERE status = 'queued'")
            .rows { row throws(SQLiteError) in SerialNumber(row.text(0)) }
        return Set(serials.compactMap { $0 })
    }

    private func markSent(_ number: CommandNumber, at now: Instant) throws(SQLiteError) {
        let mark = try database.statement(
            """
            UPDATE commands SET status = 'sent', sent_at = ?2, lease_until = ?3, deliveries = deliveries + 1
            WHERE number = ?1
            """)
        try mark.bind(1, number.value)
        try mark.bind(2, now.milliseconds)
        try mark.bind(3, (now + CommandLife.lease).milliseconds)
        try mark.run()
    }

    /// A command, if it is in `status` or that does not matter.
    func command(
        _ number: CommandNumber, status: CommandStatus? = nil
    ) throws(SQLiteError) -> CommandRecord? {
        let select = try database.statement(CommandRow.selectOne)
        try select.bind(1, number.value)
        return try select.first(CommandRow.read).flatMap { status == nil || $0.status == status ? $0 : nil }
    }

    /// Commands that time has overtaken, in the state they are to be in.
    func overtaken(at now: Instant) throws(SQLiteError) -> [CommandRecord] {
        let late = try database.statement(
            """
            SELECT number, deliveries, status FROM commands WHERE status = 'queued' AND expires_at <= ?1
            UNION ALL
            SELECT number, deliveries, status FROM commands WHERE status = 'sent' AND lease_until <= ?1
            LIMIT 500
            """)
        try late.bind(1, now.milliseconds)
        let found = try late.rows { row throws(SQLiteError) in
            (number: CommandNumber(row.integer(0)), deliveries: Int(row.integer(1)), status: row.text(2))
        }
        var moved: [CommandRecord] = []
        for late in found {
            guard let record = try command(late.number) else { continue }
            moved.append(
                record.status == .queued
                    ? CommandLife.expired(record, at: now)
                    : CommandLife.unanswered(record, deliveries: late.deliveries, at: now))
        }
        return moved
    }

    /// Keeps a command's new state; its end also goes into the log, and takes the password out of the row.
    ///
    /// - Returns: Whether an event was written.
    func move(_ record: CommandRecord) throws(SQLiteError) -> Bool {
        let update = try database.statement(
            """
            UPDATE commands SET status = ?2, ended_at = ?3, return_code = ?4, reason = ?5, result = ?6,
                   params = iif(?7 IS NULL, params, ?7)
            WHERE number = ?1
            """)
        try update.bind(1, record.number.value)
        try update.bind(2, record.status.rawValue)
        try update.bind(3, record.endedAt?.milliseconds)
        try update.bind(4, record.returnCode)
        try update.bind(5, record.reason)
        try update.bind(6, record.result.map(\.text))
        try update.bind(7, record.status.isFinal ? JSON.object(record.params).text : nil)
        try update.run()
        guard let endedAt = record.endedAt else { return false }
        let name = try deviceName(of: record.serial)
        let origin = EventOrigin(
            tenant: record.tenant, device: (record.serial, name), acceptedAt: endedAt)
        guard let event = origin.event(for: record) else { return false }
        return try append(event)
    }

    private func deviceName(of serial: SerialNumber) throws(SQLiteError) -> String? {
        let select = try database.statement("SELECT name FROM devices WHERE serial = ?1")
        try select.bind(1, serial.text)
        return try select.first { $0.optionalText(0) } ?? nil
    }
}
