import BridgeCore

/// The attendance dialect's texts, one method for each family of commands (protocol section 6.5). What it throws is
/// what a terminal of this dialect, or this very one, cannot be told.
struct AttendanceText: Sendable {
    let addressee: Addressee

    var generation: PushGeneration { addressee.generation }

    init(for addressee: Addressee) { self.addressee = addressee }

    func text(_ command: Command) throws(Untellable) -> String {
        switch command {
        case .upsertUser(let user): try self.user(user)
        case .deleteUser(let pin): try deletion(ofUser: pin)
        case .queryUsers(let pin): try "DATA QUERY USERINFO" + (pin.map(person).map { " PIN=\($0)" } ?? "")
        case .upsertBiometric(let template): try self.template(template)
        case .deleteBiometrics(let selection): try deletion(of: selection)
        case .queryBiometrics(let selection): try query(selection)
        case .upsertUserPhoto(let picture): try self.picture(picture)
        case .deleteUserPhoto(let selection): try deletion(of: selection)
        case .upsertWorkCode(let code): workCode(code)
        case .deleteWorkCode(let code): "DATA DELETE WORKCODE CODE=\(code)"
        case .upsertMessage(let message): self.message(message)
        case .assignMessage(let id, let pin): try "DATA UPDATE USER_SMS PIN=\(person(pin))\tUID=\(id)"
        case .deleteMessage(let id): "DATA DELETE SMS UID=\(id)"
        case .upsertIDCard(let card): try idCard(card)
        case .upsertAccessGroup(let group): accessGroup(group)
        case .upsertTimeZone(let schedule): try timeZone(schedule)
        case .upsertHoliday(let holiday): try self.holiday(holiday)
        case .upsertUnlockCombination(let combination): try unlockCombination(combination)
        case .queryAttendance(let from, let until): "DATA QUERY ATTLOG " + span(from, until)
        case .queryAttendancePhotos(let from, let until): "DATA QUERY ATTPHOTO " + span(from, until)
        case .countAttendance(let from, let until): "VERIFY SUM ATTLOG " + span(from, until)
        case .clear(let data): try clearing(data)
        case .reboot: "REBOOT"
        case .reportInfo: "INFO"
        case .checkForChanges: "CHECK"
        case .setOption(let name, let value): "SET OPTION \(name)=\(value)"
        case .getOption(let name): "GET OPTION FROM \(name)"
        case .reloadOptions: "RELOAD OPTIONS"
        case .setClock(let time): "SET OPTION DateTime=\(ZKSeconds.of(time ?? addressee.localTime))"
        case .sendNow: "LOG"
        case .unlockDoor(let door, _): try unlocking(door)
        case .lockDoor:
            throw Untellable(
                nil, "must be another: an attendance terminal locks its door by itself and cannot be told to")
        case .cancelAlarm: "AC_UNALARM"
        case .enroll(let enrolment): try self.enrolment(enrolment)
        case .getFile(let path): "GetFile \(path)"
        case .putFile(let delivery): file(delivery)
        case .runShell(let command): "SHELL \(command)"
        case .upgradeFirmware(let upgrade): firmware(upgrade)
        case .raw(let text): try raw(text)
        }
    }

    /// A person's number, where the terminal has room for it. A number longer than the terminal's own width was
    /// seen to be taken and to damage what it had.
    func person(_ pin: String) throws(Untellable) -> String {
        if let width = addressee.option("PIN2Width").flatMap({ Int($0) }), width > 0, pin.utf8.count > width {
            throw Untellable("pin", "must be at most \(width) long: the terminal's PIN2Width is that")
        }
        if addressee.option("IsABCPinEnable") == "0", !pin.utf8.allSatisfy(\.isDigit) {
            throw Untellable("pin", "must be digits: the terminal takes no letters (IsABCPinEnable=0)")
        }
        return pin
    }

    /// The clock series writes these times with a `T`.
    func span(_ from: CivilTime, _ until: CivilTime) -> String {
        let separator: Character = generation == .clock ? "T" : " "
        return
            "StartTime=\(from.text(separator: separator))\tEndTime=\(until.text(separator: separator))"
    }

    private func raw(_ text: String) throws(Untellable) -> String {
        guard let first = text.utf8.first, first != ASCII.space, first != ASCII.tab else {
            throw Untellable("text", "must begin with the command's own word, not with a blank")
        }
        guard !Array(text.utf8)[...].begins("c:") else {
            throw Untellable(
                "text",
                "must not begin with `C:`: the number is put before it on the way to the terminal")
        }
        return text
    }
}
