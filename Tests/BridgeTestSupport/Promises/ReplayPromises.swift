import BridgeCore
import Testing

extension StorePromise {
    /// How events are delivered once more.
    static let replay = [
        StorePromise("a range is delivered again from its first to its last event, at once") { subject in
            let log = try await subject.delivered(5)
            let answer = try await subject.replay(from: log[1].position, until: log[3].position)
            #expect(answer == .queued(3))
            try subject.restart()
            let due = try subject.store.due(Sample.key(), by: Sample.now, limit: 9, excluding: [])
            #expect(due.events == log[1...3].map { WaitingEvent(event: $0, attempts: 0) })
            #expect(try subject.lane()?.waiting == 3)
            #expect(try subject.lane()?.nextDue == Sample.now)
        },
        StorePromise("an order given twice queues nothing the second time") { subject in
            let log = try await subject.delivered(3)
            #expect(try await subject.replay(from: 0) == .queued(3))
            #expect(try await subject.replay(from: 0) == .queued(0))
            #expect(try await subject.redeliver(log[0]) == .queued(1))
            #expect(try subject.lane()?.waiting == 3)
        },
        StorePromise("a range in time has the events accepted in it, whatever their order") { subject in
            try subject.adopt(endpoints: [Sample.endpoint()])
            // In the order of the log, seconds of acceptance: two came a little out of order.
            for (number, seconds) in [0, 10, 30, 20, 40, 50].enumerated() {
                try await subject.accept(
                    Sample.batch([number], acceptedAt: Sample.now + .seconds(seconds)))
            }
            let log = try await subject.pass()
            #expect(try await subject.again(30, 50) == [log[2].position, log[4].position])
            #expect(try await subject.again(11, 30) == [log[3].position])
            #expect(try await subject.again(41, nil) == [log[5].position])
            #expect(try await subject.again(-1000, 1) == [log[0].position])
            #expect(try await subject.again(51, nil).isEmpty)
            #expect(try await subject.again(40, 30).isEmpty)
            #expect(try await subject.again(-1000, 1000).count == 6)
        },
        StorePromise("only what the endpoint wants, and of that what was asked for, is delivered again") {
            subject in
            var endpoint = Sample.endpoint(patterns: [.family("attendance."), .exactly(.recordRejected)])
            endpoint.serials = [Sample.serial]
            try subject.adopt(endpoints: [endpoint])
            try await subject.accept(
                EventBatch(events: [
                    Sample.event(1), Sample.event(1, from: Sample.otherSerial), Sample.reject("x"),
                ]))
            try await subject.accept(Sample.batch([5], of: Sample.otherTenant))
            let log = try await subject.pass()
            #expect(
                try await subject.replay(from: 0, patterns: [.exactly(.recordRejected)]) == .queued(1))
            #expect(try await subject.replay(from: 0, patterns: [.exactly(.deviceOnline)]) == .queued(0))
            #expect(try await subject.replay(from: 0) == .queued(1))
            #expect(try await subject.redeliver(log[1]) == .queued(0))
            #expect(try await subject.redeliver(log[1], to: "main") == .queued(0))
            #expect(try subject.waiting() == [log[0], log[2]])
        },
        StorePromise("failed are the dead and those with attempts in vain, missing those without any") {
            subject in
            let log = try await subject.delivered(3)
            try await subject.accept(Sample.batch(10..<15))
            let more = try subject.log()[3...].map { $0 }
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = more[4].position
            settlement.attempts = [
                .of(more[0].position, "http_500"), .of(more[1].position, "http_500"),
                .of(more[1].position, "delivered", at: Sample.now + .seconds(5)),
                .of(more[2].position, "http_500"), .of(more[3].position, "http_500"),
            ]
            settlement.changes = [
                .dead(position: more[0].position, attempts: 1, error: "http_500"),
                .wait(position: more[3].position, attempts: 1, nextAttempt: Sample.now + .days(1)),
            ]
            try await subject.settle(settlement)
            #expect(try await subject.replay(from: 0, only: .missing) == .queued(1))
            #expect(try subject.waiting() == [more[4]])
            #expect(try await subject.replay(from: 0, only: .failed) == .queued(2))
            #expect(try subject.waiting() == [more[0], more[2], more[4]])
            #expect(try subject.store.deadLetters(Sample.key(), after: 0, limit: 9).isEmpty)
            #expect(try await subject.replay(from: 0, only: .all) == .queued(log.count + 1))
        },
        StorePromise("what an endpoint has still before it is neither counted nor queued") { subject in
            _ = try await subject.delivered(2)
            try await subject.accept(Sample.batch([7, 8]))
            let log = try subject.log()
            #expect(try await subject.replay(from: 0) == .queued(2))
            #expect(try await subject.redeliver(log[3]) == .queued(0))
            #expect(try subject.lane()?.waiting == 2)
        },
        StorePromise("one event goes again to every enabled endpoint that wants it, or to the named one") {
            subject in
            try subject.adopt(endpoints: [
                Sample.endpoint("main"), Sample.endpoint("second"), Sample.endpoint("off", isEnabled: false),
                Sample.endpoint("doors", patterns: [.exactly(.doorStateChanged)]),
            ])
            try await subject.accept(Sample.batch([1]))
            for id in ["main", "second", "off", "doors"] { _ = try await subject.pass(Sample.key(id)) }
            let event = try subject.log()[0]
            #expect(try await subject.redeliver(event) == .queued(2))
            #expect(try subject.waiting(Sample.key("second")) == [event])
            #expect(try subject.store.endpoint(Sample.key("off"))?.waiting == 0)
            // Switched off, it gets it when it is switched on.
            #expect(try await subject.redeliver(event, to: "off") == .queued(1))
            #expect(try subject.lane(Sample.key("off")) == nil)
            try subject.adopt(endpoints: [Sample.endpoint("off")])
            #expect(try subject.waiting(Sample.key("off")) == [event])
            #expect(try await subject.redeliver(event, to: "nobody") == nil)
        },
        StorePromise("an event that waits is brought forward when it is asked for alone") { subject in
            let log = try await subject.delivered(2)
            let later = Sample.now + .days(1)
            try await subject.settle(.wait(log[0].position, attempts: 3, until: later))
            #expect(try await subject.replay(from: 0, until: log[0].position) == .queued(0))
            #expect(try subject.lane()?.nextDue == later)
            #expect(try await subject.redeliver(log[0]) == .queued(1))
            let due = try subject.store.due(Sample.key(), by: Sample.now, limit: 9, excluding: [])
            #expect(due.events == [WaitingEvent(event: log[0], attempts: 3)])
        },
        StorePromise("a dead letter that is retried waits and is dead no more") { subject in
            let log = try await subject.delivered(4)
            try await subject.bury(log[0], log[1], log[3])
            let some: ReplayOrder = .deadLetters(Sample.key(), only: [log[1].id, log[2].id, log[1].id])
            #expect(try await subject.replay(some) == .queued(1))
            #expect(try subject.waiting() == [log[1]])
            let dead = try subject.store.deadLetters(Sample.key(), after: 0, limit: 9)
            #expect(dead.map(\.event) == [log[0], log[3]])
            #expect(try await subject.replay(.deadLetters(Sample.key(), only: nil)) == .queued(2))
            #expect(try subject.store.deadLetters(Sample.key(), after: 0, limit: 9).isEmpty)
            #expect(try await subject.replay(.deadLetters(Sample.key(), only: nil)) == .queued(0))
            #expect(try await subject.replay(.deadLetters(Sample.key(), only: [])) == .queued(0))
        },
        StorePromise("nobody has another tenant's events delivered again") { subject in
            let log = try await subject.delivered(2)
            try await subject.bury(log[0])
            let id = log[0].id
            #expect(try await subject.replay(.event(id, of: Sample.otherTenant, to: nil)) == nil)
            let main = EndpointID("main")!
            #expect(try await subject.replay(.event(id, of: Sample.otherTenant, to: main)) == nil)
            let foreign = Sample.key(of: Sample.otherTenant)
            #expect(try await subject.replay(.deadLetters(foreign, only: [id])) == nil)
            #expect(try await subject.replay(.deadLetters(foreign, only: nil)) == nil)
            let range = ReplayOrder.range(foreign, from: .sequence(0), until: nil, only: .all, patterns: [])
            #expect(try await subject.replay(range) == nil)
            #expect(try subject.lane()?.waiting == 0)
        },
        StorePromise("events forgotten meanwhile are left out, and what is left is delivered again") {
            subject in
            let log = try await subject.delivered(2)
            try await subject.accept(Sample.batch([7], acceptedAt: Sample.now + .days(20)))
            _ = try await subject.pass()
            try subject.prune(at: Sample.now + .days(31))
            #expect(try await subject.replay(from: 0) == .queued(1))
            #expect(try subject.waiting().map(\.id) == [Sample.event(7).id])
            #expect(try await subject.replay(.event(log[0].id, of: Sample.tenant, to: nil)) == nil)
        },
        StorePromise("a long order is wholly queued, and its events come in the order of the log") {
            subject in
            try subject.adopt(endpoints: [Sample.endpoint()])
            for start in stride(from: 0, to: 6000, by: 2000) {
                try await subject.accept(Sample.batch(start..<start + 2000))
            }
            let log = try await subject.pass()
            #expect(try await subject.replay(from: 0) == .queued(6000))
            #expect(try subject.lane()?.waiting == 6000)
            #expect(try subject.waiting(limit: 2500) == Array(log[..<2500]))
        },
    ]
}

