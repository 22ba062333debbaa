import BridgeCore
import Testing

extension StorePromise {
    /// Commands whose receipt is not all.
    static let commandProof = [
        StorePromise("a query handed out says so, with what it asks for") { subject in
            _ = try await subject.enqueue(
                Sample.order(.userQuery, ["pin": "7"]), Sample.order(.deviceCheck))
            let handout = try await subject.handout()
            #expect(handout.queries.map(\.query) == [.users(pin: "7")])
            #expect(handout.queries.map(\.isVerification) == [false])
        },
        StorePromise("a query whose uploads are awaited ends with them, not with its receipt") { subject in
            let record = try await subject.sent(.userQuery)
            #expect(try await subject.settle([.of(record.number)], awaiting: [record.number]) == [])
            #expect(try subject.command(record.number)?.status == .sent)
            #expect(try subject.log().isEmpty)
            // Its lease is over with the receipt.
            #expect(try await subject.expire(at: Sample.now + .days(1)) == 0)
            try await subject.conclude(
                record.number, .users(pin: nil), [.user(UserReport(pin: "7", raw: ""))])
            let ended = try #require(try subject.command(record.number))
            #expect(ended.status == .completed && ended.returnCode == 0)
            #expect(ended.result?.text.contains(#""count":1"#) == true)
            #expect(try subject.log().map(\.type) == [.commandCompleted])
        },
        StorePromise("a query without a receipt that brought nothing goes on") { subject in
            let record = try await subject.sent(.userQuery)
            try await subject.conclude(record.number, .users(pin: nil), [])
            #expect(try subject.command(record.number)?.status == .sent)
        },
        StorePromise(
            "a query that is answered before its receipt takes that as its code, and as nothing else"
        ) {
            subject in
            let record = try await subject.sent(.userQuery, ["pin": "7"])
            try await subject.conclude(
                record.number, .users(pin: "7"), [.user(UserReport(pin: "7", raw: ""))])
            let ended = try #require(try subject.command(record.number))
            #expect(ended.status == .completed && ended.returnCode == nil)
            #expect(ended.result?.text.contains(#""count":1"#) == true)
            #expect(try subject.log().map(\.type) == [.commandCompleted])
            for _ in 0..<2 {
                #expect(try await subject.settle([.of(record.number)], awaiting: [record.number]) == [])
            }
            let told = try #require(try subject.command(record.number))
            #expect(told.status == .completed && told.returnCode == 0 && told.result == ended.result)
            #expect(try subject.log().map(\.type) == [.commandCompleted])
        },
        StorePromise("a query of whose uploads nobody knows ends with its receipt") { subject in
            let record = try await subject.sent(.userQuery)
            try await subject.settle(.of(record.number))
            let ended = try subject.command(record.number)
            #expect(ended?.status == .completed)
            #expect(ended?.result == ["complete": nil])
        },
        StorePromise("a query that waits for uploads over a restart ends by its receipt") { subject in
            let record = try await subject.sent(.userQuery)
            try await subject.settle([.of(record.number)], awaiting: [record.number])
            try subject.restart()
            #expect(try await subject.expire(at: Sample.now) == 1)
            #expect(try subject.command(record.number)?.result == ["complete": nil])
            #expect(try await subject.expire(at: Sample.now + .days(1)) == 0)
        },
        StorePromise("a query the terminal refuses has failed, awaited or not") { subject in
            let record = try await subject.sent(.userQuery)
            try await subject.settle([.of(record.number, returning: -1002)], awaiting: [record.number])
            #expect(try subject.command(record.number)?.status == .failed)
        },
        StorePromise("a write that is to be verified is looked up before it is done") { subject in
            let (record, query) = try await subject.verifying(.userUpsert, ["pin": "7", "name": "Siti"])
            #expect(try subject.command(record.number)?.awaited == .verification)
            #expect(query.query == .users(pin: "7") && query.isVerification)
            try await subject.settle([.of(query.number)], awaiting: [query.number])
            #expect(try subject.command(record.number)?.status == .sent)
            var report = UserReport(pin: "7", raw: "")
            report.name = "Siti"
            try await subject.conclude(query.number, query.query, [.user(report)])
            let ended = try #require(try subject.command(record.number))
            #expect(ended.status == .completed && ended.returnCode == 0 && ended.awaited == nil)
            #expect(ended.result == ["verified_by": "upload"])
            #expect(try subject.log().map(\.type) == [.commandCompleted])
        },
        StorePromise("a write that is not found there has failed, and says what is missing") { subject in
            let (record, query) = try await subject.verifying(.userUpsert, ["pin": "7", "name": "Siti"])
            try await subject.settle([.of(query.number)], awaiting: [query.number])
            var report = UserReport(pin: "7", raw: "")
            report.name = "Sit"
            try await subject.conclude(query.number, query.query, [.user(report)])
            let ended = try #require(try subject.command(record.number))
            #expect(ended.status == .failed && ended.returnCode == 0)
            #expect(ended.reason?.hasPrefix("not_verified: ") == true)
            #expect(ended.reason?.hasSuffix("name") == true)
            #expect(try subject.log().map(\.type) == [.commandFailed])
        },
        StorePromise("a deletion is verified by a terminal that knows no such person") { subject in
            let (record, query) = try await subject.verifying(.userDelete, ["pin": "7"])
            try await subject.settle(.of(query.number, returning: -4))
            let ended = try subject.command(record.number)
            #expect(ended?.status == .completed)
            #expect(ended?.result == ["verified_by": "return_code"])
        },
        StorePromise("a deletion that only a terminal's silence shows says so") { subject in
            let (record, query) = try await subject.verifying(.userDelete, ["pin": "7"])
            try await subject.settle([.of(query.number)], awaiting: [query.number])
            try await subject.conclude(query.number, query.query, [])
            let ended = try subject.command(record.number)
            #expect(ended?.status == .completed)
            #expect(ended?.result == ["verified_by": "silence"])
        },
        StorePromise("a write that cannot be looked up has failed") { subject in
            let (record, query) = try await subject.verifying(.userUpsert, ["pin": "7"])
            try await subject.settle(.of(query.number, returning: -1002))
            let ended = try subject.command(record.number)
            #expect(ended?.status == .failed)
            #expect(
                ended?.reason
                    == "not_verified: the terminal said that it did it, but it could not be looked up: "
                    + "the terminal refused")
        },
        StorePromise("a write is not looked up for ever") { subject in
            let order = Sample.order(.userUpsert, ["pin": "7", "verify": true])
            let record = try #require(try await subject.enqueue(order).first)
            _ = try await subject.lease()
            try await subject.settle(.of(record.number))
            #expect(try await subject.expire(at: Sample.now + CommandLife.verificationTime) == 1)
            #expect(try subject.command(record.number)?.status == .failed)
            #expect(try await subject.lease() == [])
        },
        StorePromise("a look-up of whose uploads nobody knows is made again, and not for ever") { subject in
            let (record, query) = try await subject.verifying(.userUpsert, ["pin": "7"])
            for _ in 2...CommandLife.maximumDeliveries {
                try await subject.settle(.of(query.number))
                #expect(try await subject.handout().queries == [query])
            }
            try await subject.settle(.of(query.number))
            #expect(try await subject.handout().queries == [])
            #expect(try subject.command(record.number)?.status == .failed)
        },
        StorePromise("a write that the terminal refuses is not looked up") { subject in
            let order = Sample.order(.userUpsert, ["pin": "7", "verify": true])
            let record = try #require(try await subject.enqueue(order).first)
            _ = try await subject.lease()
            try await subject.settle(.of(record.number, returning: -1))
            #expect(try subject.command(record.number)?.status == .failed)
            #expect(try await subject.lease() == [])
        },
        StorePromise("steps wait until the first is verified, and its look-up waits for nobody") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: ["verify": true])).first)
            _ = try await subject.lease()
            try await subject.settle(.of(record.steps[0].number))
            let query = try #require(try await subject.handout().queries.first)
            #expect(try await subject.lease() == [])
            try await subject.settle([.of(query.number)], awaiting: [query.number])
            try await subject.conclude(query.number, query.query, [.user(UserReport(pin: "7", raw: ""))])
            #expect(try await subject.lease() == ["\(record.steps[1].number.value) biometric.upsert"])
            #expect(try subject.command(record.number)?.steps.count == 3)
        },
        StorePromise("an answer that comes once more is neither unknown nor news") { subject in
            let record = try await subject.sent(.deviceCheck)
            try await subject.settle(.of(record.number, returning: -2))
            #expect(try await subject.settle(.of(record.number, returning: -2)) == [])
            #expect(try subject.log().count == 1)
            let (write, _) = try await subject.verifying(.userUpsert, ["pin": "7"])
            #expect(try await subject.settle(.of(write.number)) == [])
            #expect(try subject.command(write.number)?.status == .sent)
        },
        StorePromise("an answer counts that comes when its command is about to go out again") { subject in
            let record = try await subject.sent(.deviceCheck)
            try await subject.expire(at: Sample.now + CommandLife.lease)
            #expect(try subject.command(record.number)?.status == .queued)
            #expect(try await subject.settle(.of(record.number)) == [])
            #expect(try subject.command(record.number)?.status == .completed)
            #expect(try await subject.lease() == [])
        },
    ]
}

