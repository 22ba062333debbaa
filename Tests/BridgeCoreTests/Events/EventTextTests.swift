import BridgeCore
import BridgeTestSupport
import Testing

/// The exact bytes that are signed and sent.
@Suite struct EventTextTests {
    private let jakarta = DeviceZone(name: "Asia/Jakarta")!
    private let origin = EventOrigin(
        tenant: Sample.tenant, device: (SerialNumber("BOCK200961014")!, "Front door"), acceptedAt: Sample.now)

    private func body(_ draft: EventDraft, sequence: Int64 = 4711) -> String {
        String(decoding: draft.body(sequence: sequence), as: UTF8.self)
    }

    /// What stands before `data` in every event of `origin`.
    private func envelope(_ draft: EventDraft, _ type: String) -> String {
        #"{"id":"\#(draft.id)","type":"\#(type)","timestamp":"2026-11-20T01:02:03.456Z","tenant":"default","#
            + #""sequence":4711,"device":{"serial":"BOCK200961014","name":"Front door"},"data":"#
    }

    @Test("attendance.recorded is written as the contract shows it")
    func punch() throws {
        let punch = Punch(
            pin: "1156", time: try #require(CivilTime("2024-08-05 12:40:57")), status: 1, verify: 1,
            workCode: nil,
            raw: "1156\t2024-08-05 12:40:57\t1\t1\t\t0\t0\t")
        let draft = origin.event(for: .punch(punch), in: jakarta)
        #expect(
            body(draft) == envelope(draft, "attendance.recorded")
                + #"{"pin":"1156","occurred_at":"2024-08-05T12:40:57+07:00","local_time":"2024-08-05 12:40:57","#
                + #""time_zone":"Asia/Jakarta","direction":"check_out","direction_code":1,"#
                + #""verify_method":"fingerprint","verify_code":1,"work_code":null,"mask":null,"#
                + #""temperature_celsius":null,"reserved":[],"#
                + #""raw":"1156\t2024-08-05 12:40:57\t1\t1\t\t0\t0\t"}}"#)
        #expect(draft.type == .attendanceRecorded)
        #expect(draft.serial == SerialNumber("BOCK200961014"))
        #expect(draft.acceptedAt == Sample.now)
    }

