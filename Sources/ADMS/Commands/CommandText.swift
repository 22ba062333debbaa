package import BridgeCore

/// Commands as a terminal reads them (protocol sections 6.1 and 6.5).
package enum CommandText {
    /// `C:<number>:<text>` and LF, in UTF-8: old firmware does not carry out a last line without LF.
    package static func line(
        _ number: CommandNumber, _ command: Command, for dialect: Dialect
    ) -> [UInt8] {
        var line = Array("C:\(number.value):".utf8)
        switch dialect {
        // There is no escaping, so what would end the line early becomes a space.
        case .attendance:
            line.append(contentsOf: attendance(command).utf8.map { $0.endsCommand ? ASCII.space : $0 })
        }
        line.append(ASCII.lineFeed)
        return line
    }

    /// What a terminal of this dialect cannot be told, as an error of the field at fault; `nil` where all is
    /// well.
    package static func refusal(of command: Command, for dialect: Dialect) -> FieldError? {
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
