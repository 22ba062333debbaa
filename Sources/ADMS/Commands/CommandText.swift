package import BridgeCore

/// Commands as a terminal reads them (protocol sections 6.1 and 6.5).
package enum CommandText {
    /// `C:<number>:<text>` and LF: old firmware does not carry out a last line without LF.
    ///
    /// In the terminal's own set of characters where it has one, else in UTF-8. What the set lacks goes out in
    /// UTF-8 too: `refusal` lets no such command in, so it was ordered before the terminal had that set.
    package static func line(
        _ number: CommandNumber, _ command: Command, for dialect: Dialect, charset: Charset?
    ) -> [UInt8] {
        var line = Array("C:\(number.value):".utf8)
        switch dialect {
        case .attendance: line.append(contentsOf: encoded(attendance(command), in: charset))
        }
        line.append(ASCII.lineFeed)
        return line
    }

    /// There is no escaping, so what would end the line early becomes a space.
    private static func encoded(_ text: String, in charset: Charset?) -> [UInt8] {
        let bytes = text.utf8.map { $0.endsCommand ? ASCII.space : $0 }
        guard let charset, bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
        return charset.encode(bytes[...].text) ?? bytes
    }

    /// What a terminal of this dialect cannot be told, as an error of the field at fault; `nil` where all is
    /// well.
    ///
    /// - Parameter charset: What the terminal reads, `nil` for UTF-8: a text with other characters would arrive
    ///   as another text.
    package static func refusal(
        of command: Command, for dialect: Dialect, charset: Charset?
    ) -> FieldError? {
        if let charset {
            for (field, text) in texts(in: command) where charset.encode(text) == nil {
                return FieldError(
                    field: field,
                    message: "must be text that \(charset), the terminal's set of characters, has letters for"
                )
            }
        }
        return refusal(of: command, for: dialect)
    }

    private static func refusal(of command: Command, for dialect: Dialect) -> FieldError? {
        switch (dialect, command) {
        // How many seconds cannot be said either, but a door that opens for its own time has still opened.
        case (.attendance, .unlockDoor(let door, _)) where door != 1:
            FieldError(
                field: "params.door", message: "must be 1, is \(door): an attendance terminal has one door")
        case (.attendance, .raw(let text)) where Array(text.utf8)[...].begins("c:"):
            FieldError(
                field: "params.text",
                message: "must not begin with `C:`: the number is put before it on the way to the terminal")
        case (.attendance, .upsertUser), (.attendance, .deleteUser), (.attendance, .queryUsers),
            (.attendance, .queryAttendance), (.attendance, .reboot), (.attendance, .reportInfo),
            (.attendance, .checkForChanges), (.attendance, .unlockDoor), (.attendance, .setOption),
            (.attendance, .raw):
            nil
        }
    }

    /// The texts a customer may choose freely, under the names of their fields.
    private static func texts(in command: Command) -> [(field: String, text: String)] {
        switch command {
        case .upsertUser(let user): [("params.pin", user.pin), ("params.name", user.name ?? "")]
        case .deleteUser(let pin): [("params.pin", pin)]
        case .queryUsers(let pin): [("params.pin", pin ?? "")]
        case .setOption(let name, let value): [("params.name", name), ("params.value", value)]
        case .raw(let text): [("params.text", text)]
        case .queryAttendance, .reboot, .reportInfo, .checkForChanges, .unlockDoor: []
        }
    }

    private static func attendance(_ command: Command) -> String {
        switch command {
        case .upsertUser(let user): "DATA UPDATE USERINFO " + fields(of: user)
        case .deleteUser(let pin): "DATA DELETE USERINFO PIN=\(pin)"
        case .queryUsers(let pin): "DATA QUERY USERINFO" + (pin.map { " PIN=\($0)" } ?? "")
        case .queryAttendance(let from, let until):
            "DATA QUERY ATTLOG StartTime=\(from.text())\tEndTime=\(until.text())"
        case .reboot: "REBOOT"
        case .reportInfo: "INFO"
        case .checkForChanges: "CHECK"
        case .unlockDoor: "AC_UNLOCK"
        case .setOption(let name, let value): "SET OPTION \(name)=\(value)"
        case .raw(let text): text
        }
    }

    /// The fields of a person that were given, and always the privilege, which has a default.
    ///
    /// A field left out stays as it was on firmware that merges; `Passwd=` or `Card=` with nothing behind
    /// would erase it there. Firmware that replaces the record (SF4A) blanks what is left out either way.
    /// `TZ` and `Verify` are never sent: a `UserRecord` has none, and the terminal's default is the group's.
    private static func fields(of user: UserRecord) -> String {
        var fields = ["PIN=\(user.pin)"]
        if let name = user.name { fields.append("Name=\(name)") }
        fields.append("Pri=\(user.privilege.code)")
        if let password = user.password { fields.append("Passwd=\(password)") }
        if let card = user.card { fields.append("Card=\(card)") }
        if let group = user.group { fields.append("Grp=\(group)") }
        return fields.joined(separator: "\t")
    }
}

extension UInt8 {
    fileprivate var endsCommand: Bool { isLineEnd || self == ASCII.nul }
}
