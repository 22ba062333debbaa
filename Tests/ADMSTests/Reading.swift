import ADMS
import BridgeCore

/// Everything an upload says, read in slices of `limit` lines.
struct Reading {
    var punches: [Punch] = []
    var rejects: [RejectedLine] = []
    var slices = 0
    let kind: UploadKind
    let lineCount: Int
    let acknowledgement: String

    init(_ body: [UInt8], table: String? = "ATTLOG", options: [String: String] = [:], limit: Int = 100) {
        var profile = DeviceProfile()
        profile.options = options
        var reader = UploadReader(table: table, body: body, profile: profile)
        while let slice = reader.next(limit: limit) {
            slices += 1
            for case .punch(let punch) in slice.facts { punches.append(punch) }
            rejects += slice.rejects
        }
        kind = reader.kind
        lineCount = reader.lineCount
        acknowledgement = reader.acknowledgement
    }

    init(_ body: String, table: String? = "ATTLOG", options: [String: String] = [:], limit: Int = 100) {
        self.init(Array(body.utf8), table: table, options: options, limit: limit)
    }

    /// The rejected lines as texts.
    var lines: [String] { rejects.map { String(decoding: $0.line, as: UTF8.self) } }
}
