/// What a customer wants a terminal to do. Made only by `init(type:params:)`, so every value can be carried
/// out by some terminal.
package enum Command: Sendable, Equatable {
    case upsertUser(UserRecord)
    case deleteUser(pin: String)
    /// All users where no pin is given.
    case queryUsers(pin: String?)
    /// Times by the terminal's own clock.
    case queryAttendance(from: CivilTime, until: CivilTime)
    case reboot
    case reportInfo
    case checkForChanges
    /// The terminal decides for how long where its dialect cannot say so.
    case unlockDoor(door: Int, seconds: Int)
    case setOption(name: String, value: String)
    /// A command text as the protocol writes it, without `C:<id>:`.
    case raw(String)
}

/// The names under which commands are ordered over the API.
package enum CommandType: String, Sendable, CaseIterable {
    case userUpsert = "user.upsert"
    case userDelete = "user.delete"
    case userQuery = "user.query"
    case attendanceQuery = "attendance.query"
    case deviceReboot = "device.reboot"
    case deviceInfo = "device.info"
    case deviceCheck = "device.check"
    case doorUnlock = "door.unlock"
    case deviceSetOption = "device.set_option"
    case raw

    /// Whether doing it twice does no more than doing it once, so that it may be handed out again when the
    /// terminal never answered. A second reboot or a door opened twice is not harmless.
    package var isRepeatable: Bool {
        switch self {
        case .userUpsert, .userDelete, .userQuery, .attendanceQuery, .deviceInfo, .deviceCheck,
            .deviceSetOption:
            true
        case .deviceReboot, .doorUnlock, .raw: false
        }
    }

    /// Whether a terminal forgets what follows it in the same answer (protocol section 6.1).
    package var mustBeLast: Bool { self == .deviceReboot }
}

extension Command {
    /// The command that `type` and `params` of a request describe.
    package init(type: CommandType, params: JSONObject) throws(InvalidFields) {
        var fields = FieldReader(params, prefix: "params.")
        let command = Self.read(type, &fields)
        try fields.finish()
        guard let command else { throw InvalidFields(errors: []) }
        self = command
    }

    /// `nil` only where `fields` has errors.
    private static func read(_ type: CommandType, _ fields: inout FieldReader) -> Command? {
        switch type {
        case .userUpsert: return UserRecord(&fields).map(Command.upsertUser)
        case .userDelete: return fields.pin(required: true).map(Command.deleteUser)
        case .userQuery: return .queryUsers(pin: fields.pin(required: false))
        case .attendanceQuery:
            let (from, until) = (fields.time("from"), fields.time("until"))
            guard let from, let until else { return nil }
            if from.unixSeconds > until.unixSeconds { fields.refuse("until", "must not be before `from`") }
            return .queryAttendance(from: from, until: until)
        case .deviceReboot: return .reboot
        case .deviceInfo: return .reportInfo
        case .deviceCheck: return .checkForChanges
        case .doorUnlock:
            let door = fields.integer("door", in: 1...4) ?? 1
            return .unlockDoor(door: door, seconds: fields.integer("seconds", in: 1...254) ?? 5)
        case .deviceSetOption:
            // Both are asked for before either is judged, or the second would count as unknown.
            let (name, value) = (fields.optionName(), fields.text("value", required: true, maximum: 256))
            guard let name, let value else { return nil }
            return .setOption(name: name, value: value)
        case .raw:
            return fields.text("text", required: true, maximum: 40_000, allowingTab: true).map(Command.raw)
        }
    }

    package var type: CommandType {
        switch self {
        case .upsertUser: .userUpsert
        case .deleteUser: .userDelete
        case .queryUsers: .userQuery
        case .queryAttendance: .attendanceQuery
        case .reboot: .deviceReboot
        case .reportInfo: .deviceInfo
        case .checkForChanges: .deviceCheck
        case .unlockDoor: .doorUnlock
        case .setOption: .deviceSetOption
        case .raw: .raw
        }
    }
}

extension FieldReader {
    /// A person's number: 1 to 24 letters or digits (protocol section 3.3; 14 digits are the documents' limit,
    /// newer models take more).
    mutating func pin(required: Bool) -> String? {
        guard let pin = text("pin", required: required, maximum: 24) else { return nil }
        guard pin.utf8.allSatisfy({ Identifier.isWellFormed([$0], lengths: 1...1) }), pin != "0" else {
            refuse("pin", "must be 1 to 24 of A-Z a-z 0-9 _ - and not 0")
            return nil
        }
        return pin
    }

    /// `2026-11-20 08:00:00` or with a `T`: the terminal's own time, so no offset.
    mutating func time(_ name: String) -> CivilTime? {
        guard let text = text(name, required: true, maximum: 32) else { return nil }
        guard let time = CivilTime(text) else {
            refuse(name, "must be a time of the terminal's clock like 2026-11-20T08:00:00, without an offset")
            return nil
        }
        return time
    }

    /// The name of a terminal's option. Those that begin with `~` are the maker's: terminals refuse to set them
    /// (protocol section 6.5).
    fileprivate mutating func optionName() -> String? {
        guard let name = text("name", required: true, maximum: 64) else { return nil }
        guard Identifier.isWellFormed(name.utf8, lengths: 1...64) else {
            refuse(
                "name",
                name.hasPrefix("~")
                    ? "must not begin with ~: terminals do not let these options be set"
                    : "must be 1 to 64 of A-Z a-z 0-9 _ -")
            return nil
        }
        return name
    }
}
