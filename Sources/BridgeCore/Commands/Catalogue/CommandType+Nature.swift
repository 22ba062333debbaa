/// What is so of every command of a type, whatever its params.
extension CommandType {
    /// Whether doing it twice does no more than doing it once, so that it may be handed out again when the
    /// terminal never answered. A second reboot or a door opened twice is not harmless; a second clearing removes
    /// what came in between, and a clock set twice goes back.
    package var isRepeatable: Bool {
        switch self {
        case .userUpsert, .userDelete, .userQuery, .biometricUpsert, .biometricDelete, .biometricQuery,
            .userPhotoUpsert, .userPhotoDelete, .workCodeUpsert, .workCodeDelete, .messageUpsert,
            .messageAssign, .messageDelete, .idCardUpsert, .accessGroupUpsert, .timeZoneUpsert,
            .holidayUpsert, .unlockCombinationUpsert, .attendanceQuery, .attendancePhotoQuery,
            .attendanceCount, .deviceInfo, .deviceCheck, .deviceSetOption, .deviceGetOption,
            .deviceReloadOptions, .deviceSyncNow, .alarmCancel, .fileGet:
            true
        case .attendanceClear, .photosClear, .biometricsClear, .usersClear, .deviceClearAll, .deviceReboot,
            .deviceSetTime, .doorUnlock, .doorLock, .enrollFingerprint, .enrollBiometric, .enrollCard,
            .filePut, .deviceShell, .firmwareUpgrade, .raw:
            false
        }
    }

    /// How long it may wait for its terminal unless somebody says: a day; a door must not open hours after it was
    /// asked to, and whoever is to be enrolled stands there now.
    package var usualLife: Duration {
        switch self {
        case .doorUnlock, .doorLock, .alarmCancel: .seconds(120)
        default: isEnrolment ? .seconds(600) : .seconds(86400)
        }
    }

    /// Whether a terminal forgets what follows it in the same answer (protocol section 6.1), as it starts anew; of
    /// a raw text nobody can say.
    package var mustBeLast: Bool { self == .deviceReboot || self == .firmwareUpgrade || self == .raw }

    /// Whether `confirm` must be true among its params.
    package var needsConfirmation: Bool {
        switch self {
        case .attendanceClear, .photosClear, .biometricsClear, .usersClear, .deviceClearAll,
            .firmwareUpgrade:
            true
        case .userUpsert, .userDelete, .userQuery, .biometricUpsert, .biometricDelete, .biometricQuery,
            .userPhotoUpsert, .userPhotoDelete, .workCodeUpsert, .workCodeDelete, .messageUpsert,
            .messageAssign, .messageDelete, .idCardUpsert, .accessGroupUpsert, .timeZoneUpsert,
            .holidayUpsert, .unlockCombinationUpsert, .attendanceQuery, .attendancePhotoQuery,
            .attendanceCount, .deviceReboot, .deviceInfo, .deviceCheck, .deviceSetOption, .deviceGetOption,
            .deviceReloadOptions, .deviceSetTime, .deviceSyncNow, .doorUnlock, .doorLock, .alarmCancel,
            .enrollFingerprint, .enrollBiometric, .enrollCard, .fileGet, .filePut, .deviceShell, .raw:
            false
        }
    }

    /// Whether only whoever runs the bridge may order it, and only where that is switched on: it reaches beyond a
    /// terminal's records into its system (protocol section 10).
    package var isOperatorOnly: Bool {
        switch self {
        case .fileGet, .filePut, .deviceShell, .firmwareUpgrade: true
        case .userUpsert, .userDelete, .userQuery, .biometricUpsert, .biometricDelete, .biometricQuery,
            .userPhotoUpsert, .userPhotoDelete, .workCodeUpsert, .workCodeDelete, .messageUpsert,
            .messageAssign, .messageDelete, .idCardUpsert, .accessGroupUpsert, .timeZoneUpsert,
            .holidayUpsert, .unlockCombinationUpsert, .attendanceQuery, .attendancePhotoQuery,
            .attendanceCount, .attendanceClear, .photosClear, .biometricsClear, .usersClear,
            .deviceClearAll, .deviceReboot, .deviceInfo, .deviceCheck, .deviceSetOption, .deviceGetOption,
            .deviceReloadOptions, .deviceSetTime, .deviceSyncNow, .doorUnlock, .doorLock, .alarmCancel,
            .enrollFingerprint, .enrollBiometric, .enrollCard, .raw:
            false
        }
    }

    /// Whether a positive code in its answer says that it failed: enrolments report so, all others count.
    package var isEnrolment: Bool {
        self == .enrollFingerprint || self == .enrollBiometric || self == .enrollCard
    }

    /// Whether its answer comes as uploads of a table, not in the receipt: see `UploadQuery`.
    package var isQuery: Bool {
        self == .userQuery || self == .biometricQuery || self == .attendanceQuery
            || self == .attendancePhotoQuery
    }

    /// Whether `verify` may be among its params: there is a query that shows what it did.
    package var canBeVerified: Bool {
        self == .userUpsert || self == .userDelete || self == .biometricUpsert || self == .biometricDelete
    }

    /// Whether it may hold so much that it should be alone in an answer: one picture or template per delivery
    /// (protocol section 6.1).
    package var isBulky: Bool {
        self == .biometricUpsert || self == .userPhotoUpsert || self == .raw
    }
}
