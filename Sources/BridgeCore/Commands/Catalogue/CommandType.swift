/// The names under which commands are ordered over the API.
package enum CommandType: String, Sendable, CaseIterable {
    case userUpsert = "user.upsert"
    case userDelete = "user.delete"
    case userQuery = "user.query"
    case biometricUpsert = "biometric.upsert"
    case biometricDelete = "biometric.delete"
    case biometricQuery = "biometric.query"
    case userPhotoUpsert = "user_photo.upsert"
    case userPhotoDelete = "user_photo.delete"
    case workCodeUpsert = "work_code.upsert"
    case workCodeDelete = "work_code.delete"
    case messageUpsert = "message.upsert"
    case messageAssign = "message.assign"
    case messageDelete = "message.delete"
    case idCardUpsert = "id_card.upsert"
    case accessGroupUpsert = "access_group.upsert"
    case timeZoneUpsert = "time_zone.upsert"
    case holidayUpsert = "holiday.upsert"
    case unlockCombinationUpsert = "unlock_combination.upsert"
    case attendanceQuery = "attendance.query"
    case attendancePhotoQuery = "attendance_photo.query"
    case attendanceCount = "attendance.count"
    case attendanceClear = "attendance.clear"
    case photosClear = "photos.clear"
    case biometricsClear = "biometrics.clear"
    case usersClear = "users.clear"
    case deviceClearAll = "device.clear_all"
    case deviceReboot = "device.reboot"
    case deviceInfo = "device.info"
    case deviceCheck = "device.check"
    case deviceSetOption = "device.set_option"
    case deviceGetOption = "device.get_option"
    case deviceReloadOptions = "device.reload_options"
    case deviceSetTime = "device.set_time"
    case deviceSyncNow = "device.sync_now"
    case doorUnlock = "door.unlock"
    case doorLock = "door.lock"
    case alarmCancel = "alarm.cancel"
    case enrollFingerprint = "enroll.fingerprint"
    case enrollBiometric = "enroll.biometric"
    case enrollCard = "enroll.card"
    case fileGet = "file.get"
    case filePut = "file.put"
    case deviceShell = "device.shell"
    case firmwareUpgrade = "firmware.upgrade"
    case raw

    /// What its params may hold, in the order they are read.
    package var parameters: [Parameter] {
        var fields = FieldReader([:])
        _ = Command.read(self, &fields)
        return fields.parameters
    }
}
