import ADMS
import BridgeCore
import SimulatedTerminal
import Testing

/// From an order to the terminal and back: the text, what the terminal does, what it uploads, what that proves.
@Suite struct FullCircleTests {
    private var terminal: Terminal
    private let profile: DeviceProfile

    init() throws {
        try self.init(.senseface)
    }

    private init(_ model: TerminalModel) throws {
        terminal = Terminal(serial: Samples.serial, model: model)
        var profile = DeviceProfile()
        profile.pushVersion = model.pushVersion
        profile.learn(OptionsText.read(Array(terminal.optionsText.utf8)))
        self.profile = profile
    }

    /// What the terminal makes of a command, and what it uploads.
    private mutating func carryOut(_ command: Command) throws -> (receipt: CommandReceipt, facts: [Fact]) {
        let addressee = Addressee(profile, localTime: Samples.time)
        let line = try CommandText.line(CommandNumber(7), command, for: addressee)
        let done = terminal.execute(String(decoding: line.dropLast(), as: UTF8.self))
        let execution = try #require(done, "\(command.type.rawValue) has no line")
        var facts: [Fact] = []
        if let upload = execution.upload {
            var reader = UploadReader(
                table: upload.table, body: Array(upload.rows.utf8), profile: profile, charset: nil)
            while let slice = reader.next(limit: 100) { facts += slice.facts }
        }
        let body = Array(execution.report(by: Samples.serial).utf8)
        return (try #require(ReceiptReader.read(body).receipts.first), facts)
    }

    /// Carries out an order's steps and asks back for each that can be asked for.
    private mutating func verify(_ type: CommandType, _ params: JSONObject) throws -> [Verification] {
        var verdicts: [Verification] = []
        for step in try Command.steps(type: type, params: params) {
            #expect(try carryOut(step.command).receipt.isSuccess)
            guard let query = step.verification?.command else { continue }
            verdicts.append(step.command.verified(by: try carryOut(query).facts))
        }
        return verdicts
    }

    private static let order: JSONObject = [
        "pin": "77", "name": "Zoë 山田", "privilege": "administrator", "password": "4711", "card": "0x63",
        "group": 2, "verify_mode": "face", "valid_from": "2026-01-01", "valid_until": "2026-12-31",
        "photo": "/9j/",
        "biometrics": [
            ["modality": "fingerprint", "index": 6, "template": "QUJDRA==", "major_version": "13"],
            ["modality": "visible_light_face", "template": "RUZHSA=="],
        ],
    ]

    @Test("a person with templates is on the terminal as ordered, and nothing of them when they are gone")
    func person() throws {
        var circle = try Self()
        let verdicts = try circle.verify(.userUpsert, Self.order)
        #expect(verdicts == [.confirmed, .confirmed, .confirmed])
        #expect(try circle.verify(.userDelete, ["pin": "77"]) == [.confirmed])
        #expect(
            try circle.verify(.userUpsert, ["pin": "77", "name": "Other"]) == [.confirmed])
    }

    @Test("a yes that changed nothing is found out")
    func liar() throws {
        var circle = try Self()
        let finger: JSONObject = [
            "pin": "11", "modality": "fingerprint", "template": "QUJDRA==", "form": "unified",
        ]
        #expect(
            try circle.verify(.biometricUpsert, finger)
                == [.refuted("asked for the template, it showed none")])
    }

    @Test("templates an old terminal is given in its own tables are found there")
    func old() throws {
        var circle = try Self(.x100c)
        let finger: JSONObject = [
            "pin": "1041", "modality": "fingerprint", "index": 3, "template": "QUJDRA==", "duress": 1,
        ]
        #expect(try circle.verify(.biometricUpsert, finger) == [.confirmed])
    }

    @Test("a query brings what answers it, and its result lists it")
    func queries() throws {
        var circle = try Self()
        _ = try circle.verify(.userUpsert, Self.order)
        let query = try Command(type: .userQuery, params: [:])
        let brought = try circle.carryOut(query)
        var answer = QueryAnswer(try #require(query.uploadQuery))
        let took = answer.take(brought.facts, at: Instant(seconds: 0))
        #expect(took)
        answer.takeReceipt(at: Instant(seconds: 0))
        #expect(answer.state(at: Instant(seconds: 10)) == .complete)
        #expect(answer.facts.count == 4)
        #expect(!answer.result.text.contains("4711"))
    }

    @Test(
        "no text that an attendance terminal is sent is unknown to the simulated one",
        arguments: [
            (.userQuery, [:]), (.userPhotoUpsert, ["pin": "11", "photo": "/9j/", "kind": "comparison"]),
            (.userPhotoDelete, ["pin": "11"]), (.workCodeUpsert, ["code": "7", "name": "Paint"]),
            (.workCodeDelete, ["code": "7"]), (.messageAssign, ["id": 1, "pin": "11"]),
            (
                .messageUpsert,
                ["id": 1, "text": "Hi", "audience": "everybody", "starts_at": "2026-11-20T08:00:00"]
            ),
            (.messageDelete, ["id": 1]), (.idCardUpsert, ["id_number": "1"]),
            (.accessGroupUpsert, ["id": 2]), (.timeZoneUpsert, ["id": 3, "monday": "08:00-17:30"]),
            (
                .holidayUpsert,
                ["id": 4, "name": "Xmas", "from": "12-24", "until": "01-01", "time_zone": 3]
            ),
            (.unlockCombinationUpsert, ["id": 5, "groups": [1, 2]]),
            (.attendanceQuery, ["from": "2026-11-20T08:00:00", "until": "2026-11-21T08:00:00"]),
            (.attendancePhotoQuery, ["from": "2026-11-20T08:00:00", "until": "2026-11-21T08:00:00"]),
            (.attendanceCount, ["from": "2026-11-20T08:00:00", "until": "2026-11-21T08:00:00"]),
            (.attendanceClear, ["confirm": true]), (.photosClear, ["confirm": true]),
            (.biometricsClear, ["confirm": true]), (.usersClear, ["confirm": true]),
            (.deviceClearAll, ["confirm": true]), (.deviceReboot, [:]), (.deviceInfo, [:]),
            (.deviceCheck, [:]), (.deviceSetOption, ["name": "VOLUME", "value": "50"]),
            (.deviceGetOption, ["name": "~DeviceName"]), (.deviceReloadOptions, [:]), (.deviceSetTime, [:]),
            (.deviceSyncNow, [:]), (.doorUnlock, [:]), (.alarmCancel, [:]),
            (.enrollFingerprint, ["pin": "11", "finger": 6]), (.enrollCard, ["pin": "11"]),
            (.enrollBiometric, ["pin": "11", "modality": "visible_light_face"]),
            (.fileGet, ["path": "options.cfg"]), (.filePut, ["url": "http://10.0.0.1/a.tgz"]),
            (.deviceShell, ["command": "ls"]),
            (
                .firmwareUpgrade,
                [
                    "url": "fw/emfw.cfg", "md5": "0123456789abcdef0123456789ABCDEF", "size": 1000,
                    "confirm": true,
                ]
            ),
        ] as [(CommandType, JSONObject)])
    func known(_ type: CommandType, _ params: JSONObject) throws {
        var circle = try Self()
        let receipt = try circle.carryOut(try Command(type: type, params: params)).receipt
        #expect(receipt.isSuccess, "\(receipt.returnCode)")
        #expect(receipt.number == CommandNumber(7))
    }
}
