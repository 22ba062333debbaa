import Crypto

/// What terminals report, as events.
extension EventOrigin {
    /// Adds the events for a fact of a terminal whose clock runs in `zone`: one nearly always, two where the fact
    /// says two things.
    package func append(eventsFor fact: Fact, in zone: DeviceZone, to events: inout [EventDraft]) {
        switch fact {
        case .punch(let punch): events.append(event(for: punch, in: zone))
        case .operation(let operation):
            events.append(event(for: operation, in: zone))
            if let deletion = deletion(by: operation, in: zone) { events.append(deletion) }
        case .user(let user): events.append(event(for: user))
        case .biometric(let biometric): events.append(event(for: biometric))
        case .userPhoto(let photo): events.append(event(for: photo))
        case .attendancePhoto(let photo): events.append(event(for: photo, in: zone))
        case .workCode(let workCode): events.append(event(for: workCode))
        case .idCard(let card): events.append(event(for: card))
        case .deviceError(let error): events.append(event(for: error, at: events.count))
        }
    }

    /// `record.rejected`. The natural key is the line itself, so a terminal that repeats it adds nothing.
    package func event(for rejected: RejectedLine) -> EventDraft {
        let text = String(validating: rejected.line, as: UTF8.self)
        let shown = text ?? Base64.encode(rejected.line)
        let key = [rejected.table, shown] + (rejected.identity.map { [SHA256.hexDigest($0)] } ?? [])
        // Of no day at all, or tomorrow's repetition would be looked for in the wrong one.
        return draft(.recordRejected, key: key, happenedAt: Instant(seconds: 0)) { data in
            data.key("table")
            data.string(rejected.table)
            data.key("line")
            data.string(text)
            data.key("line_base64")
            data.string(text == nil ? Base64.encode(rejected.line) : nil)
            data.key("reason")
            data.string(rejected.reason)
        }
    }
}

extension CivilTime {
    /// The day a fact is looked for on: that of the terminal's own calendar, for its zone may be corrected before
    /// the fact comes again.
    var calendarDay: Instant { Instant(seconds: unixSeconds) }
}

extension JSONWriter {
    /// The four keys that say when: `occurred_at`, `local_time`, `time_zone` and, where it is so,
    /// `time_ambiguous`.
    mutating func occurrence(_ resolved: ResolvedTime?, local: String?, zone: DeviceZone) {
        key("occurred_at")
        string(resolved?.rfc3339)
        key("local_time")
        string(local)
        key("time_zone")
        string(zone.name)
        if resolved?.isAmbiguous == true {
            key("time_ambiguous")
            bool(true)
        }
    }

    /// Size, digest and place of bytes that only some may see: the members of `template` and `photo`.
    mutating func withheld(_ content: [UInt8], type: String? = nil) {
        beginObject()
        key("size")
        integer(content.count)
        key("sha256")
        string(SHA256.hexDigest(content))
        if let type {
            key("content_type")
            string(type)
        }
        key("content_base64")
        nullToReplace()
        endObject()
    }
}
