import BridgeCore

/// A command's columns.
enum CommandRow {
    static let selectOne: StaticString = """
        SELECT commands.number, tenants.id, serial, type, coalesce(shown, params), priority, status,
               commands.created_at, expires_at, sent_at, ended_at, return_code, reason, result, awaited, parent
        FROM commands JOIN tenants ON tenants.number = commands.tenant
        WHERE commands.number = ?1
        """

    /// The steps of order ?1, and of a command that is looked up nothing.
    static let selectSteps: StaticString = """
        SELECT commands.number, tenants.id, serial, type, coalesce(shown, params), priority, status,
               commands.created_at, expires_at, sent_at, ended_at, return_code, reason, result, awaited, parent
        FROM commands JOIN tenants ON tenants.number = commands.tenant
        WHERE commands.parent = ?1 AND is_verification = 0
        ORDER BY commands.number
        """

    /// Of tenant ?1, older than ?2, of terminal ?3 and in status ?4 where these are given: ?5 of them.
    static let selectMany: StaticString = """
        SELECT commands.number, tenants.id, serial, type, coalesce(shown, params), priority, status,
               commands.created_at, expires_at, sent_at, ended_at, return_code, reason, result, awaited, parent
        FROM commands JOIN tenants ON tenants.number = commands.tenant
        WHERE commands.tenant = (SELECT number FROM tenants WHERE id = ?1) AND commands.number < ?2
              AND (?3 IS NULL OR serial = ?3) AND (?4 IS NULL OR status = ?4) AND parent IS NULL
        ORDER BY commands.number DESC LIMIT ?5
        """

    static func read(_ row: Row) throws(SQLiteError) -> CommandRecord {
        guard let tenant = TenantID(row.text(1)), let serial = SerialNumber(row.text(2)),
            let type = CommandType(rawValue: row.text(3)), let params = object(row.text(4)),
            let status = CommandStatus(rawValue: row.text(6))
        else { throw SQLiteError(message: "command \(row.integer(0)) cannot be read") }
        var record = CommandRecord(
            number: CommandNumber(row.integer(0)), tenant: tenant, serial: serial, type: type, params: params,
            priority: Int(row.integer(5)), status: status,
            createdAt: Instant(milliseconds: row.integer(7)),
            expiresAt: Instant(milliseconds: row.integer(8)),
            sentAt: row.optionalInteger(9).map { Instant(milliseconds: $0) },
            endedAt: row.optionalInteger(10).map { Instant(milliseconds: $0) },
            returnCode: row.optionalInteger(11).map { Int($0) }, reason: row.optionalText(12),
            result: row.optionalText(13).flatMap { try? JSONReader.read(Array($0.utf8)) })
        record.awaited = row.optionalText(14).flatMap { AwaitedProof(rawValue: $0) }
        record.parent = row.optionalInteger(15).map { CommandNumber($0) }
        return record
    }

    static func object(_ text: String) -> JSONObject? {
        if case .object(let object)? = try? JSONReader.read(Array(text.utf8)) { object } else { nil }
    }
}

extension Database {
    /// A command with its steps, if there is one of this number.
    func command(_ number: CommandNumber) throws(SQLiteError) -> CommandRecord? {
        let select = try statement(CommandRow.selectOne)
        try select.bind(1, number.value)
        guard var record = try select.first(CommandRow.read) else { return nil }
        record.steps = try steps(of: number)
        return record
    }

    /// The steps of an order, in order.
    func steps(of number: CommandNumber) throws(SQLiteError) -> [CommandRecord] {
        let select = try statement(CommandRow.selectSteps)
        try select.bind(1, number.value)
        return try select.rows(CommandRow.read)
    }
}
