import BridgeCore

/// The answer to a poll, and whether more commands wait behind it.
struct LeasedLines: Sendable {
    var text: [UInt8] = []
    var queries: [OpenQuery] = []
    var leftSome = false
    var moves = CommandMoves()
}

/// How the writer hands commands to terminals.
extension Writer {
    /// A command that waits for its terminal.
    private struct Queued {
        let number: CommandNumber
        let changed: ChangedThing?
        let parent: CommandNumber?
        let isVerification: Bool
        let isHeld: Bool
    }

    /// Takes the next commands of a terminal, as many as fit, and marks them sent.
    ///
    /// Nothing that changes the same overtakes a step that waits for the first of its order. Of templates and
    /// pictures one goes into an answer (protocol section 6.1).
    func lease(_ request: LeaseRequest) throws(SQLiteError) -> LeasedLines {
        var leased = LeasedLines()
        var (taken, hasBulky) = (0, false)
        var held: [ChangedThing] = []
        for next in try queued(for: request) {
            if next.isHeld || next.changed.map({ held.contains(where: $0.overlaps) }) ?? false {
                if let changed = next.changed { held.append(changed) }
                continue
            }
            guard let command = try ordered(next.number) else {
                try giveUp(
                    next.number, because: "this version of the bridge cannot carry it out", request, &leased)
                continue
            }
            if hasBulky && command.type.isBulky { break }
            let line: [UInt8]
            do throws(CannotBeTold) { line = try request.line(next.number, command) } catch {
                try giveUp(next.number, because: error.reason, request, &leased)
                continue
            }
            if taken > 0 && leased.text.count + line.count > request.maximumBytes { break }
            leased.text += line
            taken += 1
            hasBulky = hasBulky || command.type.isBulky
            if let query = command.uploadQuery {
                var open = OpenQuery(number: next.number, query: query, isVerification: next.isVerification)
                if next.isVerification, let parent = next.parent { open.proven = try ordered(parent) }
                leased.queries.append(open)
            }
            try markSent(next, for: request, &leased.moves)
            if command.type.mustBeLast { break }
        }
        leased.leftSome = try hasMore(for: request)
        return leased
    }

    /// What waits for a terminal, in the order in which it goes out. What a former owner ordered stays where it
    /// is: it is not for the tenant who has the terminal now.
    private func queued(for request: LeaseRequest) throws(SQLiteError) -> [Queued] {
        let select = try database.statement(
            """
            SELECT number, type, coalesce(shown, params), parent, is_verification, is_held
            FROM commands INDEXED BY commands_queued
            WHERE status = 'queued' AND steps = 0 AND serial = ?1 AND expires_at > ?2
                  AND tenant = (SELECT tenant FROM devices WHERE serial = ?1)
            ORDER BY priority DESC, number LIMIT ?3
            """)
        try select.bind(1, request.serial.text)
        try select.bind(2, request.now.milliseconds)
        try select.bind(3, request.maximumCommands)
        return try select.rows { row throws(SQLiteError) in
            let params = CommandRow.object(row.text(2)) ?? JSONObject()
            return Queued(
                number: CommandNumber(row.integer(0)),
                changed: CommandType(rawValue: row.text(1))?.changes(params),
                parent: row.optionalInteger(3).map { CommandNumber($0) }, isVerification: row.integer(4) == 1,
                isHeld: row.integer(5) == 1)
        }
    }

    /// Whether a later poll will find something: a step that waits for the first of its order is found when that
    /// has ended, which rings again.
    ///
    /// Left to choose, SQLite takes the index of all that may expire, which grows with every terminal's queue.
    private func hasMore(for request: LeaseRequest) throws(SQLiteError) -> Bool {
        let select = try database.statement(
            """
            SELECT EXISTS (
                SELECT 1 FROM commands INDEXED BY commands_queued
                WHERE status = 'queued' AND steps = 0 AND is_held = 0 AND serial = ?1 AND expires_at > ?2
                      AND tenant = (SELECT tenant FROM devices WHERE serial = ?1))
            """)
        try select.bind(1, request.serial.text)
        try select.bind(2, request.now.milliseconds)
        return try select.first { $0.integer(0) == 1 } ?? false
    }

    /// Ends a command that an earlier version took and this one does not, or of which its terminal has since said
    /// that it cannot do it, lest it hold up all behind it.
    private func giveUp(
        _ number: CommandNumber, because reason: String, _ request: LeaseRequest,
        _ leased: inout LeasedLines
    ) throws(SQLiteError) {
        guard var record = try command(number) else { return }
        record.status = .failed
        record.reason = reason
        record.endedAt = request.now
        try move(record, &leased.moves)
    }

    private func markSent(
        _ next: Queued, for request: LeaseRequest, _ moves: inout CommandMoves
    ) throws(SQLiteError) {
        let mark = try database.statement(
            """
            UPDATE commands SET status = 'sent', sent_at = ?2, lease_until = ?3, deliveries = deliveries + 1
            WHERE number = ?1
            """)
        try mark.bind(1, next.number.value)
        try mark.bind(2, request.now.milliseconds)
        try mark.bind(3, (request.now + request.answerWithin).milliseconds)
        try mark.run()
        moves.changed.insert(next.number)
        guard let parent = next.parent, !next.isVerification else { return }
        let begin = try database.statement(
            "UPDATE commands SET status = 'sent', sent_at = ?2 WHERE number = ?1 AND status = 'queued'")
        try begin.bind(1, parent.value)
        try begin.bind(2, request.now.milliseconds)
        try begin.run()
        if database.changes > 0 { moves.changed.insert(parent) }
    }
}
