import BridgeCore

/// Right parameters of every type, and what is wrong with others.
enum CommandSamples {
    /// `FF D8 FF`, the beginning of every JPEG.
    static let photo: JSON = "/9j/"
    static let template: JSON = "QUJDRA=="

    static let params: [CommandType: JSONObject] = [
        .userUpsert: ["pin": "31", "name": "Ann", "verify": true], .userDelete: ["pin": "31"],
        .userQuery: ["pin": "31"],
        .biometricUpsert: [
            "pin": "31", "modality": "fingerprint", "index": 6, "piece": 0, "valid": 1, "duress": 0,
            "major_version": "10", "minor_version": "0", "format": "ZK", "template": template,
            "form": "automatic", "force": false,
        ],
        .biometricDelete: ["pin": "31", "modality": "face"], .biometricQuery: ["modality": "face"],
        .userPhotoUpsert: ["pin": "31", "photo": photo, "kind": "comparison"],
        .userPhotoDelete: ["pin": "31", "kind": "profile"],
        .workCodeUpsert: ["code": "7", "name": "Paint"], .workCodeDelete: ["code": "7"],
        .messageUpsert: [
            "id": 1, "text": "Hello", "audience": "people", "starts_at": "2026-11-20T08:00:00", "minutes": 5,
        ],
        .messageAssign: ["id": 1, "pin": "31"], .messageDelete: ["id": 1],
        .idCardUpsert: ["pin": "31", "id_number": "110101199003074258", "name": "Li"],
        .accessGroupUpsert: ["id": 2, "verify_mode": "face", "holidays": true, "time_zones": [1]],
        .timeZoneUpsert: ["id": 3, "monday": "08:00-17:30"],
        .holidayUpsert: ["id": 4, "name": "Xmas", "from": "12-24", "until": "01-01", "time_zone": 3],
        .unlockCombinationUpsert: ["id": 5, "groups": [1, 2]],
        .attendanceQuery: ["from": "2026-11-20T08:00:00", "until": "2026-11-21T08:00:00"],
        .attendancePhotoQuery: ["from": "2026-11-20T08:00:00", "until": "2026-11-21T08:00:00"],
        .attendanceCount: ["from": "2026-11-20T08:00:00", "until": "2026-11-21T08:00:00"],
        .attendanceClear: ["confirm": true], .photosClear: ["confirm": true],
        .biometricsClear: ["confirm": true], .usersClear: ["confirm": true],
        .deviceClearAll: ["confirm": true], .deviceReboot: [:], .deviceInfo: [:], .deviceCheck: [:],
        .deviceSetOption: ["name": "VOLUME", "value": "50"], .deviceGetOption: ["name": "~OS"],
        .deviceReloadOptions: [:], .deviceSetTime: ["time": "2026-11-20T08:00:00"], .deviceSyncNow: [:],
        .doorUnlock: ["door": 1, "seconds": 5], .doorLock: ["door": 1], .alarmCancel: [:],
        .enrollFingerprint: ["pin": "31", "finger": 6], .enrollCard: ["pin": "31"],
        .enrollBiometric: ["pin": "31", "modality": "visible_light_face"],
        .fileGet: ["path": "/mnt/a.txt"], .filePut: ["url": "http://10.0.0.1/a.tgz", "path": "/mnt"],
        .deviceShell: ["command": "ls"],
        .firmwareUpgrade: [
            "url": "fw/emfw.cfg", "md5": "0123456789abcdef0123456789ABCDEF", "size": 1000, "confirm": true,
        ],
        .raw: ["text": "INFO"],
    ]

    /// The parameters an order is refused for, without `params.`.
    static func refused(_ type: CommandType, _ params: JSONObject) -> [String] {
        errors(type, params).map { String($0.field.dropFirst("params.".count)) }
    }

    static func errors(_ type: CommandType, _ params: JSONObject) -> [FieldError] {
        do {
            _ = try Command.steps(type: type, params: params)
            return []
        } catch {
            return error.errors
        }
    }

    /// Whether a value is of the parameter's kind and could be right.
    static func mayBe(_ value: JSON, _ parameter: Parameter) -> Bool {
        switch (parameter.kind, value) {
        case (.integer(let range), .integer(let number)): Int(exactly: number).map(range.contains) ?? false
        case (.flag, .bool), (.any, _): true
        default: false
        }
    }
}