extension StoreUnderTest {
    /// The endpoint `Sample.key()` and so many events that were delivered to it.
    func delivered(_ count: Int) async throws -> [LoggedEvent] {
        let log = try await logWithEndpoint(events: count)
        var settlement = Settlement(endpoint: Sample.key())
        settlement.position = log.last?.position
        settlement.attempts = log.map { .of($0.position, "delivered") }
        try await settle(settlement)
        return log
    }

    /// Moves an endpoint's position to the end of the log, which is the result.
    func pass(_ key: EndpointKey = Sample.key()) async throws -> [LoggedEvent] {
        let log = try log()
        var settlement = Settlement(endpoint: key)
        settlement.position = log.last?.position
        try await settle(settlement)
        return log
    }

    /// What waits for an attempt that is due.
    func waiting(_ key: EndpointKey = Sample.key(), limit: Int = 100) throws -> [LoggedEvent] {
        try store.due(key, by: Sample.now, limit: limit, excluding: []).events.map(\.event)
    }

    func replay(_ order: ReplayOrder) async throws -> ReplayAnswer? {
        let store = store
        return try await success { store.replay(order, at: Sample.now, completion: $0) }
    }

    /// A range of sequence numbers to `Sample.key()`.
    func replay(
        from start: Int64, until end: Int64? = nil, only: ReplayOrder.Kind = .all,
        patterns: [EventPattern] = []
    ) async throws -> ReplayAnswer? {
        try await replay(
            .range(
                Sample.key(), from: .sequence(start), until: end.map { .sequence($0) }, only: only,
                patterns: patterns))
    }

    /// Positions to be delivered again of those accepted in this range of seconds; they are delivered then.
    func again(_ since: Int, _ until: Int?) async throws -> [Int64] {
        _ = try await replay(
            .range(
                Sample.key(), from: .time(Sample.now + .seconds(since)),
                until: until.map { .time(Sample.now + .seconds($0)) }, only: .all, patterns: []))
        let due = try waiting().map(\.position)
        var done = Settlement(endpoint: Sample.key())
        done.changes = due.map { .delivered(position: $0) }
        try await settle(done)
        return due
    }

    func redeliver(_ event: LoggedEvent, to endpoint: String? = nil) async throws -> ReplayAnswer? {
        try await replay(.event(event.id, of: Sample.tenant, to: endpoint.flatMap { EndpointID($0) }))
    }
}
