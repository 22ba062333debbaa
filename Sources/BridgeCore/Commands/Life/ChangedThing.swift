/// What a command changes on its terminal, as far as a later command may change the same: of two such the later one
/// must not be undone by handing out the earlier one again, nor overtake it.
package enum ChangedThing: Sendable, Equatable {
    /// With everything that belongs to them.
    case person(String)
    case everybody
    case option(String)
    /// A numbered or named entry of one of the terminal's lists.
    case entry(list: String, name: String)
    /// Nobody can say what.
    case anything

    package func overlaps(_ other: ChangedThing) -> Bool {
        switch (self, other) {
        case (.anything, _), (_, .anything), (.everybody, .person), (.person, .everybody): true
        default: self == other
        }
    }
}

extension CommandType {
    /// What a command of this type changes; `nil` where nothing a later command could change too.
    ///
    /// - Parameter params: As ordered or as shown: names and numbers are not masked.
    package func changes(_ params: JSONObject) -> ChangedThing? {
        switch self {
        case .userUpsert, .userDelete, .biometricUpsert, .biometricDelete, .userPhotoUpsert,
            .userPhotoDelete, .enrollFingerprint, .enrollBiometric, .enrollCard:
            .person(Self.name(params["pin"]))
        case .usersClear, .biometricsClear: .everybody
        case .workCodeUpsert, .workCodeDelete: .entry(list: "work_code", name: Self.name(params["code"]))
        case .messageUpsert, .messageAssign, .messageDelete:
            .entry(list: "message", name: Self.name(params["id"]))
        case .idCardUpsert: .entry(list: "id_card", name: Self.name(params["id_number"]))
        case .accessGroupUpsert: .entry(list: "access_group", name: Self.name(params["id"]))
        case .timeZoneUpsert: .entry(list: "time_zone", name: Self.name(params["id"]))
        case .holidayUpsert: .entry(list: "holiday", name: Self.name(params["id"]))
        case .unlockCombinationUpsert: .entry(list: "unlock_combination", name: Self.name(params["id"]))
        case .deviceSetOption: .option(Self.name(params["name"]))
        case .deviceSetTime: .option("DateTime")
        case .deviceClearAll, .filePut, .deviceShell, .firmwareUpgrade, .raw: .anything
        case .userQuery, .biometricQuery, .attendanceQuery, .attendancePhotoQuery, .attendanceCount,
            .attendanceClear, .photosClear, .deviceReboot, .deviceInfo, .deviceCheck, .deviceGetOption,
            .deviceReloadOptions, .deviceSyncNow, .doorUnlock, .doorLock, .alarmCancel, .fileGet:
            nil
        }
    }

    private static func name(_ value: JSON?) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case nil, .null, .bool, .number, .array, .object: ""
        }
    }
}
