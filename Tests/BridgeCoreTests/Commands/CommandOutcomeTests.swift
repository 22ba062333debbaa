import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct CommandOutcomeTests {
    private static let types: [CommandType] = [.userUpsert, .biometricUpsert, .userPhotoUpsert]

    private func steps(_ states: [CommandStatus]) -> [CommandRecord] {
        zip(1..., states).map { number, status in
            var record = CommandRecord(
                number: CommandNumber(Int64(number)), tenant: Sample.tenant, serial: Sample.serial,
                type: Self.types[number - 1], params: [:], priority: 0, status: status,
                createdAt: Sample.now, expiresAt: Sample.now + .days(1))
            if status == .completed { record.returnCode = 0 }
            if status == .failed { (record.returnCode, record.reason) = (-30, "of another version") }
            if status == .expired { record.reason = "nobody came" }
            return record
        }
    }

    @Test(
        "an order has ended when all its steps have, and says which step failed and why",
        arguments: [
            ([.completed, .completed, .completed], .completed, nil),
            (
                [.completed, .failed, .completed], .failed,
                "step 2 of 3, biometric.upsert: of another version"
            ),
            (
                [.failed, .cancelled, .cancelled], .failed,
                "step 1 of 3, user.upsert: of another version"
            ),
            ([.cancelled, .failed, .expired], .failed, "step 2 of 3, biometric.upsert: of another version"),
            ([.completed, .completed, .expired], .expired, "step 3 of 3, user_photo.upsert: nobody came"),
            ([.cancelled, .cancelled, .cancelled], .cancelled, "step 1 of 3, user.upsert: was cancelled"),
            (
                [.completed, .cancelled, .cancelled], .failed,
                "step 2 of 3, biometric.upsert: was cancelled"
            ),
            ([.completed, .sent, .failed], nil, nil), ([.queued, .failed, .failed], nil, nil), ([], nil, nil),
        ] as [([CommandStatus], CommandStatus?, String?)])
    func ends(_ states: [CommandStatus], _ status: CommandStatus?, _ reason: String?) {
        let outcome = CommandLife.outcome(of: steps(states))
        #expect(outcome?.status == status)
        #expect(outcome?.reason == reason)
    }

    @Test("the result lists each step with how it ended")
    func result() throws {
        let outcome = try #require(CommandLife.outcome(of: steps([.completed, .failed])))
        #expect(outcome.returnCode == -30)
        #expect(
            outcome.result == [
                "steps": [
                    [
                        "command_id": "cmd_1", "command": "user.upsert", "status": "completed",
                        "return_code": 0, "reason": nil, "result": nil,
                    ],
                    [
                        "command_id": "cmd_2", "command": "biometric.upsert", "status": "failed",
                        "return_code": -30, "reason": "of another version", "result": nil,
                    ],
                ]
            ])
    }

    @Test(
        "without the person, what belongs to them is not worth sending",
        arguments: [
            ([.failed, .queued, .queued], [2, 3]), ([.expired, .queued, .sent], [2]),
            ([.cancelled, .queued, .completed], [2]), ([.completed, .queued, .queued], []),
            ([.sent, .queued, .queued], []), ([.completed, .failed, .queued], []), ([], []),
        ] as [([CommandStatus], [Int64])])
    func pointless(_ states: [CommandStatus], _ numbers: [Int64]) {
        #expect(CommandLife.pointless(steps(states)).map(\.value) == numbers)
    }

    @Test("an order ends as its steps say")
    func ended() throws {
        let parent = steps([.sent])[0]
        let outcome = try #require(CommandLife.outcome(of: steps([.completed, .failed])))
        let ended = CommandLife.ended(parent, with: outcome, at: Sample.now)
        #expect(ended.status == .failed && ended.endedAt == Sample.now && ended.returnCode == -30)
        #expect(ended.reason == outcome.reason && ended.result == outcome.result)
    }

    @Test("a write that was looked up ends as what was found says")
    func verified() {
        var record = steps([.sent])[0]
        record.returnCode = 0
        let confirmed = CommandLife.verified(record, as: .confirmed, at: Sample.now)
        #expect(confirmed.status == .completed && confirmed.returnCode == 0 && confirmed.reason == nil)
        let refuted = CommandLife.verified(record, as: .refuted("it has not"), at: Sample.now)
        #expect(refuted.status == .failed && refuted.endedAt == Sample.now)
        #expect(refuted.reason == "not_verified: the terminal said that it did it, but it has not")
    }

    @Test(
        "a query ends with what it brought, and with the code of its receipt if that has come",
        arguments: [0, nil])
    func answered(_ code: Int?) {
        var open = steps([.sent])[0]
        (open.returnCode, open.awaited) = (code, code.map { _ in .uploads })
        let ended = CommandLife.answered(open, by: QueryAnswer(.users(pin: nil)), at: Sample.now)
        #expect(ended.status == .completed && ended.returnCode == code && ended.awaited == nil)
        #expect(ended.result == ["users": [], "truncated": false, "count": 0, "complete": nil])
    }
}
