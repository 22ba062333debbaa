package import BridgeCore

extension SQLiteStore: ChangeLog {
    package func changes(
        of tenant: TenantID?, before: Int64?, limit: Int
    ) throws(StoreError) -> [ChangeRecord] {
        try readers.read { database throws(SQLiteError) in
            // Two statements, for with a condition that may be none no index would be used.
            let select = try database.statement(
                tenant == nil
                    ? """
                    SELECT number, at, tenant, actor, address, request_id, action, object, fields FROM changes
                    WHERE number < ?1 ORDER BY number DESC LIMIT ?2
                    """
                    : """
                    SELECT number, at, tenant, actor, address, request_id, action, object, fields FROM changes
                    WHERE number < ?1 AND tenant = ?3 ORDER BY number DESC LIMIT ?2
                    """)
            try select.bind(1, before ?? .max)
            try select.bind(2, limit)
            if let tenant { try select.bind(3, tenant.text) }
            return try select.rows { row throws(SQLiteError) in
                let (fields, details) = NoteText.read(row.text(8))
                return ChangeRecord(
                    number: row.integer(0),
                    note: ChangeNote(
                        at: Instant(milliseconds: row.integer(1)),
                        tenant: row.optionalText(2).flatMap { TenantID($0) }, actor: row.text(3),
                        address: row.text(4), requestID: row.text(5), action: row.text(6),
                        object: row.text(7), fields: fields, details: details))
            }
        }
    }

    package func write(_ note: ChangeNote, completion: @escaping Completion<Void>) {
        submit(
            WriteJob(completion: completion) { writer throws(SQLiteError) in
                try writer.write(note)
            })
    }

    package func earlier(
        _ claim: IdempotencyClaim, at now: Instant
    ) throws(StoreError) -> EarlierRequest? {
        try readers.read { database throws(SQLiteError) in
            let select = try database.statement(
                """
                SELECT fingerprint, status, location, body FROM carried_out
                WHERE owner = ?1 AND key = ?2 AND at > ?3
                """)
            try select.bind(3, (now - IdempotencyClaim.life).milliseconds)
            try select.bind(1, claim.owner)
            try select.bind(2, claim.key)
            return try select.first { row throws(SQLiteError) in
                guard row.bytes(0) == claim.fingerprint else { return .different }
                guard let status = row.optionalInteger(1) else { return .answerLost }
                return .answered(
                    RememberedAnswer(
                        status: Int(status), location: row.optionalText(2), body: row.bytes(3)))
            }
        }
    }

    package func remember(
        _ answer: RememberedAnswer, for claim: IdempotencyClaim, at now: Instant,
        completion: @escaping Completion<Void>
    ) {
        submit(
            WriteJob(cost: 256 + answer.body.count, completion: completion) { writer throws(SQLiteError) in
                try writer.claim(claim, at: now)
                let update = try writer.database.statement(
                    """
                    UPDATE carried_out SET status = ?3, location = ?4, body = ?5
                    WHERE owner = ?1 AND key = ?2 AND fingerprint = ?6
                    """)
                try update.bind(1, claim.owner)
                try update.bind(2, claim.key)
                try update.bind(3, answer.status)
                try update.bind(4, answer.location)
                try update.bind(5, answer.body)
                try update.bind(6, claim.fingerprint)
                try update.run()
            })
    }
}

extension Writer {
    /// Writes down a change that is made in this transaction.
    func write(_ note: ChangeNote?) throws(SQLiteError) {
        guard let note else { return }
        let insert = try database.statement(
            """
            INSERT INTO changes (at, tenant, actor, address, request_id, action, object, fields)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        try insert.bind(1, note.at.milliseconds)
        try insert.bind(2, note.tenant?.text)
        try insert.bind(3, note.actor)
        try insert.bind(4, note.address)
        try insert.bind(5, note.requestID)
        try insert.bind(6, note.action)
        try insert.bind(7, note.object)
        try insert.bind(8, NoteText.write(note))
        try insert.run()
        if let claim = note.claim { try self.claim(claim, at: note.at) }
    }

    fileprivate func claim(_ claim: IdempotencyClaim, at now: Instant) throws(SQLiteError) {
        let insert = try database.statement(
            """
            INSERT INTO carried_out (owner, key, fingerprint, at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET fingerprint = ?3, at = ?4, status = NULL, location = NULL, body = NULL
            WHERE at <= ?5
            """)
        try insert.bind(5, (now - IdempotencyClaim.life).milliseconds)
        try insert.bind(1, claim.owner)
        try insert.bind(2, claim.key)
        try insert.bind(3, claim.fingerprint)
        try insert.bind(4, now.milliseconds)
        try insert.run()
    }

    /// One step of forgetting old notes and claims; whether there is more. The newest note stays, lest its number be
    /// given again.
    func pruneChanges(before cutoff: Instant, claimsBefore claimCutoff: Instant) throws(SQLiteError) -> Bool {
        let forget = try database.statement(
            """
            DELETE FROM changes WHERE number IN (SELECT number FROM changes ORDER BY number LIMIT 500)
            AND at < ?1 AND number < (SELECT max(number) FROM changes)
            """)
        try forget.bind(1, cutoff.milliseconds)
        try forget.run()
        let notes = database.changes
        let release = try database.statement(
            """
            DELETE FROM carried_out WHERE (owner, key) IN
                (SELECT owner, key FROM carried_out WHERE at < ?1 ORDER BY at LIMIT 500)
            """)
        try release.bind(1, claimCutoff.milliseconds)
        try release.run()
        return notes == 500 || database.changes == 500
    }
}
