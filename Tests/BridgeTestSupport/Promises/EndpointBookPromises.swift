import BridgeCore
import Testing

extension StorePromise {
    /// How people see and change endpoints.
    static let endpointBook = [
        StorePromise("a created endpoint begins at the end of the log, also after a restart") { subject in
            try await subject.accept(Sample.batch([1, 2]))
            let made = try #require(try await subject.create(Sample.endpoint()).report)
            #expect(made.endpoint == Sample.endpoint())
            #expect(!made.isManaged)
            #expect(made.createdAt == Sample.now)
            #expect(made.undelivered == 0)
            #expect(made.oldestUndelivered == nil)
            #expect(try subject.log(after: made.position).isEmpty)
            try subject.restart()
            #expect(try subject.store.endpoint(Sample.key()) == made)
            try await subject.accept(Sample.batch([3]))
            #expect(try subject.log(after: made.position).map(\.id) == [Sample.event(3).id])
            #expect(try subject.lane()?.position == made.position)
        },
        StorePromise("a name is taken by a managed endpoint as by any other, but only for its tenant") {
            subject in
            try subject.adopt(endpoints: [Sample.endpoint()])
            #expect(try await subject.create(Sample.endpoint()) == .taken)
            let other = Sample.endpoint(of: Sample.otherTenant)
            #expect(try await subject.create(other).report?.endpoint == other)
            #expect(try await subject.create(other) == .taken)
            let stranger = Sample.endpoint(of: TenantID("stranger")!)
            #expect(try await subject.create(stranger) == .absent)
        },
        StorePromise("what the configuration manages can be seen but neither changed nor removed") {
            subject in
            try subject.adopt(endpoints: [Sample.endpoint()])
            #expect(try await subject.change { $0.isEnabled = false } == .managed)
            #expect(try await subject.remove() == .managed)
            let report = try #require(try subject.store.endpoint(Sample.key()))
            #expect(report.endpoint == Sample.endpoint())
            #expect(report.isManaged)
        },
        StorePromise("what is not there, or another tenant's, can be neither seen nor changed nor removed") {
            subject in
            _ = try await subject.create(Sample.endpoint(of: Sample.otherTenant))
            #expect(try subject.store.endpoint(Sample.key()) == nil)
            #expect(try subject.store.endpoints(of: Sample.tenant, after: nil, limit: 9).isEmpty)
            #expect(try await subject.change { $0.isEnabled = false } == .absent)
            #expect(try await subject.remove() == .absent)
            #expect(try subject.lane(Sample.key(of: Sample.otherTenant)) != nil)
        },
        StorePromise("a change replaces what was set and keeps the position") { subject in
            _ = try await subject.create(Sample.endpoint())
            try await subject.accept(Sample.batch([1, 2]))
            let changed = Sample.endpoint(
                url: "https://example.com/elsewhere", patterns: [.exactly(.attendanceRecorded)])
            let report = try #require(try await subject.change { $0 = changed }.report)
            #expect(report.endpoint == changed)
            #expect(report.position == 0)
            #expect(report.undelivered == 2)
            try subject.restart()
            #expect(try subject.store.endpoint(Sample.key()) == report)
            #expect(try subject.lane()?.endpoint == changed)
        },
        StorePromise("a switched off endpoint has no lane, and goes on where it stood when switched on") {
            subject in
            _ = try await subject.create(Sample.endpoint())
            try await subject.accept(Sample.batch([1]))
            _ = try await subject.change { $0.isEnabled = false }
            #expect(try subject.lane() == nil)
            let off = try #require(try subject.store.endpoint(Sample.key()))
            #expect(!off.endpoint.isEnabled)
            #expect(off.undelivered == 1)
            _ = try await subject.change { $0.isEnabled = true }
            #expect(try subject.lane()?.position == 0)
        },
        StorePromise("an endpoint that delivery disabled says why, until somebody enables it") { subject in
            _ = try await subject.create(Sample.endpoint())
            var settlement = Settlement(endpoint: Sample.key())
            settlement.disabledBecause = "410 Gone"
            settlement.pausedUntil = Sample.now + .seconds(60)
            try await subject.settle(settlement)
            let disabled = try #require(try subject.store.endpoint(Sample.key()))
            #expect(!disabled.endpoint.isEnabled)
            #expect(disabled.disabledBecause == "410 Gone")
            #expect(disabled.pausedUntil == Sample.now + .seconds(60))
            _ = try await subject.change { $0.maximumInFlight = 3 }
            #expect(try subject.store.endpoint(Sample.key())?.disabledBecause == "410 Gone")
            let back = try #require(try await subject.change { $0.isEnabled = true }.report)
            #expect(back.endpoint.isEnabled)
            #expect(back.disabledBecause == nil)
            #expect(back.pausedUntil == nil)
            #expect(back.health == EndpointHealth())
        },
        StorePromise("a removed endpoint leaves nothing to a later one of its name") { subject in
            try await subject.accept(Sample.batch([1]))
            _ = try await subject.create(Sample.endpoint())
            try await subject.accept(Sample.batch(2...4))
            let log = try subject.log()
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = log[3].position
            settlement.changes = [
                .wait(position: log[1].position, attempts: 1, nextAttempt: Sample.now),
                .dead(position: log[2].position, attempts: 9, error: "http_500"),
            ]
            settlement.attempts = log.dropFirst().map { .of($0.position, "http_500") }
            try await subject.settle(settlement)
            #expect(try await subject.remove().report?.dead == 1)
            #expect(try subject.store.endpoint(Sample.key()) == nil)
            #expect(try subject.lane() == nil)
            #expect(try subject.log() == log)
            #expect(try subject.store.attempts(log[1].id, of: Sample.tenant)?.isEmpty == true)
            _ = try await subject.create(Sample.endpoint())
            try subject.restart()
            let report = try #require(try subject.store.endpoint(Sample.key()))
            #expect([report.waiting, report.dead, report.undelivered] == [0, 0, 0])
            #expect(report.position == log[3].position)
            for event in log {
                #expect(try subject.store.attempts(event.id, of: Sample.tenant)?.isEmpty == true)
                let deliveries = try subject.store.event(event.id, of: Sample.tenant)?.deliveries
                #expect(deliveries?.map(\.state) == [.unknown])
            }
        },
        StorePromise("a removed endpoint leaves nothing to the configuration's of its name either") {
            subject in
            _ = try await subject.create(Sample.endpoint())
            try await subject.accept(Sample.batch([1]))
            let event = try subject.log()[0]
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = event.position
            settlement.changes = [.dead(position: event.position, attempts: 1, error: "http_500")]
            settlement.attempts = [.of(event.position, "http_500")]
            try await subject.settle(settlement)
            _ = try await subject.remove()
            try subject.adopt(endpoints: [Sample.endpoint()])
            #expect(try subject.store.endpoint(Sample.key())?.dead == 0)
            #expect(try subject.store.attempts(event.id, of: Sample.tenant)?.isEmpty == true)
        },
        StorePromise("pages of endpoints come in the order of their ids and miss none that stays") {
            subject in
            for id in ["b", "d", "f"] { _ = try await subject.create(Sample.endpoint(id)) }
            _ = try await subject.create(Sample.endpoint("a", of: Sample.otherTenant))
            let first = try subject.store.endpoints(of: Sample.tenant, after: nil, limit: 2)
            #expect(first.map(\.endpoint.key.id.text) == ["b", "d"])
            for id in ["a", "c", "e"] { _ = try await subject.create(Sample.endpoint(id)) }
            let second = try subject.store.endpoints(of: Sample.tenant, after: EndpointID("d"), limit: 2)
            #expect(second.map(\.endpoint.key.id.text) == ["e", "f"])
            #expect(try subject.store.endpoints(of: Sample.tenant, after: EndpointID("f"), limit: 2).isEmpty)
        },
        StorePromise("a report counts what the endpoint wants, ahead of it and waiting", countsWanted),
        StorePromise("a report of a long backlog says that there is more") { subject in
            _ = try await subject.create(Sample.endpoint())
            _ = try await subject.create(
                Sample.endpoint("doors", patterns: [.exactly(.doorStateChanged)]))
            let limit = EndpointReport.listCountLimit
            for start in stride(from: 0, to: 6000, by: 2000) {
                try await subject.accept(Sample.batch(start..<start + 2000))
            }
            let one = try #require(try subject.store.endpoint(Sample.key()))
            #expect(one.undelivered == 6000)
            #expect(!one.hasMoreUndelivered)
            let many = try subject.store.endpoints(of: Sample.tenant, after: nil, limit: 9)
            #expect(many.map(\.undelivered) == [0, limit])
            // Of the log before the first, only a part was looked at.
            #expect(many.map(\.hasMoreUndelivered) == [true, true])
            #expect(try subject.store.endpoint(Sample.key("doors"))?.hasMoreUndelivered == false)
        },
        StorePromise("a reserved number is never given to anything else, also after a restart") { subject in
            try await subject.accept(Sample.batch([1]))
            let store = subject.store
            let first = try await success { store.reserveSequence(completion: $0) }
            let second = try await success { store.reserveSequence(completion: $0) }
            #expect(first > (try subject.log()[0].position))
            #expect(second > first)
            try subject.restart()
            let endpoint = try #require(try await subject.create(Sample.endpoint()).report)
            try await subject.accept(Sample.batch([2]))
            let next = try subject.log()[1].position
            #expect(next > second)
            #expect(endpoint.position < next)
            try subject.prune(at: Sample.now + .days(31))
            let again = subject.store
            #expect(try await success { again.reserveSequence(completion: $0) } > next)
        },
    ]

