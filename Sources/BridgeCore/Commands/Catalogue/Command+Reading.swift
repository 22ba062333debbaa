/// What each type asks of its params. Everything is asked for before anything is judged: what nobody asked for
/// counts as unknown, and `CommandType.parameters` describes what was asked of params that are empty.
extension Command {
    /// `nil` only where `fields` has errors.
    static func read(_ type: CommandType, _ fields: inout FieldReader) -> Command? {
        let command = command(of: type, &fields)
        // Not the command's own: see `CommandStep.isVerified`.
        if type.canBeVerified { _ = fields.flag("verify") }
        return command
    }

    private static func command(of type: CommandType, _ fields: inout FieldReader) -> Command? {
        switch type {
        case .userUpsert: return UserRecord(&fields).map(Command.upsertUser)
        case .userDelete: return fields.pin(required: true).map(Command.deleteUser)
        case .userQuery: return .queryUsers(pin: fields.pin(required: false))
        case .biometricUpsert: return BiometricTemplate(&fields).map(Command.upsertBiometric)
        case .biometricDelete:
            return .deleteBiometrics(
                BiometricSelection(&fields, requiringPin: true, requiringModality: false))
        case .biometricQuery:
            return .queryBiometrics(
                BiometricSelection(&fields, requiringPin: false, requiringModality: true))
        case .userPhotoUpsert:
            let pin = fields.pin(required: true)
            return UserPicture(&fields, of: pin).map(Command.upsertUserPhoto)
        case .userPhotoDelete: return UserPictureSelection(&fields).map(Command.deleteUserPhoto)
        case .workCodeUpsert: return WorkCode(&fields).map(Command.upsertWorkCode)
        case .workCodeDelete: return fields.workCode().map(Command.deleteWorkCode)
        case .messageUpsert: return TextMessage(&fields).map(Command.upsertMessage)
        case .messageAssign:
            let (id, pin) = (fields.messageID(), fields.pin(required: true))
            guard let id, let pin else { return nil }
            return .assignMessage(id: id, pin: pin)
        case .messageDelete: return fields.messageID().map(Command.deleteMessage)
        case .idCardUpsert: return IdentityCard(&fields).map(Command.upsertIDCard)
        case .accessGroupUpsert: return AccessGroup(&fields).map(Command.upsertAccessGroup)
        case .timeZoneUpsert: return WeekSchedule(&fields).map(Command.upsertTimeZone)
        case .holidayUpsert: return Holiday(&fields).map(Command.upsertHoliday)
        case .unlockCombinationUpsert:
            return UnlockCombination(&fields).map(Command.upsertUnlockCombination)
        case .attendanceQuery: return fields.span().map { .queryAttendance(from: $0.from, until: $0.until) }
        case .attendancePhotoQuery:
            return fields.span().map { .queryAttendancePhotos(from: $0.from, until: $0.until) }
        case .attendanceCount: return fields.span().map { .countAttendance(from: $0.from, until: $0.until) }
        case .attendanceClear: return clearing(.attendance, &fields)
        case .photosClear: return clearing(.attendancePhotos, &fields)
        case .biometricsClear: return clearing(.biometrics, &fields)
        case .usersClear: return clearing(.users, &fields)
        case .deviceClearAll: return clearing(.everything, &fields)
        case .deviceReboot:
            // Not needed, but whoever confirms everything that stops something is not refused.
            if !fields.flag("confirm", fallback: true) {
                fields.refuse("confirm", "must be true where it is given")
            }
            return .reboot
        case .deviceInfo: return .reportInfo
        case .deviceCheck: return .checkForChanges
        case .deviceSetOption:
            let (name, value) = (
                fields.optionName(allowingMakers: false), fields.text("value", required: true, maximum: 256)
            )
            guard let name, let value else { return nil }
            return .setOption(name: name, value: value)
        case .deviceGetOption: return fields.optionName(allowingMakers: true).map(Command.getOption)
        case .deviceReloadOptions: return .reloadOptions
        case .deviceSetTime: return .setClock(fields.clockTime())
        case .deviceSyncNow: return .sendNow
        case .doorUnlock:
            let door = fields.door()
            return .unlockDoor(door: door, seconds: fields.integer("seconds", in: 1...254, fallback: 5) ?? 5)
        case .doorLock: return .lockDoor(door: fields.door())
        case .alarmCancel: return .cancelAlarm
        case .enrollFingerprint, .enrollBiometric, .enrollCard: return enrolment(type, &fields)
        case .fileGet: return fields.path(required: true).map(Command.getFile)
        case .filePut: return FileDelivery(&fields).map(Command.putFile)
        case .deviceShell: return fields.text("command", required: true, maximum: 1024).map(Command.runShell)
        case .firmwareUpgrade: return FirmwareUpgrade(&fields).map(Command.upgradeFirmware)
        case .raw:
            return fields.text("text", required: true, maximum: 40_000, allowingTab: true).map(Command.raw)
        }
    }

    private static func clearing(_ data: ClearedData, _ fields: inout FieldReader) -> Command {
        fields.confirmation()
        return .clear(data)
    }

    private static func enrolment(_ type: CommandType, _ fields: inout FieldReader) -> Command? {
        let pin = fields.pin(required: true)
        if type == .enrollCard {
            let retries = fields.retries()
            return pin.map { .enroll(.card(pin: $0, retries: retries)) }
        }
        if type == .enrollFingerprint {
            let finger = fields.integer("finger", required: true, in: 0...9)
            let (retries, overwrites) = (fields.retries(), fields.flag("overwrite"))
            guard let pin, let finger else { return nil }
            return .enroll(
                .fingerprint(pin: pin, finger: finger, retries: retries, overwrites: overwrites))
        }
        let modality = fields.modality(required: true)
        let card = fields.text("card", maximum: 20, rule: CardNumber.rule) {
            CardNumber.decimal($0, as: .automatic) != nil
        }
        let (retries, overwrites) = (fields.retries(), fields.flag("overwrite"))
        guard let pin, let modality else { return nil }
        return .enroll(
            .biometric(
                pin: pin, modality: modality,
                card: card.flatMap { CardNumber.decimal($0, as: .automatic) }, retries: retries,
                overwrites: overwrites))
    }
}

extension FieldReader {
    fileprivate mutating func door() -> Int { integer("door", in: 1...4, fallback: 1) ?? 1 }

    /// Terminals count time from the year 2000.
    fileprivate mutating func clockTime() -> CivilTime? {
        let time = time("time")
        if let time, !(2000...2099 ~= time.year) { refuse("time", "must be in the years 2000 to 2099") }
        return time
    }
}
