/// What a customer wants a terminal to do. Made only by `init(type:params:)`, so every value keeps the rules of its
/// fields; whether a certain terminal can do it is its dialect's to say.
package enum Command: Sendable, Equatable {
    case upsertUser(UserRecord)
    case deleteUser(pin: String)
    /// All users where no pin is given.
    case queryUsers(pin: String?)
    case upsertBiometric(BiometricTemplate)
    /// Its pin is given.
    case deleteBiometrics(BiometricSelection)
    /// Its modality is given.
    case queryBiometrics(BiometricSelection)
    case upsertUserPhoto(UserPicture)
    case deleteUserPhoto(UserPictureSelection)
    case upsertWorkCode(WorkCode)
    case deleteWorkCode(code: String)
    case upsertMessage(TextMessage)
    case assignMessage(id: Int, pin: String)
    case deleteMessage(id: Int)
    case upsertIDCard(IdentityCard)
    case upsertAccessGroup(AccessGroup)
    case upsertTimeZone(WeekSchedule)
    case upsertHoliday(Holiday)
    case upsertUnlockCombination(UnlockCombination)
    /// Times by the terminal's own clock.
    case queryAttendance(from: CivilTime, until: CivilTime)
    case queryAttendancePhotos(from: CivilTime, until: CivilTime)
    case countAttendance(from: CivilTime, until: CivilTime)
    case clear(ClearedData)
    case reboot
    case reportInfo
    case checkForChanges
    case setOption(name: String, value: String)
    case getOption(name: String)
    case reloadOptions
    /// To the time of its zone at delivery where none is given.
    case setClock(CivilTime?)
    case sendNow
    /// The terminal decides for how long where its dialect cannot say so.
    case unlockDoor(door: Int, seconds: Int)
    case lockDoor(door: Int)
    case cancelAlarm
    case enroll(Enrolment)
    case getFile(path: String)
    case putFile(FileDelivery)
    case runShell(String)
    case upgradeFirmware(FirmwareUpgrade)
    /// A command text as the protocol writes it, without `C:<id>:`.
    case raw(String)

    /// The command that `type` and `params` of a request describe.
    ///
    /// - Throws: Every rule that a param breaks, named `params.…`.
    package init(type: CommandType, params: JSONObject) throws(InvalidFields) {
        var fields = FieldReader(params, prefix: "params.")
        let command = Self.read(type, &fields)
        try fields.finish()
        guard let command else { throw InvalidFields(errors: []) }
        self = command
    }

    package var type: CommandType {
        switch self {
        case .upsertUser: .userUpsert
        case .deleteUser: .userDelete
        case .queryUsers: .userQuery
        case .upsertBiometric: .biometricUpsert
        case .deleteBiometrics: .biometricDelete
        case .queryBiometrics: .biometricQuery
        case .upsertUserPhoto: .userPhotoUpsert
        case .deleteUserPhoto: .userPhotoDelete
        case .upsertWorkCode: .workCodeUpsert
        case .deleteWorkCode: .workCodeDelete
        case .upsertMessage: .messageUpsert
        case .assignMessage: .messageAssign
        case .deleteMessage: .messageDelete
        case .upsertIDCard: .idCardUpsert
        case .upsertAccessGroup: .accessGroupUpsert
        case .upsertTimeZone: .timeZoneUpsert
        case .upsertHoliday: .holidayUpsert
        case .upsertUnlockCombination: .unlockCombinationUpsert
        case .queryAttendance: .attendanceQuery
        case .queryAttendancePhotos: .attendancePhotoQuery
        case .countAttendance: .attendanceCount
        case .clear(.attendance): .attendanceClear
        case .clear(.attendancePhotos): .photosClear
        case .clear(.biometrics): .biometricsClear
        case .clear(.users): .usersClear
        case .clear(.everything): .deviceClearAll
        case .reboot: .deviceReboot
        case .reportInfo: .deviceInfo
        case .checkForChanges: .deviceCheck
        case .setOption: .deviceSetOption
        case .getOption: .deviceGetOption
        case .reloadOptions: .deviceReloadOptions
        case .setClock: .deviceSetTime
        case .sendNow: .deviceSyncNow
        case .unlockDoor: .doorUnlock
        case .lockDoor: .doorLock
        case .cancelAlarm: .alarmCancel
        case .enroll(.fingerprint): .enrollFingerprint
        case .enroll(.biometric): .enrollBiometric
        case .enroll(.card): .enrollCard
        case .getFile: .fileGet
        case .putFile: .filePut
        case .runShell: .deviceShell
        case .upgradeFirmware: .firmwareUpgrade
        case .raw: .raw
        }
    }
}
