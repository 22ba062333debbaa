/// What a command changes on its terminal, as far as a later command may change the same: of two such the earlier one
/// is not handed out again, as it would undo the later one, nor is it overtaken.
///
/// A path of names from the whole to the part, e.g. a person, their templates, one finger. A path that ends sooner means
/// everything below it, and `nil` any name.
package struct ChangedThing: Sendable, Equatable {
    let path: [String?]

    init(_ path: String?...) { self.path = path }

    /// Whether one of them is, or holds, a part of the other.
    package func overlaps(_ other: ChangedThing) -> Bool {
        zip(path, other.path).allSatisfy { $0 == nil || $1 == nil || $0 == $1 }
    }
}

extension CommandType {
    /// What a command of this type changes; `nil` where nothing a later command could change too.
    ///
    /// - Parameter params: As ordered or as shown: names and numbers are not masked.
    package func changes(_ params: JSONObject) -> ChangedThing? {
        func name(_ member: String, _ fallback: String? = nil) -> String? {
            switch params[member] {
            case .string(let text): text
            case .integer(let number): String(number)
            case nil, .null, .bool, .number, .array, .object: fallback
            }
        }
        let pin = name("pin")
        return switch self {
        case .userUpsert, .enrollCard: ChangedThing("person", pin, "record")
        case .userDelete: ChangedThing("person", pin)
        case .usersClear: ChangedThing("person")
        case .biometricUpsert:
            ChangedThing(
                "person", pin, "template", name("modality"), name("index", "0"), name("piece", "0"))
        case .biometricDelete: ChangedThing("person", pin, "template", name("modality"), name("index"))
        case .enrollFingerprint: ChangedThing("person", pin, "template", "fingerprint", name("finger"))
        case .enrollBiometric: ChangedThing("person", pin, "template", name("modality"))
        case .biometricsClear: ChangedThing("person", nil, "template")
        case .userPhotoUpsert, .userPhotoDelete:
            ChangedThing("person", pin, "picture", name("kind", "profile"))
        case .workCodeUpsert, .workCodeDelete: ChangedThing("work code", name("code"))
        case .messageUpsert: ChangedThing("message", name("id"), "text")
        case .messageAssign: ChangedThing("message", name("id"), "people", pin)
        case .messageDelete: ChangedThing("message", name("id"))
        case .idCardUpsert: ChangedThing("identity card", name("id_number"))
        case .accessGroupUpsert: ChangedThing("access group", name("id"))
        case .timeZoneUpsert: ChangedThing("time zone", name("id"))
        case .holidayUpsert: ChangedThing("holiday", name("id"))
        case .unlockCombinationUpsert: ChangedThing("unlock combination", name("id"))
        case .deviceSetOption: ChangedThing("option", name("name"))
        case .deviceSetTime: ChangedThing("option", "DateTime")
        // Nobody can say what.
        case .deviceClearAll, .filePut, .deviceShell, .firmwareUpgrade, .raw: ChangedThing()
        case .userQuery, .biometricQuery, .attendanceQuery, .attendancePhotoQuery, .attendanceCount,
            .attendanceClear, .photosClear, .deviceReboot, .deviceInfo, .deviceCheck, .deviceGetOption,
            .deviceReloadOptions, .deviceSyncNow, .doorUnlock, .doorLock, .alarmCancel, .fileGet:
            nil
        }
    }
}
