import BridgeCore
import Testing

extension StorePromise {
    /// Orders of several steps.
    static let commandSteps = [
        StorePromise("an order of several steps is one command with its steps after it") { subject in
            let order = Sample.order(person: ["photo": "/9j/AAECAwQ=", "password": "70314159"])
            let record = try #require(try await subject.enqueue(order).first)
            #expect(record.type == .userUpsert && record.status == .queued)
            #expect(
                record.steps.map(\.type) == [
                    .userUpsert, .biometricUpsert, .biometricUpsert, .userPhotoUpsert,
                ])
            #expect(
                zip([record] + record.steps, record.steps).allSatisfy { $0.number.value < $1.number.value })
            #expect(record.steps.allSatisfy { $0.parent == record.number })
            try subject.restart()
            #expect(try subject.command(record.number) == record)
            #expect(!"\(record)".contains("70314159") && !"\(record)".contains("/9j/"))
        },
        StorePromise("steps are in no list and in no count") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            let listed = try subject.store.commands(
                of: Sample.tenant, serial: nil, status: nil, before: nil, limit: 9)
            #expect(listed.map(\.number) == [record.number])
            #expect(try subject.store.statistics(of: Sample.tenant).commands == [.queued: 1])
        },
        StorePromise("the first step goes out alone, the others once it is done, one bulky one at a time") {
            subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            let steps = record.steps.map(\.number)
            #expect(try await subject.lease() == ["\(steps[0].value) user.upsert"])
            #expect(try subject.command(record.number)?.status == .sent)
            #expect(!subject.store.mayHaveWork(for: Sample.serial))
            #expect(try await subject.lease() == [])
            try await subject.settle(.of(steps[0]))
            #expect(subject.store.mayHaveWork(for: Sample.serial))
            #expect(try await subject.lease() == ["\(steps[1].value) biometric.upsert"])
            #expect(subject.store.mayHaveWork(for: Sample.serial))
            #expect(try await subject.lease() == ["\(steps[2].value) biometric.upsert"])
            #expect(!subject.store.mayHaveWork(for: Sample.serial))
        },
        StorePromise("nothing overtakes the steps of an order but what is more urgent") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            let steps = record.steps.map(\.number.value)
            let later = try await subject.enqueue(Sample.order(.userDelete, ["pin": "7"]))[0].number.value
            #expect(try await subject.lease() == ["\(steps[0]) user.upsert"])
            #expect(try await subject.lease() == [])
            let urgent = try await subject.enqueue(Sample.order(.doorUnlock, priority: 5))[0].number.value
            #expect(try await subject.lease() == ["\(urgent) door.unlock"])
            try await subject.settle(.of(record.steps[0].number))
            var lines: [String] = []
            for _ in 0..<2 { lines += try await subject.lease() }
            #expect(
                lines == [
                    "\(steps[1]) biometric.upsert", "\(steps[2]) biometric.upsert", "\(later) user.delete",
                ])
        },
        StorePromise("what has nothing to do with an order does not wait for its steps") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            let door = try await subject.enqueue(Sample.order(.doorUnlock))[0].number.value
            let other = try await subject.enqueue(Sample.order(.userDelete, ["pin": "8"]))[0].number.value
            let first = record.steps[0].number.value
            #expect(
                try await subject.lease() == [
                    "\(first) user.upsert", "\(door) door.unlock", "\(other) user.delete",
                ])
        },
        StorePromise("an order is done when its steps are, with one event and one result") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            try await subject.leaseAndSettleAll(record)
            let ended = try #require(try subject.command(record.number))
            #expect(ended.status == .completed && ended.returnCode == 0)
            #expect(ended.steps.map(\.status) == [.completed, .completed, .completed])
            let log = try subject.log()
            #expect(log.map(\.type) == [.commandCompleted])
            let text = String(decoding: log[0].body, as: UTF8.self)
            #expect(text.contains(#""command_id":"\#(record.number)""#))
            #expect(text.contains(#""command_id":"\#(record.steps[2].number)""#))
            #expect(!text.contains("Rk1SAAA="))
        },
        StorePromise("when the first step fails the others are not handed out, and the order failed") {
            subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            _ = try await subject.lease()
            try await subject.settle(.of(record.steps[0].number, returning: -10))
            let ended = try #require(try subject.command(record.number))
            #expect(ended.status == .failed && ended.returnCode == -10)
            #expect(ended.reason == "step 1 of 3, user.upsert: the terminal refused")
            #expect(ended.steps.map(\.status) == [.failed, .cancelled, .cancelled])
            #expect(try await subject.lease() == [])
            #expect(try subject.log().map(\.type) == [.commandFailed])
        },
        StorePromise("when a later step fails the others are still tried") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            try await subject.leaseAndSettleAll(record, returning: [0, -30, 0])
            let ended = try #require(try subject.command(record.number))
            #expect(ended.status == .failed && ended.returnCode == -30)
            #expect(ended.steps.map(\.status) == [.completed, .failed, .completed])
            #expect(try subject.log().map(\.type) == [.commandFailed])
        },
        StorePromise("an order nobody fetched expires as one") { subject in
            let expiry = Sample.now + .seconds(60)
            let order = Sample.order(person: [:], expiresAt: expiry)
            let record = try #require(try await subject.enqueue(order).first)
            #expect(try await subject.expire(at: expiry) == 1)
            let ended = try subject.command(record.number)
            #expect(ended?.status == .expired)
            #expect(ended?.steps.map(\.status) == [.expired, .cancelled, .cancelled])
            #expect(try subject.log().map(\.type) == [.commandExpired])
            #expect(try await subject.expire(at: expiry) == 0)
        },
        StorePromise("cancelling an order cancels its steps, without an event") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            let cancelled = try await subject.cancel(record.number)
            #expect(cancelled?.status == .cancelled)
            #expect(cancelled?.steps.allSatisfy { $0.status == .cancelled } == true)
            #expect(try await subject.lease() == [])
            #expect(try subject.log().isEmpty)
        },
        StorePromise("cancelling an order under way cancels what is still queued of it") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            _ = try await subject.lease()
            let cancelled = try await subject.cancel(record.number)
            #expect(cancelled?.status == .sent)
            #expect(cancelled?.steps.map(\.status) == [.sent, .cancelled, .cancelled])
            try await subject.settle(.of(record.steps[0].number))
            #expect(try subject.command(record.number)?.status == .failed)
            #expect(try subject.log().map(\.type) == [.commandFailed])
        },
        StorePromise("releasing a terminal cancels its orders with all their steps") { subject in
            let store = subject.store
            let device = Sample.configuredDevice(Sample.otherSerial)
            _ = try await success {
                store.claim(
                    device, profile: DeviceProfile(), of: Sample.tenant, noting: Sample.note(), completion: $0
                )
            }
            let order = Sample.order(person: [:], for: Sample.otherSerial)
            let record = try #require(try await subject.enqueue(order).first)
            _ = try await success {
                store.release(Sample.otherSerial, of: Sample.tenant, noting: Sample.note(), completion: $0)
            }
            let ended = try #require(try subject.command(record.number))
            #expect(([ended] + ended.steps).allSatisfy { $0.status == .cancelled })
            #expect(try subject.log().isEmpty)
        },
        StorePromise("no answer ends an order itself, only its steps") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            _ = try await subject.lease()
            let receipt = CommandReceipt.of(record.number)
            #expect(try await subject.settle(receipt) == [receipt])
            #expect(try subject.command(record.number)?.status == .sent)
        },
        StorePromise("an order is forgotten with its steps, and not while it is under way") { subject in
            let record = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            let other = try #require(try await subject.enqueue(Sample.order(person: [:])).first)
            try await subject.leaseAndSettleAll(record)
            _ = try await subject.lease()
            try await subject.settle(.of(other.steps[0].number))
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.command(record.number) == nil)
            #expect(try subject.command(record.steps[1].number) == nil)
            #expect(try subject.command(other.number)?.steps.count == 3)
        },
    ]
}

extension Sample {
    /// An order for a person with two fingers.
    static func order(
        person more: JSONObject, for serial: SerialNumber = serial, expiresAt: Instant = now + .seconds(86400)
    ) -> CommandOrder {
        var params: JSONObject = [
            "pin": "7",
            "biometrics": [finger(1), finger(2)],
        ]
        for (name, value) in more.members { params[name] = value }
        guard let steps = try? Command.steps(type: .userUpsert, params: params) else {
            preconditionFailure("\(params) are no parameters of user.upsert")
        }
        return CommandOrder(
            tenant: tenant, serial: serial, type: .userUpsert, params: params, steps: steps, priority: 0,
            expiresAt: expiresAt)
    }

    private static func finger(_ index: Int64) -> JSON {
        [
            "modality": "fingerprint", "index": .integer(index), "major_version": "10",
            "template": "Rk1SAAA=",
        ]
    }
}

extension StoreUnderTest {
    /// Has the terminal fetch and answer each step of an order.
    func leaseAndSettleAll(_ record: CommandRecord, returning codes: [Int] = [0, 0, 0]) async throws {
        for (step, code) in zip(record.steps, codes) {
            _ = try await lease()
            try await settle(.of(step.number, returning: code))
        }
    }
}
