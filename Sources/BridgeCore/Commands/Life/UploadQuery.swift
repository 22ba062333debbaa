/// What a query wants a terminal to upload.
package enum UploadQuery: Sendable, Equatable {
    case users(pin: String?)
    case biometrics(BiometricSelection)
    /// Both ends by the terminal's clock, and both included.
    case attendance(from: CivilTime, until: CivilTime)
    case attendancePhotos(from: CivilTime, until: CivilTime)

    /// Whether something a terminal uploaded is part of the answer.
    package func isAnswered(by fact: Fact) -> Bool {
        switch self {
        case .users(let pin): return fact.isUser(pin)
        case .biometrics(let selection): return fact.isTemplate(of: selection)
        case .attendance(let from, let until):
            guard case .punch(let punch) = fact else { return false }
            return Self.isTime(punch.time, from, until)
        case .attendancePhotos(let from, let until):
            guard case .attendancePhoto(let photo) = fact, let time = photo.time else { return false }
            return Self.isTime(time, from, until)
        }
    }

    private static func isTime(_ time: CivilTime, _ from: CivilTime, _ until: CivilTime) -> Bool {
        time.unixSeconds >= from.unixSeconds && time.unixSeconds <= until.unixSeconds
    }

    /// The tables in which terminals upload the answer (protocol sections 3.4 to 3.6), upper case.
    package var tables: Set<String> {
        switch self {
        case .users: ["OPERLOG", "USERINFO"]
        case .biometrics: ["OPERLOG", "BIODATA", "FINGERTMP", "FACE", "FVEIN"]
        case .attendance: ["ATTLOG"]
        case .attendancePhotos: ["ATTPHOTO"]
        }
    }

    /// Whether nothing can be missing once something came: one person was asked for, or one finger.
    var wantsOne: Bool {
        switch self {
        case .users(let pin): pin != nil
        case .biometrics(let selection): selection.index != nil && selection.modality == .fingerprint
        case .attendance, .attendancePhotos: false
        }
    }
}

extension Command {
    /// What this command wants uploaded; `nil` where its receipt is all there is to wait for.
    package var uploadQuery: UploadQuery? {
        switch self {
        case .queryUsers(let pin): .users(pin: pin)
        case .queryBiometrics(let selection): .biometrics(selection)
        case .queryAttendance(let from, let until): .attendance(from: from, until: until)
        case .queryAttendancePhotos(let from, let until): .attendancePhotos(from: from, until: until)
        case .upsertUser, .deleteUser, .upsertBiometric, .deleteBiometrics, .upsertUserPhoto,
            .deleteUserPhoto, .upsertWorkCode, .deleteWorkCode, .upsertMessage, .assignMessage,
            .deleteMessage, .upsertIDCard, .upsertAccessGroup, .upsertTimeZone, .upsertHoliday,
            .upsertUnlockCombination, .countAttendance, .clear, .reboot, .reportInfo, .checkForChanges,
            .setOption, .getOption, .reloadOptions, .setClock, .sendNow, .unlockDoor, .lockDoor,
            .cancelAlarm, .enroll, .getFile, .putFile, .runShell, .upgradeFirmware, .raw:
            nil
        }
    }
}
