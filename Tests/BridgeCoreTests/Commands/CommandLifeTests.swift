import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct CommandLifeTests {
    private static let later = Sample.now + .seconds(300)

    private func record(
        _ type: CommandType, status: CommandStatus = .sent, expiresAt: Instant = Sample.now + .days(1)
    ) -> CommandRecord {
        CommandRecord(
            number: CommandNumber(7), tenant: Sample.tenant, serial: Sample.serial, type: type,
            params: ["pin": "1", "password": "4711"], priority: 0, status: status, createdAt: Sample.now,
            expiresAt: expiresAt)
    }

    @Test(
        "an unanswered command goes out again only if that is harmless, in time and not too often",
        arguments: [
            (.userUpsert, 1, 1, .queued), (.userUpsert, 2, 1, .queued), (.userUpsert, 3, 1, .failed),
            (.userUpsert, 9, 1, .failed), (.userUpsert, 1, 0, .failed), (.deviceReboot, 1, 1, .failed),
            (.doorUnlock, 1, 1, .failed), (.raw, 1, 1, .failed), (.deviceInfo, 1, 1, .queued),
        ] as [(CommandType, Int, Int64, CommandStatus)])
    func unanswered(_ type: CommandType, _ deliveries: Int, _ milliseconds: Int64, _ status: CommandStatus) {
        let expiry = Self.later + .milliseconds(milliseconds)
        let next = CommandLife.unanswered(
            record(type, expiresAt: expiry), deliveries: deliveries, at: Self.later)
        #expect(next.status == status)
        #expect(next.reason == (status == .failed ? "no_answer" : nil))
        #expect(next.endedAt == (status == .failed ? Self.later : nil))
    }

    @Test(
        "zero and counts are success, negative codes failure",
        arguments: [(0, .completed), (12, .completed), (-1, .failed), (-1002, .failed)]
            as [(Int, CommandStatus)])
    func settled(_ code: Int, _ status: CommandStatus) {
        let receipt = CommandReceipt(
            number: CommandNumber(7), id: "7", returnCode: code, meaning: "so it is", result: ["a": 1])
        let ended = CommandLife.settled(record(.deviceInfo), by: receipt, at: Self.later)
        #expect(ended.status == status)
        #expect(ended.returnCode == code)
        #expect(ended.reason == "so it is")
        #expect(ended.result == ["a": 1])
        #expect(ended.endedAt == Self.later)
    }

    @Test(
        "an enrolment's positive code is a failure, whether or not the answer says what it answers",
        arguments: [true, false])
    func enrolment(_ isNamed: Bool) {
        let receipt = CommandReceipt(
            number: CommandNumber(7), id: "7", returnCode: 4, meaning: isNamed ? "bad pictures" : nil,
            isEnrolment: isNamed)
        let ended = CommandLife.settled(record(.enrollFingerprint), by: receipt, at: Self.later)
        #expect(ended.status == .failed)
        #expect(
            ended.reason
                == (isNamed ? "bad pictures" : "the enrolment failed: the pictures were bad or did not agree")
        )
        let card = CommandLife.settled(
            record(.enrollCard),
            by: CommandReceipt(number: CommandNumber(7), id: "7", returnCode: 5, meaning: nil), at: Self.later
        )
        #expect(card.reason == "no card was shown in time")
        let done = CommandReceipt(number: CommandNumber(7), id: "7", returnCode: 0, meaning: nil)
        #expect(CommandLife.settled(record(.enrollCard), by: done, at: Self.later).status == .completed)
    }

    @Test("an expired command ends with its reason")
    func expired() {
        let ended = CommandLife.expired(record(.raw, status: .queued), at: Self.later)
        #expect(ended.status == .expired)
        #expect(ended.endedAt == Self.later)
        #expect(ended.reason == "the terminal did not fetch it before it expired")
    }

    @Test("a record never holds a password that could be shown")
    func masked() {
        #expect(record(.userUpsert).params == ["pin": "1", "password": "***"])
    }

    @Test("four states are final")
    func final() {
        #expect(CommandStatus.allCases.filter(\.isFinal) == [.completed, .failed, .expired, .cancelled])
    }
}
