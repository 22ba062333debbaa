/// Why a terminal that "is connected" sends no attendance, in sentences a support person can act on.
package struct Diagnosis: Sendable, Equatable {
    package let findings: [Finding]

    /// One thing that was noticed.
    package struct Finding: Sendable, Equatable {
        package enum Severity: String, Sendable {
            case ok, notice, problem
        }

        /// A word for programs.
        package let code: String
        package let severity: Severity
        package let message: String
    }

    /// What stops a terminal comes before what may have changed its data.
    package init(of device: Device, _ activity: DeviceActivity, at now: Instant, startedAt: Instant) {
        var findings: [Finding] = []
        func find(_ severity: Finding.Severity, _ code: String, _ message: String) {
            findings.append(Finding(code: code, severity: severity, message: message))
        }
        func ago(_ instant: Instant) -> String { Self.span(now - instant) + " ago" }

        if device.presence.lastSeen == nil {
            find(
                .problem, "never_seen",
                "This terminal has never been heard. Check its server address and port, its network settings, and "
                    + "that the serial number is exactly \(device.serial).")
        } else if !device.presence.isOnline, let lastSeen = device.presence.lastSeen {
            find(
                .problem, "offline",
                "It was last heard \(ago(lastSeen)) from \(device.presence.address ?? "an unknown address"). Check "
                    + "power and network at the terminal.")
        }
        Self.mistrusted(activity, now: now, find)
        if let found = activity.conflicts.last, now - found.at < Self.conflictMemory {
            let sign =
                switch found.conflict.sign {
                case .addresses(let one, let other): "requests came by turns from \(one) and \(other)"
                case .stamps: "its resume markers went to and fro"
                }
            find(
                .problem, "conflict",
                "Two terminals seem to go by this serial number: \(sign), last \(ago(found.at)). What each of them sends "
                    + "counts as this one's; look for a copied terminal or a serial number typed into two.")
        }
        if device.presence.lastSeen != nil, device.profile.lastHandshake == nil {
            find(
                .problem, "no_handshake",
                "It polls but has never shaken hands, so it was never told what to send. Restart it, or send "
                    + "device.check.")
        } else if let handshake = device.profile.lastHandshake, handshake < startedAt {
            find(
                .notice, "old_handshake",
                "Its last handshake was \(ago(handshake)), before the bridge started; settings changed since then "
                    + "reach it with the next one (device.check).")
        }
        Self.punches(device, activity, startedAt: startedAt, now: now, find)
        if let told = device.profile.toldOffset, told != device.zone.offset(at: now) {
            find(
                .notice, "zone_outdated",
                "Its clock still follows the offset of its last handshake; \(device.zone.name) has another one now. "
                    + "It has been asked to shake hands again.")
        }
        if let drift = activity.clock.drift, drift != .zero {
            let direction = drift > .zero ? "ahead" : "behind"
            find(
                .problem, "clock_drift",
                "Its clock is \(Self.span(drift)) \(direction). Check its time zone here (\(device.zone.name)) and its "
                    + "own clock and daylight-saving setting.")
        }
        if !device.profile.reuploads.isEmpty {
            find(
                .notice, "reupload_pending",
                "It will be asked to send \(device.profile.reuploads.sorted().joined(separator: ", ")) again at its "
                    + "next handshake.")
        }
        if findings.isEmpty {
            find(.ok, "ok", "It is online, its handshake is done and its records are understood.")
        }
        self.findings = findings
    }

    /// How long two terminals of one serial number are spoken of.
    private static let conflictMemory = Duration.seconds(86400)

    /// Requests that were not believed: the terminal's own while nothing better was heard of it since, else for a day
    /// somebody else's.
    private static func mistrusted(
        _ activity: DeviceActivity, now: Instant, _ find: (Finding.Severity, String, String) -> Void
    ) {
        let handshake = activity.lastHandshake ?? .distantPast
        if let mistrusted = activity.lastMistrusted {
            if mistrusted > handshake {
                find(
                    .problem, "comm_key_mismatch",
                    "A request without the right communication key came \(span(now - mistrusted)) ago; its data is "
                        + "not taken. Set the same key on the terminal and here.")
            } else if now - mistrusted < conflictMemory {
                find(
                    .notice, "other_without_key",
                    "A request under this serial number came \(span(now - mistrusted)) ago without the right "
                        + "communication key, and the terminal itself was heard with it after; its data was not "
                        + "taken. Look for a second terminal of this serial number.")
            }
        }
        guard let stray = activity.lastStray else { return }
        if stray.at > handshake {
            find(
                .problem, "stray_address",
                "A request came \(span(now - stray.at)) ago from \(stray.address), which is not among the networks "
                    + "this terminal may call from; its data is not taken.")
        } else if now - stray.at < conflictMemory {
            find(
                .notice, "other_at_stray_address",
                "A request under this serial number came \(span(now - stray.at)) ago from \(stray.address), which is "
                    + "not among the networks this terminal may call from; its data was not taken. Look for a second "
                    + "terminal of this serial number.")
        }
    }

    private static func punches(
        _ device: Device, _ activity: DeviceActivity, startedAt: Instant, now: Instant,
        _ find: (Finding.Severity, String, String) -> Void
    ) {
        let rejected = activity.uploads.filter { $0.value.rejected > 0 }
        if let attendance = activity.uploads["ATTLOG"], attendance.lines > 0,
            attendance.rejected == attendance.lines
        {
            find(
                .problem, "all_rejected",
                "It uploads attendance, but none of its \(attendance.lines) lines was understood; see the "
                    + "record.rejected events for the reasons.")
        } else if !rejected.isEmpty {
            let tables = rejected.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.rejected)" }
            find(
                .notice, "some_rejected",
                "Some lines were not understood (\(tables.joined(separator: ", "))); see the record.rejected events "
                    + "for the reasons.")
        }
        guard device.presence.isOnline, activity.uploads["ATTLOG"] == nil else { return }
        find(
            .notice, "no_attendance",
            "No attendance has come since the bridge started \(span(now - startedAt)) ago. If people have punched, "
                + "check at the terminal that real-time upload is on, and try attendance.query.")
    }

    /// `3 days`, `5 hours`, `7 minutes`, `20 seconds`: the largest unit is enough.
    private static func span(_ span: Duration) -> String {
        let seconds = abs(span.components.seconds)
        let units: [(name: String, seconds: Int64)] = [("day", 86400), ("hour", 3600), ("minute", 60)]
        for unit in units where seconds + unit.seconds / 2 >= unit.seconds * 2 {
            return "\((seconds + unit.seconds / 2) / unit.seconds) \(unit.name)s"
        }
        return "\(seconds) seconds"
    }
}