    @Test("what a punch does not say is null, what is unknown is other, what is doubtful is flagged")
    func strangePunch() throws {
        let berlin = try #require(DeviceZone(name: "Europe/Berlin"))
        var punch = Punch(
            pin: "7", time: try #require(CivilTime("2026-03-29 02:30:00")), status: nil, verify: nil,
            workCode: "5",
            mask: 1, temperatureCelsius: 36.5, reserved: ["0", ""], raw: "7")
        let draft = origin.event(for: .punch(punch), in: berlin)
        #expect(
            body(draft) == envelope(draft, "attendance.recorded")
                + #"{"pin":"7","occurred_at":"2026-03-29T03:30:00+02:00","local_time":"2026-03-29 02:30:00","#
                + #""time_zone":"Europe/Berlin","time_ambiguous":true,"direction":null,"direction_code":null,"#
                + #""verify_method":null,"verify_code":null,"work_code":"5","mask":1,"temperature_celsius":36.5,"#
                + #""reserved":["0",""],"raw":"7"}}"#)
        (punch.status, punch.verify) = (99, 200)
        let unknown = body(origin.event(for: .punch(punch), in: berlin))
        #expect(
            unknown.contains(
                #""direction":"other","direction_code":99,"verify_method":"other","verify_code":200"#))
    }

    @Test("the id of a punch depends on person, time, status and verify, and on nothing else it says")
    func identity() {
        func id(_ change: (inout Punch) -> Void) -> EventID {
            var punch = Sample.punch(1)
            change(&punch)
            return origin.event(for: .punch(punch), in: .utc).id
        }
        let same = id { _ in }
        #expect(id { $0.raw = "another line" } == same)
        #expect(id { $0.workCode = "3" } == same)
        #expect(id { $0.reserved = ["x"] } == same)
        let others = [
            id { $0.pin = "1157" }, id { $0.time = Sample.punch(2).time }, id { $0.status = 0 },
            id { $0.status = nil },
            id { $0.verify = 15 }, id { $0.verify = nil },
        ]
        #expect(Set(others + [same]).count == 7)
    }

    @Test("the same fact accepted later, or of a terminal renamed, has the same id")
    func identityIsOfTheFact() {
        let later = EventOrigin(
            tenant: Sample.tenant, device: (SerialNumber("BOCK200961014")!, nil),
            acceptedAt: Sample.now + .days(9))
        let (one, other) = (
            origin.event(for: .punch(Sample.punch()), in: .utc),
            later.event(for: .punch(Sample.punch()), in: .utc)
        )
        #expect(one.id == other.id)
        #expect(one.day == other.day)
    }

    @Test("record.rejected carries the line as text, or in base64 where it is no text")
    func rejected() {
        let text = origin.event(
            for: RejectedLine(table: "ATTLOG", line: Array("a\tb".utf8), reason: "no time"))
        #expect(
            body(text) == envelope(text, "record.rejected")
                + #"{"table":"ATTLOG","line":"a\tb","line_base64":null,"reason":"no time"}}"#)
        let bytes = origin.event(for: RejectedLine(table: "", line: [0xff, 0xfe], reason: "no text"))
        #expect(
            body(bytes) == envelope(bytes, "record.rejected")
                + #"{"table":"","line":null,"line_base64":"//4=","reason":"no text"}}"#)
    }

    @Test(
        "a change of presence is written with what is known of the terminal",
        arguments: [
            (.registered, "device.registered"), (.online, "device.online"), (.offline, "device.offline"),
        ] as [(PresenceChange, String)])
    func presence(_ change: PresenceChange, _ type: String) {
        var device = Sample.device()
        let bare = origin.event(for: change, of: device)
        #expect(
            body(bare) == envelope(bare, type)
                + #"{"address":null,"firmware":null,"push_version":null,"dialect":"attendance","#
                + #""counts":{"users":null,"fingerprints":null,"punches":null,"faces":null}}}"#)
        device.presence.address = "192.0.2.7"
        device.profile.firmware = "Ver 8"
        device.profile.pushVersion = "2.4.1"
        device.profile.counts.users = 3
        let full = origin.event(for: change, of: device)
        #expect(
            body(full) == envelope(full, type)
                + #"{"address":"192.0.2.7","firmware":"Ver 8","push_version":"2.4.1","dialect":"attendance","#
                + #""counts":{"users":3,"fingerprints":null,"punches":null,"faces":null}}}"#)
    }

    @Test("pieces of news of one millisecond are as many events")
    func newsOfOneMillisecond() {
        let drifts = [
            origin.event(forDrift: .seconds(3600), saidByPunchOf: "1"),
            origin.event(forDrift: .seconds(7200), saidByPunchOf: "1"),
            origin.event(forDrift: .seconds(3600), saidByPunchOf: "2"),
        ]
        let conflicts = [
            origin.event(for: DeviceConflict(sign: .stamps)),
            origin.event(for: DeviceConflict(sign: .addresses("192.0.2.7", "192.0.2.8"))),
            origin.event(for: DeviceConflict(sign: .addresses("192.0.2.8", "192.0.2.7"))),
        ]
        let options = [
            origin.event(forChanged: OptionChange.changes(from: ["VOLUME": "1"], by: ["VOLUME": "2"])),
            origin.event(forChanged: OptionChange.changes(from: ["VOLUME": "2"], by: ["VOLUME": "1"])),
        ]
        var errors: [EventDraft] = []
        let error = DeviceErrorReport(
            code: "D01E0001", message: nil, origin: "dev", commandID: nil, additional: nil,
            raw: "ErrCode=D01E0001")
        for _ in 0..<2 { origin.append(eventsFor: .deviceError(error), in: .utc, to: &errors) }
        #expect(Set((drifts + conflicts + options + errors).map(\.id)).count == 10)
    }

    @Test(
        "the end of a command is written with its outcome",
        arguments: [
            (.completed, "command.completed"), (.failed, "command.failed"), (.expired, "command.expired"),
        ] as [(CommandStatus, String)])
    func command(_ status: CommandStatus, _ type: String) throws {
        let record = CommandRecord(
            number: CommandNumber(9), tenant: Sample.tenant, serial: Sample.serial, type: .userUpsert,
            params: ["pin": "7", "password": "1234"], priority: 0, status: status, createdAt: Sample.now,
            expiresAt: Sample.now, returnCode: -1, reason: "no room", result: ["x": [1]])
        let draft = try #require(origin.event(for: record))
        #expect(
            body(draft) == envelope(draft, type)
                + #"{"command_id":"cmd_9","command":"user.upsert","params":{"pin":"7","password":"***"},"#
                + #""return_code":-1,"reason":"no room","result":{"x":[1]}}}"#)
    }

    @Test("a command that has not ended is no event", arguments: [CommandStatus.queued, .sent, .cancelled])
    func openCommand(_ status: CommandStatus) {
        let record = CommandRecord(
            number: CommandNumber(9), tenant: Sample.tenant, serial: Sample.serial, type: .raw, params: [:],
            priority: 0, status: status, createdAt: Sample.now, expiresAt: Sample.now)
        #expect(origin.event(for: record) == nil)
    }

    @Test(
        "codes of the protocol have their names",
        arguments: [
            (0, "automatic"), (1, "fingerprint"), (4, "card"), (15, "face"), (25, "palm"), (30, "other"),
            (-1, "other"),
        ])
    func verifyMethods(_ code: Int, _ name: String) {
        #expect(VerifyMethod.name(code: code) == name)
    }

    @Test(
        "punch states have their names",
        arguments: [
            (0, "check_in"), (1, "check_out"), (2, "break_out"), (3, "break_in"), (4, "overtime_in"),
            (5, "overtime_out"), (255, "undefined"), (6, "other"), (-1, "other"),
        ])
    func directions(_ code: Int, _ name: String) {
        #expect(PunchDirection.name(code: code) == name)
    }
}
