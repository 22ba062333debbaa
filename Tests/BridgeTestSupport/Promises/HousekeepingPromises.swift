import BridgeCore
import Testing

extension StorePromise {
    /// What is forgotten, and what never is too early.
    static let housekeeping = [
        StorePromise("events are kept for their time and forgotten after it") { subject in
            try await subject.accept(Sample.batch([1, 2]))
            try await subject.accept(Sample.batch([3], acceptedAt: Sample.now + .days(1)))
            try subject.prune(at: Sample.now + .days(30))
            #expect(try subject.log().count == 3)
            try subject.prune(at: Sample.now + .days(30) + .milliseconds(1))
            #expect(try subject.log().map(\.id) == [Sample.event(3).id])
        },
        StorePromise("no position is given twice, even when everything was forgotten") { subject in
            try await subject.accept(Sample.batch(1...3))
            let last = try #require(try subject.log().last).position
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.log().isEmpty)
            try subject.restart()
            try await subject.accept(Sample.batch([4]))
            #expect(try #require(try subject.log().first).position > last)
        },
        StorePromise("a long log is forgotten in many steps, and wholly") { subject in
            try await subject.accept(Sample.batch(0..<3500))
            try await subject.accept(Sample.batch([9000], of: Sample.otherTenant))
            let steps = try subject.prune(at: Sample.now + .days(31))
            #expect(steps >= 4)
            #expect(try subject.log().isEmpty)
            #expect(try subject.log(of: Sample.otherTenant).isEmpty)
        },
        StorePromise("no event is forgotten that an enabled endpoint still has before it") { subject in
            let log = try await subject.logWithEndpoint(events: 3)
            try await subject.accept(Sample.batch([8], of: Sample.otherTenant))
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = log[0].position
            try await subject.settle(settlement)
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.log() == Array(log.dropFirst()))
            #expect(try subject.log(of: Sample.otherTenant).isEmpty)
        },
        StorePromise("no event is forgotten that waits for another attempt") { subject in
            let log = try await subject.logWithEndpoint(events: 3)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = log[2].position
            settlement.changes = [
                .wait(position: log[1].position, attempts: 3, nextAttempt: Sample.now + .days(40))
            ]
            try await subject.settle(settlement)
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.log() == [log[1]])
            var delivered = Settlement(endpoint: Sample.key())
            delivered.changes = [.delivered(position: log[1].position)]
            try await subject.settle(delivered)
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.log().isEmpty)
        },
        StorePromise("a disabled endpoint holds nothing back") { subject in
            _ = try await subject.logWithEndpoint(events: 3)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.disabledBecause = "no success for 5 days"
            try await subject.settle(settlement)
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.log().isEmpty)
        },
        StorePromise("nothing waits for an event that was forgotten") { subject in
            let log = try await subject.logWithEndpoint(events: 3)
            try await subject.settle(.wait(log[1].position, attempts: 1, until: Sample.now))
            try subject.adopt(endpoints: [])
            try subject.prune(at: Sample.now + .days(31))
            try subject.adopt(endpoints: [Sample.endpoint()])
            #expect(try subject.lane()?.waiting == 0)
            #expect(try subject.lane()?.nextDue == nil)
        },
        StorePromise("rejected lines are kept for a time of their own", rejectsHaveTheirOwnTime),
        StorePromise("a forgotten event's id stays taken until the ids' own time is over") { subject in
            try await subject.accept(Sample.batch([1]))
            try subject.prune(at: Sample.now + .days(399))
            #expect(try subject.log().isEmpty)
            #expect(try await subject.accept(Sample.batch([1])).duplicates == 1)
            try subject.prune(at: Sample.now + .days(402))
            #expect(try await subject.accept(Sample.batch([1])).new == 1)
        },
        StorePromise("ids of recent days are not gone through again and again") { subject in
            try await subject.accept(Sample.batch(0..<3500))
            let steps = try subject.prune(at: Sample.now + .days(1))
            #expect(steps == 1)
        },
        StorePromise("an id of a day to come, from a clock gone wrong, is forgotten too") { subject in
            try await subject.accept(Sample.batch([1], acceptedAt: Sample.now - .days(2000)))
            try subject.prune(at: Sample.now - .days(100))
            #expect(try await subject.accept(Sample.batch([1])).new == 1)
        },
        StorePromise("many ids are forgotten in many steps, and wholly") { subject in
            try await subject.accept(Sample.batch(0..<3500))
            try subject.prune(at: Sample.now + .days(402))
            #expect(try await subject.accept(Sample.batch(0..<3500)).new == 3500)
        },
        StorePromise("commands that ended are forgotten with the events of their time") { subject in
            let ended = try await subject.sent(.deviceCheck)
            try await subject.settle(.of(ended.number))
            let far = Sample.now + .days(400)
            let open = try await subject.enqueue(
                Sample.order(.deviceCheck, expiresAt: far), Sample.order(.deviceInfo, expiresAt: far))
            _ = try await subject.lease(maximumCommands: 1)
            try subject.prune(at: Sample.now + .days(30))
            #expect(try subject.command(ended.number) != nil)
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.command(ended.number) == nil)
            #expect(try open.map { try subject.command($0.number)?.status } == [.sent, .queued])
        },
        StorePromise("no command number is given twice, even when everything was forgotten") { subject in
            let ended = try await subject.sent(.deviceCheck)
            try await subject.settle(.of(ended.number))
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.command(ended.number) == nil)
            try subject.restart()
            let next = try #require(try await subject.enqueue(Sample.order(.deviceCheck)).first)
            #expect(next.number.value > ended.number.value)
        },
        StorePromise("many commands are forgotten in many steps, past those that stay") { subject in
            let far = Sample.now + .days(400)
            let store = subject.store
            let orders = (0..<2500).map { _ in Sample.order(.deviceCheck, expiresAt: far) }
            let records = try await success { store.enqueue(orders, at: Sample.now, completion: $0) }
            let stays = records[1200].number
            _ = try await subject.lease(maximumCommands: 2500, maximumBytes: 1 << 20)
            let receipts = records.map(\.number).filter { $0 != stays }.map { CommandReceipt.of($0) }
            _ = try await success {
                store.settle(receipts, from: Sample.serial, at: Sample.now, completion: $0)
            }
            try subject.prune(at: Sample.now + .days(31))
            let left = try store.commands(
                of: Sample.tenant, serial: nil, status: nil, before: nil, limit: 5000)
            #expect(left.map(\.number) == [stays])
        },
        StorePromise("housekeeping in an empty store has nothing to do") { subject in
            let steps = try subject.prune(at: Sample.now)
            #expect(steps == 1)
        },
    ]

    @Sendable private static func rejectsHaveTheirOwnTime(_ subject: StoreUnderTest) async throws {
        try await subject.accept(EventBatch(events: [Sample.event(1), Sample.reject("x"), Sample.event(2)]))
        try subject.prune(.days(30, rejects: 60), at: Sample.now + .days(31))
        #expect(try subject.log().map(\.type) == [.recordRejected])
        try subject.prune(.days(30, rejects: 60), at: Sample.now + .days(61))
        #expect(try subject.log().isEmpty)
        try await subject.accept(EventBatch(events: [Sample.event(3), Sample.reject("y"), Sample.event(4)]))
        try subject.prune(.days(60, rejects: 30), at: Sample.now + .days(31))
        #expect(try subject.log().map(\.type) == [.attendanceRecorded, .attendanceRecorded])
    }
}
