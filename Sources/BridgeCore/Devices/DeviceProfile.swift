/// What a terminal has told about itself, merged over its handshakes, `options` uploads and INFO.
package struct DeviceProfile: Sendable, Equatable {
    /// `pushver` of the handshake; absent means 2.2.14 (protocol section 2.1).
    package var pushVersion: String?
    /// `language` of the handshake, protocol section 13.1 (83 and 84: Chinese, so GB18030 texts).
    package var language: Int?
    /// `DeviceType` of the handshake, e.g. `att`.
    package var deviceType: String?
    package var firmware: String?
    package var dialect = Dialect.attendance
    /// From INFO on a poll (protocol section 4); capacities are not among them.
    package var counts = DeviceCounts()
    /// Every option it has ever reported, newest value. Reports are partial: they merge.
    package var options: [String: String] = [:]
    /// Resume marker per table, as the terminal sent it last (protocol section 2.3).
    package var stamps: [String: String] = [:]
    /// Tables it is to send again from the beginning, upper case: their stamp is 0 in the next handshake.
    package var reuploads: Set<String> = []
    package var lastHandshake: Instant?
    /// Seconds ahead of UTC, as the last handshake told it: what its clock follows.
    package var toldOffset: Int?
    /// Where the handshake that carried the right `comm_key` came from.
    package var trustedAddress: String?

    package init() {}

    /// Another's from now on: what it is stays known, and where it stands in its tables, or it would send its new owner
    /// all it ever told the old one. How full it is, its network and when it was heard are forgotten.
    package mutating func changeHands() {
        (options, counts, reuploads) = ([:], DeviceCounts(), [])
        (lastHandshake, trustedAddress) = (nil, nil)
    }

    /// Options remembered; terminals have some two hundred, and what they call them is their word.
    package static let maximumOptions = 2000

    /// Merges a report of options into what is known. Beyond `maximumOptions` names it has never used are passed
    /// over.
    package mutating func learn(_ report: [String: String]) {
        for (name, value) in report where options[name] != nil || options.count < Self.maximumOptions {
            options[name] = value
        }
        firmware = report["FWVersion"] ?? firmware
    }
}

/// How much a terminal says it holds; `nil` where it did not say.
package struct DeviceCounts: Sendable, Equatable {
    package var users: Int?
    package var fingerprints: Int?
    package var punches: Int?
    package var faces: Int?

    package init(users: Int? = nil, fingerprints: Int? = nil, punches: Int? = nil, faces: Int? = nil) {
        self.users = users
        self.fingerprints = fingerprints
        self.punches = punches
        self.faces = faces
    }

    package var json: JSON {
        [
            "users": JSON(users), "fingerprints": JSON(fingerprints), "punches": JSON(punches),
            "faces": JSON(faces),
        ]
    }
}

/// When and from where a terminal was heard.
package struct DevicePresence: Sendable, Equatable {
    package var firstSeen: Instant?
    package var lastSeen: Instant?
    package var address: String?
    package var isOnline = false

    package init() {}
}
