import ADMS
import BridgeCore

/// Everything an upload says, read in slices of `limit` lines.
struct Reading {
    var facts: [Fact] = []
    var rejects: [RejectedLine] = []
    var slices = 0
    let kind: UploadKind
    let lineCount: Int
    let acknowledgement: String

    init(
        _ body: [UInt8], table: String? = "ATTLOG", options: [String: String] = [:], charset: Charset? = nil,
        limit: Int = 100
    ) {
        var profile = DeviceProfile()
        profile.options = options
        var reader = UploadReader(table: table, body: body, profile: profile, charset: charset)
        while let slice = reader.next(limit: limit) {
            slices += 1
            facts += slice.facts
            rejects += slice.rejects
        }
        kind = reader.kind
        lineCount = reader.lineCount
        acknowledgement = reader.acknowledgement
    }

    init(
        _ body: String, table: String? = "ATTLOG", options: [String: String] = [:], charset: Charset? = nil,
        limit: Int = 100
    ) {
        self.init(Array(body.utf8), table: table, options: options, charset: charset, limit: limit)
    }

    /// The rejected lines as texts.
    var lines: [String] { rejects.map { String(decoding: $0.line, as: UTF8.self) } }

    var punches: [Punch] {
        facts.compactMap { if case .punch(let punch) = $0 { punch } else { nil } }
    }
    var operations: [Operation] {
        facts.compactMap { if case .operation(let operation) = $0 { operation } else { nil } }
    }
    var users: [UserReport] {
        facts.compactMap { if case .user(let user) = $0 { user } else { nil } }
    }
    var biometrics: [BiometricReport] {
        facts.compactMap { if case .biometric(let biometric) = $0 { biometric } else { nil } }
    }
    var userPhotos: [UserPhoto] {
        facts.compactMap { if case .userPhoto(let photo) = $0 { photo } else { nil } }
    }
    var attendancePhotos: [AttendancePhoto] {
        facts.compactMap { if case .attendancePhoto(let photo) = $0 { photo } else { nil } }
    }
    var workCodes: [WorkCodeReport] {
        facts.compactMap { if case .workCode(let workCode) = $0 { workCode } else { nil } }
    }
    var idCards: [IDCardReading] {
        facts.compactMap { if case .idCard(let card) = $0 { card } else { nil } }
    }
    var deviceErrors: [DeviceErrorReport] {
        facts.compactMap { if case .deviceError(let error) = $0 { error } else { nil } }
    }
}
