/// Whose event it is and when it came: what every event of one upload shares.
package struct EventOrigin: Sendable {
    package let tenant: TenantID
    /// The terminal the event is about; none for events about endpoints.
    package let device: (serial: SerialNumber, name: String?)?
    package let acceptedAt: Instant
    /// `acceptedAt` as every event of the upload says it.
    private let timestamp: String

    package init(tenant: TenantID, device: (serial: SerialNumber, name: String?)?, acceptedAt: Instant) {
        self.tenant = tenant
        self.device = device
        self.acceptedAt = acceptedAt
        timestamp = acceptedAt.rfc3339
    }

    /// Writes the envelope around `data` (contract section 3) and names the event by its natural key.
    ///
    /// - Parameters:
    ///   - key: What, beside tenant, serial and type, makes the fact this fact.
    ///   - happenedAt: The moment the fact speaks of, which with `key` decides whether it is known already, so
    ///     it must come out the same when the fact comes again; arrival where it is of no moment but that.
    ///   - attachment: What takes the place of the `nullToReplace` that `data` writes, for those who may see it.
    func draft(
        _ type: EventType, key: [String], happenedAt: Instant? = nil,
        attachment: (kind: Attachment.Kind, content: [UInt8])? = nil, state: StateReport? = nil,
        data: (inout JSONWriter) -> Void
    ) -> EventDraft {
        let id = EventID(of: [type.rawValue, tenant.text, device?.serial.text ?? ""] + key)
        var head = JSONWriter(reservingCapacity: 192)
        head.beginObject()
        head.key("id")
        head.string(id.description)
        head.key("type")
        head.string(type.rawValue)
        head.key("timestamp")
        head.string(timestamp)
        head.key("tenant")
        head.string(tenant.text)
        head.key("sequence")
        var tail = JSONWriter(reservingCapacity: 512)
        tail.continueObject()
        tail.key("device")
        if let device {
            tail.beginObject()
            tail.key("serial")
            tail.string(device.serial.text)
            tail.key("name")
            tail.string(device.name)
            tail.endObject()
        } else {
            tail.null()
        }
        tail.key("data")
        tail.beginObject()
        data(&tail)
        tail.endObject()
        tail.endObject()
        let attached = attachment.flatMap { kind, content in
            tail.replaceablePlace.map { place in
                Attachment(kind: kind, content: content, placeFromEnd: tail.bytes.count - place)
            }
        }
        let day = ((happenedAt ?? acceptedAt).seconds + 86400 * 1000) / 86400 - 1000
        return EventDraft(
            id: id, type: type, tenant: tenant, serial: device?.serial, acceptedAt: acceptedAt,
            day: Int(day), head: head.bytes, tail: tail.bytes, attachment: attached, state: state)
    }

    /// What an event about this terminal says of the state of one of its things.
    func state(_ thing: [String], is content: [String], decides: Bool = true) -> StateReport {
        StateReport(
            key: [tenant.text, device?.serial.text ?? ""] + thing, content: content, decides: decides)
    }
}
