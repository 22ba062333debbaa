/// Whether a terminal that was asked back has what it was given: `Return=0` is no proof (protocol section 6.2).
package enum Verification: Sendable, Equatable {
    case confirmed
    /// Why not, in words; never a value.
    case refuted(String)
}

extension CommandStep {
    /// The query whose answer shows what this step did; `nil` where no terminal has one.
    package var verification: CommandStep? {
        switch command {
        case .upsertUser(let user): Self.query(user: user.pin)
        case .deleteUser(let pin): Self.query(user: pin)
        case .upsertBiometric(let template):
            Self.query(
                BiometricSelection(
                    pin: template.pin, modality: template.modality, index: template.index,
                    form: template.form))
        case .deleteBiometrics(let selection): selection.modality == nil ? nil : Self.query(selection)
        case .queryUsers, .queryBiometrics, .upsertUserPhoto, .deleteUserPhoto, .upsertWorkCode,
            .deleteWorkCode, .upsertMessage, .assignMessage, .deleteMessage, .upsertIDCard,
            .upsertAccessGroup, .upsertTimeZone, .upsertHoliday, .upsertUnlockCombination, .queryAttendance,
            .queryAttendancePhotos, .countAttendance, .clear, .reboot, .reportInfo, .checkForChanges,
            .setOption, .getOption, .reloadOptions, .setClock, .sendNow, .unlockDoor, .lockDoor,
            .cancelAlarm, .enroll, .getFile, .putFile, .runShell, .upgradeFirmware, .raw:
            nil
        }
    }

    private static func query(user pin: String) -> CommandStep {
        CommandStep(command: .queryUsers(pin: pin), params: ["pin": .string(pin)])
    }

    private static func query(_ selection: BiometricSelection) -> CommandStep {
        var params = JSONObject()
        params["pin"] = selection.pin.map(JSON.string)
        params["modality"] = selection.modality.map { .string($0.name) }
        params["index"] = selection.index.map { .integer(Int64($0)) }
        params["form"] = .string(selection.form.rawValue)
        return CommandStep(command: .queryBiometrics(selection), params: params)
    }
}

extension Command {
    /// Judges a command that was carried out by all that its `verification` brought.
    package func verified(by facts: [Fact]) -> Verification {
        switch self {
        case .upsertUser(let user): Self.judge(user, facts)
        case .deleteUser(let pin):
            facts.contains { $0.isUser(pin) } ? .refuted("the terminal still has this person") : .confirmed
        case .upsertBiometric(let template): Self.judge(template, facts)
        case .deleteBiometrics(let selection):
            facts.contains { $0.isTemplate(of: selection) }
                ? .refuted("the terminal still has such a template") : .confirmed
        case .queryUsers, .queryBiometrics, .upsertUserPhoto, .deleteUserPhoto, .upsertWorkCode,
            .deleteWorkCode, .upsertMessage, .assignMessage, .deleteMessage, .upsertIDCard,
            .upsertAccessGroup, .upsertTimeZone, .upsertHoliday, .upsertUnlockCombination, .queryAttendance,
            .queryAttendancePhotos, .countAttendance, .clear, .reboot, .reportInfo, .checkForChanges,
            .setOption, .getOption, .reloadOptions, .setClock, .sendNow, .unlockDoor, .lockDoor,
            .cancelAlarm, .enroll, .getFile, .putFile, .runShell, .upgradeFirmware, .raw:
            .refuted("no terminal can be asked about this")
        }
    }

    private static func judge(_ user: UserRecord, _ facts: [Fact]) -> Verification {
        let reports = facts.compactMap { fact in
            if case .user(let report) = fact, report.pin == user.pin { report } else { nil }
        }
        guard let report = reports.last else { return .refuted("asked for the person, it showed none") }
        var differing: [String] = []
        func compare<Value: Equatable>(_ field: String, _ wanted: Value?, _ reported: Value?) {
            if let wanted, wanted != reported { differing.append(field) }
        }
        compare("name", user.name, report.name ?? (user.name == "" ? "" : nil))
        if let reported = report.privilege { compare("privilege", user.privilege?.code, reported) }
        if let reported = report.hasPassword {
            compare("password", user.password.map { !$0.isEmpty }, reported)
        }
        // No card is reported as none.
        compare("card", user.card, report.card ?? (user.card == "0" ? "0" : nil))
        if let reported = report.group { compare("group", user.group.map(String.init), reported) }
        if let reported = report.verify { compare("verify_mode", user.verifyCode, reported) }
        // What only some models keep can be judged only where the terminal speaks of it.
        if let reported = report.timeZones { compare("time_zones", user.timeZones, reported) }
        if let reported = report.secondCard { compare("second_card", user.secondCard, reported) }
        switch user.validity {
        case .between(let from, let until):
            if !isSame(from, report.validFrom) { differing.append("valid_from") }
            if !isSame(until, report.validUntil) { differing.append("valid_until") }
        case .unlimited:
            if report.expires ?? (report.validUntil != nil) { differing.append("expires") }
        case nil: break
        }
        guard !differing.isEmpty else { return .confirmed }
        return .refuted(
            "the terminal has this person, but not as ordered: " + differing.joined(separator: ", "))
    }

    /// Some models keep only the day.
    private static func isSame(_ wanted: CivilTime, _ reported: String?) -> Bool {
        guard let reported else { return false }
        return CivilTime(reported).map { $0 == wanted } ?? (reported == wanted.text().prefix(10))
    }

    private static func judge(_ template: BiometricTemplate, _ facts: [Fact]) -> Verification {
        let place = BiometricSelection(
            pin: template.pin, modality: template.modality, index: template.index)
        let reports = facts.compactMap { fact in
            if case .biometric(let report) = fact, place.includes(report),
                (report.piece ?? 0) == template.piece
            {
                report
            } else {
                nil
            }
        }
        guard let report = reports.last else { return .refuted("asked for the template, it showed none") }
        return report.template == template.template
            ? .confirmed : .refuted("the terminal has another template at this place")
    }
}

extension Fact {
    func isUser(_ pin: String?) -> Bool {
        if case .user(let report) = self { pin == nil || report.pin == pin } else { false }
    }

    func isTemplate(of selection: BiometricSelection) -> Bool {
        if case .biometric(let report) = self { selection.includes(report) } else { false }
    }
}