    @Sendable private static func countsWanted(_ subject: StoreUnderTest) async throws {
        var endpoint = Sample.endpoint(patterns: [.exactly(.attendanceRecorded)])
        endpoint.serials = [Sample.serial]
        _ = try await subject.create(endpoint)
        for number in 0..<4 {
            try await subject.accept(
                Sample.batch([number], acceptedAt: Sample.now + .seconds(number)))
            try await subject.accept(Sample.batch([number], from: Sample.otherSerial))
            try await subject.accept(Sample.batch([number], of: Sample.otherTenant))
            try await subject.accept(EventBatch(events: [Sample.reject("\(number)")]))
        }
        let log = try subject.log().filter { $0.type == .attendanceRecorded && $0.serial == Sample.serial }
        var report = try #require(try subject.store.endpoint(Sample.key()))
        #expect(report.undelivered == 4)
        #expect(report.oldestUndelivered == Sample.now)
        var settlement = Settlement(endpoint: Sample.key())
        settlement.position = log[2].position
        // The last fails while one before it is under way: it waits, and is still ahead of the position.
        settlement.changes = [
            .wait(position: log[1].position, attempts: 1, nextAttempt: Sample.now + .days(1)),
            .wait(position: log[3].position, attempts: 1, nextAttempt: Sample.now + .days(1)),
            .dead(position: log[2].position, attempts: 10, error: "http_500"),
        ]
        try await subject.settle(settlement)
        report = try #require(try subject.store.endpoint(Sample.key()))
        #expect(report.undelivered == 2)
        #expect(!report.hasMoreUndelivered)
        #expect(report.oldestUndelivered == Sample.now + .seconds(1))
        #expect(report.waiting == 2)
        #expect(report.dead == 1)
        settlement.position = try #require(try subject.log().last).position
        settlement.changes = [
            .delivered(position: log[1].position), .delivered(position: log[3].position),
        ]
        try await subject.settle(settlement)
        report = try #require(try subject.store.endpoint(Sample.key()))
        #expect(report.undelivered == 0)
        #expect(report.oldestUndelivered == nil)
    }
}

