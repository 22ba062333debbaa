import BridgeCore
import Testing

extension StorePromise {
    /// From terminal to outcome.
    static let commandEnd = [
        StorePromise("a terminal's answer ends its command and is an event") { subject in
            let record = try await subject.sent(.userUpsert, ["pin": "7", "password": "70314159"])
            let later = Sample.now + .seconds(2)
            #expect(try await subject.settle(.of(record.number), at: later) == [])
            let ended = try #require(try subject.command(record.number))
            #expect(ended.status == .completed)
            #expect(ended.returnCode == 0)
            #expect(ended.endedAt == later)
            let event = try #require(try subject.log().first)
            #expect(event.type == .commandCompleted)
            #expect(event.serial == Sample.serial)
            let text = String(decoding: event.body, as: UTF8.self)
            #expect(text.contains(#""params":{"pin":"7","password":"***"}"#))
            #expect(!text.contains("70314159"))
            #expect(try subject.log().count == 1)
        },
        StorePromise("an unanswered command is not handed out again once a later one changed the same") {
            subject in
            let first = try await subject.sent(.userUpsert, ["pin": "7", "privilege": "administrator"])
            let other = try await subject.sent(.userUpsert, ["pin": "8"])
            let delete = try await subject.sent(.userDelete, ["pin": "7"])
            try await subject.settle(.of(delete.number))
            let late = Sample.now + CommandLife.lease
            #expect(try await subject.expire(at: late) == 2)
            let undone = try subject.command(first.number)
            #expect(undone?.status == .failed && undone?.reason == "no_answer")
            #expect(try subject.command(other.number)?.status == .queued)
        },
        StorePromise("other parts of the same person do not keep a command from going out again") { subject in
            let person = try await subject.sent(.userUpsert, ["pin": "7"])
            var fingers: [CommandRecord] = []
            for index in [1, 2] as [JSON] {
                fingers.append(
                    try await subject.sent(
                        .biometricUpsert,
                        ["pin": "7", "modality": "fingerprint", "index": index, "template": "QUJD"]))
            }
            let assigned = try await subject.sent(.messageAssign, ["id": 1, "pin": "7"])
            _ = try await subject.sent(.messageAssign, ["id": 1, "pin": "8"])
            #expect(try await subject.expire(at: Sample.now + CommandLife.lease) == 5)
            for record in [person, assigned] + fingers {
                #expect(try subject.command(record.number)?.status == .queued)
            }
        },
        StorePromise("a command in doubt goes out again before a later one that still waits") { subject in
            let first = try await subject.sent(.userUpsert, ["pin": "7"])
            let delete = try #require(
                try await subject.enqueue(Sample.order(.userDelete, ["pin": "7"])).first)
            #expect(try await subject.expire(at: Sample.now + CommandLife.lease) == 1)
            #expect(
                try await subject.lease() == [
                    "\(first.number.value) user.upsert", "\(delete.number.value) user.delete",
                ])
        },
        StorePromise("a negative answer is a failure with the reason in words") { subject in
            let record = try await subject.sent(.deviceCheck)
            try await subject.settle(.of(record.number, returning: -1002))
            let ended = try #require(try subject.command(record.number))
            #expect(ended.status == .failed)
            #expect(ended.returnCode == -1002)
            #expect(ended.reason == "the terminal refused")
            #expect(try subject.log().map(\.type) == [.commandFailed])
        },
        StorePromise("what a terminal sends along is kept as the result") { subject in
            let record = try await subject.sent(.deviceInfo)
            let receipt = CommandReceipt(
                number: record.number, id: "x", returnCode: 0, meaning: nil,
                result: ["FirmwareVersion": "Ver 8.0.4.3", "UserCount": 12])
            try await subject.settle(receipt)
            try subject.restart()
            #expect(try subject.command(record.number)?.result == receipt.result)
        },
        StorePromise("an answer from another terminal is unknown") { subject in
            let record = try await subject.sent(.deviceCheck)
            let receipt = CommandReceipt.of(record.number)
            #expect(try await subject.settle(receipt, from: Sample.otherSerial) == [receipt])
            #expect(try subject.command(record.number)?.status == .sent)
        },
        StorePromise("a second answer to a command is unknown and changes nothing") { subject in
            let record = try await subject.sent(.deviceCheck)
            try await subject.settle(.of(record.number))
            let again = CommandReceipt.of(record.number, returning: -1)
            #expect(try await subject.settle(again) == [again])
            #expect(try subject.command(record.number)?.status == .completed)
            #expect(try subject.log().count == 1)
        },
        StorePromise("of two answers to a command in one upload the first counts") { subject in
            let record = try await subject.sent(.deviceCheck)
            let again = CommandReceipt.of(record.number, returning: -1)
            #expect(try await subject.settle(.of(record.number), again) == [again])
            #expect(try subject.command(record.number)?.status == .completed)
            #expect(try subject.log().map(\.type) == [.commandCompleted])
        },
        StorePromise("answers to nothing are unknown, beside one that is known") { subject in
            let record = try await subject.sent(.deviceCheck)
            let queued = try #require(try await subject.enqueue(Sample.order(.deviceInfo)).first)
            let noNumber = CommandReceipt(number: nil, id: "295", returnCode: 0, meaning: nil)
            let (early, never) = (CommandReceipt.of(queued.number), CommandReceipt.of(CommandNumber(3)))
            let unknown = try await subject.settle(noNumber, early, .of(record.number), never)
            #expect(unknown == [noNumber, early, never])
            #expect(try subject.command(record.number)?.status == .completed)
        },
        StorePromise("a queued command can be cancelled, without an event") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(.deviceCheck)).first)
            let cancelled = try await subject.cancel(record.number)
            #expect(cancelled?.status == .cancelled)
            #expect(cancelled?.endedAt == Sample.now)
            #expect(try await subject.lease() == [])
            #expect(try subject.log().isEmpty)
            #expect(try subject.command(record.number)?.status == .cancelled)
        },
        StorePromise("a sent command can no longer be cancelled") { subject in
            let record = try await subject.sent(.deviceCheck)
            #expect(try await subject.cancel(record.number)?.status == .sent)
            #expect(try subject.command(record.number)?.status == .sent)
        },
        StorePromise("nobody cancels the command of another tenant") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(.deviceCheck)).first)
            #expect(try await subject.cancel(record.number, of: Sample.otherTenant) == nil)
            #expect(try await subject.cancel(CommandNumber(3)) == nil)
            #expect(try subject.command(record.number)?.status == .queued)
        },
        StorePromise("a command nobody fetched in time expires, as an event") { subject in
            let expiry = Sample.now + .seconds(60)
            let record = try #require(
                try await subject.enqueue(Sample.order(.deviceCheck, expiresAt: expiry)).first)
            #expect(try await subject.expire(at: expiry - .milliseconds(1)) == 0)
            #expect(try await subject.expire(at: expiry) == 1)
            #expect(try await subject.expire(at: expiry) == 0)
            #expect(try subject.command(record.number)?.status == .expired)
            #expect(try subject.log().map(\.type) == [.commandExpired])
        },
        StorePromise("a harmless command without an answer goes out 3 times, then failed") { subject in
            let order = Sample.order(.deviceCheck, expiresAt: Sample.now + .days(1))
            let record = try #require(try await subject.enqueue(order).first)
            var now = Sample.now
            for delivery in 1...3 {
                #expect(subject.store.mayHaveWork(for: Sample.serial))
                #expect(try await subject.lease(at: now).count == 1)
                #expect(!subject.store.mayHaveWork(for: Sample.serial))
                now = now + CommandLife.lease
                #expect(try await subject.expire(at: now - .milliseconds(1)) == 0)
                #expect(try await subject.expire(at: now) == 1)
                #expect(try subject.command(record.number)?.status == (delivery < 3 ? .queued : .failed))
            }
            #expect(try subject.command(record.number)?.reason == "no_answer")
            #expect(!subject.store.mayHaveWork(for: Sample.serial))
            #expect(try subject.log().map(\.type) == [.commandFailed])
        },
        StorePromise("a harmless command without an answer is not handed out past its time") { subject in
            let order = Sample.order(.deviceCheck, expiresAt: Sample.now + .seconds(60))
            let record = try #require(try await subject.enqueue(order).first)
            _ = try await subject.lease()
            try await subject.expire(at: Sample.now + CommandLife.lease)
            #expect(try subject.command(record.number)?.reason == "no_answer")
        },
        StorePromise("a reboot without an answer is failed at once") { subject in
            let record = try await subject.sent(.deviceReboot)
            #expect(try await subject.expire(at: Sample.now + CommandLife.lease) == 1)
            let ended = try subject.command(record.number)
            #expect(ended?.status == .failed)
            #expect(ended?.reason == "no_answer")
            #expect(try subject.log().map(\.type) == [.commandFailed])
        },
        StorePromise("an answer after the command was given up is unknown") { subject in
            let record = try await subject.sent(.deviceReboot)
            try await subject.expire(at: Sample.now + CommandLife.lease)
            let late = CommandReceipt.of(record.number)
            #expect(try await subject.settle(late) == [late])
            #expect(try subject.log().count == 1)
        },
        StorePromise("an answer after the command was given up is noted on it, once, and the end stays") {
            subject in
            for (code, said) in [(0, "had done it"), (-1, "the terminal refused")] {
                let record = try await subject.sent(.deviceReboot)
                try await subject.expire(at: Sample.now + CommandLife.lease)
                let late = CommandReceipt.of(record.number, returning: code)
                #expect(try await subject.settle(late) == [late])
                let noted = try #require(try subject.command(record.number))
                #expect(noted.status == .failed && noted.returnCode == code)
                let reason = "no_answer; at \(Sample.now.rfc3339) the terminal said: \(said)"
                #expect(noted.reason == reason)
                // Said once more it is nothing, and said differently it is strange.
                #expect(try await subject.settle(late) == [])
                let other = CommandReceipt.of(record.number, returning: -5)
                #expect(try await subject.settle(other) == [other])
                #expect(try subject.command(record.number)?.reason == reason)
            }
        },
        StorePromise("an answer to what was never handed out is not noted") { subject in
            let order = Sample.order(.deviceCheck, expiresAt: Sample.now + .seconds(60))
            let record = try #require(try await subject.enqueue(order).first)
            try await subject.expire(at: Sample.now + .seconds(60))
            let strange = CommandReceipt.of(record.number)
            #expect(try await subject.settle(strange) == [strange])
            let ended = try subject.command(record.number)
            #expect(ended?.status == .expired && ended?.returnCode == nil)
        },
        StorePromise("the bell rings for the events of commands") { subject in
            let rung = ManualClock(Instant(seconds: 0))
            subject.store.onNewEvents { if $0 == [Sample.tenant] { rung.advance(by: .seconds(1)) } }
            let record = try await subject.sent(.deviceCheck)
            #expect(rung.now().seconds == 0)
            try await subject.settle(.of(record.number))
            #expect(rung.now().seconds == 1)
        },
        StorePromise("the event of a command names the terminal as its owner does") { subject in
            try subject.adopt(devices: [Sample.configuredDevice(name: "Front door")])
            let record = try await subject.sent(.deviceCheck)
            try await subject.settle(.of(record.number))
            let body = String(decoding: try #require(try subject.log().first).body, as: UTF8.self)
            #expect(body.contains(#""device":{"serial":"SIM0000000001","name":"Front door"}"#))
        },
    ]
}

extension StoreUnderTest {
    /// A command the terminal has fetched.
    func sent(_ type: CommandType, _ params: JSONObject = [:]) async throws -> CommandRecord {
        let record = try #require(try await enqueue(Sample.order(type, params)).first)
        _ = try await lease()
        return record
    }

    func cancel(_ number: CommandNumber, of tenant: TenantID = Sample.tenant) async throws -> CommandRecord? {
        let store = store
        return try await success { store.cancel(number, of: tenant, at: Sample.now, completion: $0) }
    }
}
