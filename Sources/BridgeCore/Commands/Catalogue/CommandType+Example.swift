extension CommandType {
    /// Params as somebody might send them; what is not required is there where it says something.
    package var example: JSONObject {
        switch self {
        case .userUpsert:
            [
                "pin": "1156", "name": "Dewi Lestari", "privilege": "user", "card": "123456789", "group": 1,
                "verify": true,
            ]
        case .userDelete, .userQuery: ["pin": "1156"]
        case .biometricUpsert:
            [
                "pin": "1156", "modality": "fingerprint", "index": 6, "major_version": "10",
                "template": "TWdTVVRTMjEAAA==",
            ]
        case .biometricDelete: ["pin": "1156", "modality": "fingerprint"]
        case .biometricQuery: ["pin": "1156", "modality": "fingerprint"]
        case .userPhotoUpsert: ["pin": "1156", "photo": "/9j/4AAQSkZJRg==", "kind": "comparison"]
        case .userPhotoDelete: ["pin": "1156", "kind": "profile"]
        case .workCodeUpsert: ["code": "7", "name": "Paint shop"]
        case .workCodeDelete: ["code": "7"]
        case .messageUpsert:
            [
                "id": 1, "text": "Fire drill at noon", "audience": "everybody",
                "starts_at": "2026-11-20T08:00:00", "minutes": 240,
            ]
        case .messageAssign: ["id": 1, "pin": "1156"]
        case .messageDelete: ["id": 1]
        case .idCardUpsert: ["pin": "1156", "id_number": "110101199003074258", "name": "Li Wei"]
        case .accessGroupUpsert: ["id": 2, "verify_mode": "face", "holidays": true, "time_zones": [1]]
        case .timeZoneUpsert: ["id": 3, "monday": "08:00-17:30", "tuesday": "08:00-17:30"]
        case .holidayUpsert:
            ["id": 4, "name": "Year end", "from": "12-24", "until": "01-01", "time_zone": 3]
        case .unlockCombinationUpsert: ["id": 5, "groups": [1, 2]]
        case .attendanceQuery, .attendancePhotoQuery, .attendanceCount:
            ["from": "2026-11-20T00:00:00", "until": "2026-11-20T23:59:59"]
        case .attendanceClear, .photosClear, .biometricsClear, .usersClear, .deviceClearAll:
            ["confirm": true]
        case .deviceReboot, .deviceInfo, .deviceCheck, .deviceReloadOptions, .deviceSyncNow, .alarmCancel: [:]
        case .deviceSetOption: ["name": "VOLUME", "value": "50"]
        case .deviceGetOption: ["name": "~OS"]
        case .deviceSetTime: ["time": "2026-11-20T08:00:00"]
        case .doorUnlock: ["door": 1, "seconds": 5]
        case .doorLock: ["door": 1]
        case .enrollFingerprint: ["pin": "1156", "finger": 6]
        case .enrollBiometric: ["pin": "1156", "modality": "visible_light_face"]
        case .enrollCard: ["pin": "1156"]
        case .fileGet: ["path": "/mnt/mtdblock/options.cfg"]
        case .filePut: ["url": "files/people.tgz", "path": "/mnt/mtdblock"]
        case .deviceShell: ["command": "uptime"]
        case .firmwareUpgrade:
            [
                "url": "files/emfw.cfg", "md5": "0123456789abcdef0123456789abcdef", "size": 8_388_608,
                "confirm": true,
            ]
        case .raw: ["text": "INFO"]
        }
    }
}