extension EndpointEdit {
    var report: EndpointReport? {
        switch self {
        case .done(let report): report
        case .absent, .taken, .managed: nil
        }
    }
}

extension AttemptRecord {
    /// The first attempt, at `Sample.now`.
    static func of(_ position: Int64, _ outcome: String, at now: Instant = Sample.now) -> AttemptRecord {
        AttemptRecord(
            position: position, number: 1, at: now, duration: .milliseconds(12), outcome: outcome,
            status: outcome == "delivered" ? 204 : 500)
    }
}

extension StoreUnderTest {
    func create(_ endpoint: WebhookEndpoint) async throws -> EndpointEdit {
        let store = store
        return try await success { store.create(endpoint, at: Sample.now, completion: $0) }
    }

    func change(
        _ key: EndpointKey = Sample.key(), _ change: @escaping @Sendable (inout WebhookEndpoint) -> Void
    ) async throws -> EndpointEdit {
        let store = store
        return try await success { completion in
            store.change(key, at: Sample.now, completion: completion) { endpoint in
                var changed = endpoint
                change(&changed)
                return changed
            }
        }
    }

    func remove(_ key: EndpointKey = Sample.key()) async throws -> EndpointEdit {
        let store = store
        return try await success { store.remove(key, at: Sample.now, completion: $0) }
    }
}