extension StoreUnderTest {
    /// What a poll is answered with.
    func handout(_ serial: SerialNumber = Sample.serial) async throws -> CommandHandout {
        let request = LeaseRequest(serial: serial, now: Sample.now, maximumCommands: 9, maximumBytes: 9999) {
            number, _ in Array("\(number)\n".utf8)
        }
        let store = store
        return try await success { store.lease(request, completion: $0) }
    }

    @discardableResult
    func settle(
        _ receipts: [CommandReceipt], awaiting awaited: Set<CommandNumber>
    ) async throws -> [CommandReceipt] {
        let store = store
        return try await success {
            store.settle(receipts, from: Sample.serial, awaiting: awaited, at: Sample.now, completion: $0)
        }
    }

    func conclude(_ number: CommandNumber, _ query: UploadQuery, _ facts: [Fact]) async throws {
        var answer = QueryAnswer(query)
        _ = answer.take(facts, at: Sample.now)
        let answered = AnsweredQuery(number: number, serial: Sample.serial, answer: answer)
        let store = store
        try await success { store.conclude([answered], at: Sample.now, completion: $0) }
    }

    /// A write the terminal says it has done, and the query that looks it up, handed out.
    func verifying(
        _ type: CommandType, _ params: JSONObject
    ) async throws -> (record: CommandRecord, query: OpenQuery) {
        var params = params
        params["verify"] = true
        let record = try #require(try await enqueue(Sample.order(type, params)).first)
        _ = try await lease()
        try await settle(.of(record.number))
        let handout = try await handout()
        return (record, try #require(handout.queries.first))
    }
}
