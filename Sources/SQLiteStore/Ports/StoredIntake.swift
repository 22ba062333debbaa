package import BridgeCore

extension SQLiteStore: EventIntake {
    package func accept(_ batch: EventBatch, completion: @escaping Completion<AcceptedEvents>) {
        let cost = batch.events.reduce(512) {
            $0 + $1.head.count + $1.tail.count + 128 + ($1.attachment?.content.count ?? 0)
        }
        let announcing: Completion<AcceptedEvents> = { [weak self] result in
            // First whom nobody waits for: the bell only sets a flag.
            if case .success(let accepted) = result, accepted.new > 0 {
                self?.announce(newEventsOf: Set(batch.events.map(\.tenant)))
            }
            completion(result)
        }
        submit(
            WriteJob(cost: cost, bringsNew: true, completion: announcing) { writer throws(SQLiteError) in
                if let device = batch.device { try writer.save(device) }
                var new = 0
                for event in batch.events where try writer.append(event) { new += 1 }
                return AcceptedEvents(new: new, duplicates: batch.events.count - new)
            })
    }
}

extension Writer {
    /// Puts an event at the end of the log unless it is no news: its id was taken before, or it repeats the state
    /// we know.
    ///
    /// - Returns: Whether it was news.
    func append(_ event: EventDraft) throws(SQLiteError) -> Bool {
        guard let report = event.state else { return try appendByID(event) }
        let known = try state(report.key)
        guard report.decides else {
            guard try appendByID(event) else { return false }
            try remember(report, event.id, of: event.tenant)
            return true
        }
        if known?.content == report.content { return false }
        let successor = known.map { event.following($0.eventID) } ?? event
        try remember(report, successor.id, of: event.tenant)
        return try appendByID(successor)
    }

    private func appendByID(_ event: EventDraft) throws(SQLiteError) -> Bool {
        let position = nextPosition
        let claim = try database.statement(
            "INSERT INTO event_ids (day, id, position, accepted_day) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING"
        )
        try claim.bind(1, event.day)
        try claim.bind(2, event.id.bytes)
        try claim.bind(3, position)
        try claim.bind(4, event.acceptedAt.seconds / 86400)
        try claim.run()
        guard database.changes == 1 else { return false }

        let insert = try database.statement(
            """
            INSERT INTO events (position, tenant, type, serial, accepted_at, id, body, about)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """)
        try insert.bind(1, position)
        try insert.bind(2, number(of: event.tenant))
        try insert.bind(3, event.type.code)
        try insert.bind(4, event.serial?.text)
        try insert.bind(5, event.acceptedAt.milliseconds)
        try insert.bind(6, event.id.bytes)
        try insert.bind(7, event.body(sequence: position))
        try insert.bind(8, event.about?.text)
        try insert.run()
        if let attachment = event.attachment { try keep(attachment, at: position) }
        return takePosition() == position
    }

    private func keep(_ attachment: Attachment, at position: Int64) throws(SQLiteError) {
        let insert = try database.statement(
            "INSERT INTO attachments (position, kind, place_from_end, content) VALUES (?1, ?2, ?3, ?4)")
        try insert.bind(1, position)
        try insert.bind(2, attachment.kind.rawValue)
        try insert.bind(3, attachment.placeFromEnd)
        try insert.bind(4, attachment.content)
        try insert.run()
    }

    private func state(_ key: [UInt8]) throws(SQLiteError) -> (content: [UInt8], eventID: EventID)? {
        let select = try database.statement("SELECT content, event_id FROM states WHERE key = ?1")
        try select.bind(1, key)
        let found = try select.first { ($0.bytes(0), $0.bytes(1)) }
        return found.flatMap { content, id in EventID(bytes: id).map { (content, $0) } }
    }

    private func remember(
        _ report: StateReport, _ event: EventID, of tenant: TenantID
    ) throws(SQLiteError) {
        let upsert = try database.statement(
            """
            INSERT INTO states (key, content, event_id, tenant) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET content = ?2, event_id = ?3, tenant = ?4
            """)
        try upsert.bind(1, report.key)
        try upsert.bind(2, report.content)
        try upsert.bind(3, event.bytes)
        try upsert.bind(4, number(of: tenant))
        try upsert.run()
    }

    /// Remembers what a terminal told about itself. What its owner says about it (tenant, name, zone, key) is not
    /// touched here, but for the tenant of an adopted terminal that nobody owns; nor is anything once it is another's.
    func save(_ device: Device) throws(SQLiteError) {
        let upsert = try database.statement(
            """
            INSERT INTO devices
                (serial, tenant, is_managed, profile, first_seen, last_seen, address, is_online)
            VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (serial) DO UPDATE SET
                tenant = iif(?8, coalesce(tenant, ?2), tenant), profile = ?3, first_seen = ?4, last_seen = ?5,
                address = ?6, is_online = ?7
            WHERE tenant IS ?2 OR (?8 AND tenant IS NULL)
            """)
        // Any other may just have been released or handed over, and this have been on its way.
        try upsert.bind(8, device.isAdopted ? 1 : 0)
        try upsert.bind(1, device.serial.text)
        if let tenant = device.tenant { try upsert.bind(2, number(of: tenant)) }
        try upsert.bind(3, ProfileText.write(device.profile))
        try upsert.bind(4, device.presence.firstSeen?.milliseconds)
        try upsert.bind(5, device.presence.lastSeen?.milliseconds)
        try upsert.bind(6, device.presence.address)
        try upsert.bind(7, device.presence.isOnline ? 1 : 0)
        try upsert.run()
    }
}
