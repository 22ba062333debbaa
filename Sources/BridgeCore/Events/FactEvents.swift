internal import Crypto

/// What terminals report, as events.
extension EventOrigin {
    /// The event for a fact of a terminal whose clock runs in `zone`.
    package func event(for fact: Fact, in zone: DeviceZone) -> EventDraft {
        switch fact {
        case .punch(let punch): event(for: punch, in: zone)
        }
    }

    /// `attendance.recorded`. The natural key is that of protocol section 3.2: serial, pin, time, status and
    /// verify; there is no record number on the wire.
    private func event(for punch: Punch, in zone: DeviceZone) -> EventDraft {
        let local = punch.time.text()
        let resolved = zone.resolve(punch.time)
        let key = [
            punch.pin, local, punch.status.map(String.init) ?? "", punch.verify.map(String.init) ?? "",
        ]
        // The day by the terminal's own calendar: the zone may be corrected before the punch comes again.
        let day = Instant(seconds: punch.time.unixSeconds)
        return draft(.attendanceRecorded, key: key, happenedAt: day) { data in
            data.key("pin")
            data.string(punch.pin)
            data.occurrence(resolved, local: local, zone: zone)
            data.key("direction")
            data.string(punch.status.map(PunchDirection.name))
            data.key("direction_code")
            data.integer(punch.status)
            data.key("verify_method")
            data.string(punch.verify.map(VerifyMethod.name))
            data.key("verify_code")
            data.integer(punch.verify)
            data.key("work_code")
            data.string(punch.workCode)
            data.key("mask")
            data.integer(punch.mask)
            data.key("temperature_celsius")
            if let temperature = punch.temperatureCelsius { data.number(temperature) } else { data.null() }
            data.key("reserved")
            data.beginArray()
            for column in punch.reserved { data.string(column) }
            data.endArray()
            data.key("raw")
            data.string(punch.raw)
        }
    }

    /// `record.rejected`. The natural key is the line itself, so a terminal that repeats it adds nothing.
    package func event(for rejected: RejectedLine) -> EventDraft {
        let text = String(validating: rejected.line, as: UTF8.self)
        let key = [rejected.table, text ?? Base64.encode(rejected.line)]
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

extension JSONWriter {
    /// The four keys that say when: `occurred_at`, `local_time`, `time_zone` and, where it is so,
    /// `time_ambiguous`.
    mutating func occurrence(_ resolved: ResolvedTime, local: String, zone: DeviceZone) {
        key("occurred_at")
        string(resolved.rfc3339)
        key("local_time")
        string(local)
        key("time_zone")
        string(zone.name)
        if resolved.isAmbiguous {
            key("time_ambiguous")
            bool(true)
        }
    }
}
