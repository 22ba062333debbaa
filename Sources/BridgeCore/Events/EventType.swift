/// What a webhook is about. The names are the contract's; the codes are what the store keeps.
package enum EventType: String, Sendable, CaseIterable {
    case attendanceRecorded = "attendance.recorded"
    case attendancePhotoCaptured = "attendance.photo_captured"
    case operationRecorded = "operation.recorded"
    case userUpdated = "user.updated"
    case userDeleted = "user.deleted"
    case biometricUpdated = "biometric.updated"
    case userPhotoUpdated = "user.photo_updated"
    case workCodeUpdated = "work_code.updated"
    case idCardRead = "id_card.read"
    case deviceErrorReported = "device.error_reported"
    case accessRecorded = "access.recorded"
    case doorStateChanged = "door.state_changed"
    case deviceRegistered = "device.registered"
    case deviceOnline = "device.online"
    case deviceOffline = "device.offline"
    case deviceOptionsChanged = "device.options_changed"
    case deviceClockDrifted = "device.clock_drifted"
    case deviceConflict = "device.conflict"
    case recordRejected = "record.rejected"
    case commandCompleted = "command.completed"
    case commandFailed = "command.failed"
    case commandExpired = "command.expired"
    case endpointFailing = "endpoint.failing"
    case endpointRecovered = "endpoint.recovered"
    case endpointDisabled = "endpoint.disabled"
    case endpointBacklogDropped = "endpoint.backlog_dropped"
    case webhookTest = "webhook.test"

    /// A small number that never changes its meaning: it stands in every row of the log.
    package var code: Int {
        switch self {
        case .attendanceRecorded: 1
        case .attendancePhotoCaptured: 2
        case .operationRecorded: 3
        case .userUpdated: 4
        case .userDeleted: 5
        case .biometricUpdated: 6
        case .userPhotoUpdated: 7
        case .workCodeUpdated: 8
        case .idCardRead: 9
        case .deviceErrorReported: 10
        case .accessRecorded: 11
        case .doorStateChanged: 12
        case .deviceRegistered: 13
        case .deviceOnline: 14
        case .deviceOffline: 15
        case .deviceOptionsChanged: 16
        case .deviceClockDrifted: 17
        case .recordRejected: 18
        case .commandCompleted: 19
        case .commandFailed: 20
        case .commandExpired: 21
        case .endpointFailing: 22
        case .endpointRecovered: 23
        case .endpointDisabled: 24
        case .webhookTest: 25
        case .endpointBacklogDropped: 26
        case .deviceConflict: 27
        }
    }

    private static let byCode = Dictionary(uniqueKeysWithValues: allCases.map { ($0.code, $0) })

    package init?(code: Int) {
        guard let type = Self.byCode[code] else { return nil }
        self = type
    }
}
