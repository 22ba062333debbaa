import BridgeCore
import Testing

extension StorePromise {
    /// How people look at the log and at what became of it.
    static let eventLibrary = [
        StorePromise("an empty log has no page, no event and nothing to count") { subject in
            for tenant in [Sample.tenant, TenantID("stranger")!] {
                let page = try subject.store.events(EventQuery(), of: tenant)
                #expect(page == EventsPage(events: [], next: nil, last: 0))
                #expect(try subject.store.event(Sample.event(1).id, of: tenant) == nil)
                #expect(try subject.store.attempts(Sample.event(1).id, of: tenant) == nil)
                #expect(try subject.store.statistics(of: tenant) == TenantStatistics())
                #expect(
                    try subject.store.deadLetters(Sample.key(of: tenant), after: 0, limit: 9).isEmpty)
            }
        },
        StorePromise("pages join without a gap, and go on when the log does") { subject in
            try await subject.accept(Sample.batch(1...4))
            try await subject.accept(Sample.batch(1...4, of: Sample.otherTenant))
            let log = try subject.log()
            let first = try subject.store.events(EventQuery(limit: 3), of: Sample.tenant)
            #expect(
                first == EventsPage(events: Array(log[..<3]), next: log[2].position, last: log[2].position))
            try await subject.accept(Sample.batch([5]))
            let second = try subject.store.events(
                EventQuery(after: log[2].position, limit: 3), of: Sample.tenant)
            let rest = Array(try subject.log()[3...])
            #expect(second == EventsPage(events: rest, next: nil, last: rest[1].position))
            let whole = try subject.store.events(EventQuery(limit: 5), of: Sample.tenant)
            #expect(whole.next == nil)
            #expect(whole.events.count == 5)
        },
        StorePromise("a page has only the types and the terminal that were asked for") { subject in
            try await subject.accept(
                EventBatch(events: [
                    Sample.event(1), Sample.event(1, from: Sample.otherSerial), Sample.reject("x"),
                    Sample.event(2),
                ]))
            let log = try subject.log()
            #expect(try subject.found([]) == log)
            #expect(try subject.found([.family("record.")]) == [log[2]])
            #expect(try subject.found([.exactly(.attendanceRecorded)], Sample.serial) == [log[0], log[3]])
            #expect(try subject.found([.exactly(.doorStateChanged), .all], Sample.otherSerial) == [log[1]])
            #expect(try subject.found([.exactly(.doorStateChanged)]).isEmpty)
        },
        StorePromise("a page says how far was looked, whether or not something was found there") { subject in
            try await subject.accept(
                EventBatch(events: [Sample.reject("x"), Sample.event(1), Sample.event(2)]))
            let end = try #require(try subject.log().last).position
            for patterns in [[EventPattern.exactly(.recordRejected)], [.exactly(.doorStateChanged)], []] {
                let page = try subject.store.events(EventQuery(patterns: patterns), of: Sample.tenant)
                #expect(page.next == nil)
                #expect(page.last == end)
                let next = try subject.store.events(
                    EventQuery(after: end, patterns: patterns), of: Sample.tenant)
                #expect(next == EventsPage(events: [], next: nil, last: end))
            }
        },
        StorePromise("a page over a long stretch of nothing is empty and says where to go on") { subject in
            for start in stride(from: 0, to: 12_000, by: 2000) {
                try await subject.accept(Sample.batch(start..<start + 2000))
            }
            try await subject.accept(EventBatch(events: [Sample.reject("x")]))
            var query = EventQuery(patterns: [.exactly(.recordRejected)])
            let first = try subject.store.events(query, of: Sample.tenant)
            #expect(first.events.isEmpty)
            query.after = try #require(first.next)
            let second = try subject.store.events(query, of: Sample.tenant)
            #expect(second.events.map(\.type) == [.recordRejected])
            #expect(second.next == nil)
        },
        StorePromise("a page of large bodies stops at about 4 MiB and says where to go on") { subject in
            for number in 1...5 {
                let large = Sample.largeEvent(number, bytes: 1_500_000)
                try await subject.accept(EventBatch(events: [large]))
            }
            let page = try subject.store.events(EventQuery(), of: Sample.tenant)
            #expect(page.events.count == 3)
            #expect(page.next == page.events.last?.position)
        },
        StorePromise("attachments are shown to those who may see them") { subject in
            let picture = AttendancePhoto(
                fileName: "20261120080000-1156.jpg", pin: "1156", time: nil, matched: true, image: [1, 2, 3])
            let photo = EventOrigin(
                tenant: Sample.tenant, device: (Sample.serial, nil), acceptedAt: Sample.now
            ).event(for: .attendancePhoto(picture), in: .utc)
            let kind = try #require(photo.attachment).kind
            try await subject.accept(EventBatch(events: [photo]))
            let bare = try #require(try subject.log().first)
            let query = EventQuery(showing: [kind])
            let whole = try subject.store.events(query, of: Sample.tenant).events
            #expect(whole != [bare])
            #expect(
                whole == (try subject.store.read(Sample.tenant, after: 0, limit: 1, showing: [kind])).events)
            #expect(try subject.store.events(EventQuery(), of: Sample.tenant).events == [bare])
            #expect(
                try subject.store.event(photo.id, of: Sample.tenant, showing: [kind])?.event == whole.first)
            #expect(try subject.store.event(photo.id, of: Sample.tenant)?.event == bare)
        },
        StorePromise("an event is found by its id, whatever day it speaks of, by its tenant alone") {
            subject in
            // The terminal's punches say 2026; they arrive long before, on the day, and long after.
            for (number, days) in [(1, -900), (2, 0), (3, 900), (4, 1)] {
                try await subject.accept(Sample.batch([number], acceptedAt: Sample.now + .days(days)))
                try await subject.accept(
                    EventBatch(events: [
                        Sample.reject("line \(number)", acceptedAt: Sample.now + .days(days * 7))
                    ]))
            }
            try await subject.accept(Sample.batch([9], of: Sample.otherTenant))
            for event in try subject.log() {
                #expect(try subject.store.event(event.id, of: Sample.tenant)?.event == event)
                #expect(try subject.store.event(event.id, of: Sample.otherTenant) == nil)
                #expect(try subject.store.attempts(event.id, of: Sample.otherTenant) == nil)
                #expect(try subject.store.attempts(event.id, of: Sample.tenant)?.isEmpty == true)
            }
            let foreign = try subject.log(of: Sample.otherTenant)[0]
            #expect(try subject.store.event(foreign.id, of: Sample.tenant) == nil)
            #expect(try subject.store.event(foreign.id, of: Sample.otherTenant) != nil)
        },
        StorePromise("a forgotten event is not found, though its id is still taken") { subject in
            try await subject.accept(Sample.batch([1]))
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.store.event(Sample.event(1).id, of: Sample.tenant) == nil)
            #expect(try subject.store.attempts(Sample.event(1).id, of: Sample.tenant) == nil)
        },
        StorePromise("an event says where it stands at each endpoint that wants it", saysWhereItStands),
        StorePromise("attempts come oldest first with the name of their endpoint") { subject in
            try subject.adopt(
                endpoints: [Sample.endpoint("a"), Sample.endpoint("b")],
                otherEndpoints: [Sample.endpoint("a", of: Sample.otherTenant)])
            try await subject.accept(Sample.batch([1]))
            let event = try subject.log()[0]
            for (id, seconds, outcome) in [("b", 5, "http_500"), ("a", 9, "delivered"), ("b", 7, "timeout")] {
                var settlement = Settlement(endpoint: Sample.key(id))
                settlement.attempts = [.of(event.position, outcome, at: Sample.now + .seconds(seconds))]
                try await subject.settle(settlement)
            }
            try subject.restart()
            let attempts = try #require(try subject.store.attempts(event.id, of: Sample.tenant))
            #expect(attempts.map(\.endpoint.text) == ["b", "b", "a"])
            #expect(attempts.map(\.attempt.outcome) == ["http_500", "timeout", "delivered"])
            #expect(attempts.last?.attempt == .of(event.position, "delivered", at: Sample.now + .seconds(9)))
        },
        StorePromise("pages of dead letters come in the order of the log and miss none that stays") {
            subject in
            let log = try await subject.logWithEndpoint(events: 5)
            try await subject.bury(log[1], log[4])
            let first = try subject.store.deadLetters(Sample.key(), after: 0, limit: 1)
            #expect(first.map(\.event) == [log[1]])
            #expect(first.map(\.error) == ["http_500"])
            #expect(first.map(\.attempts) == [10])
            try await subject.bury(log[0], log[2])
            let rest = try subject.store.deadLetters(Sample.key(), after: log[1].position, limit: 9)
            #expect(rest.map(\.event) == [log[2], log[4]])
            let foreign = Sample.key(of: Sample.otherTenant)
            #expect(try subject.store.deadLetters(foreign, after: 0, limit: 9).isEmpty)
        },
        StorePromise("statistics count what is the tenant's") { subject in
            let log = try await subject.logWithEndpoint(events: 3)
            try await subject.accept(Sample.batch([9], of: Sample.otherTenant))
            try await subject.bury(log[0])
            try await subject.settle(.wait(log[1].position, attempts: 1, until: Sample.now))
            _ = try await subject.enqueue(Sample.order(.deviceCheck), Sample.order(.deviceInfo))
            _ = try await subject.lease(maximumCommands: 1)
            var expected = TenantStatistics()
            expected.commands = [.queued: 1, .sent: 1]
            expected.endpoints = 1
            expected.waiting = 1
            expected.dead = 1
            expected.lastSequence = log[2].position
            #expect(try subject.store.statistics(of: Sample.tenant) == expected)
            var other = TenantStatistics()
            other.lastSequence = try subject.log(of: Sample.otherTenant)[0].position
            #expect(try subject.store.statistics(of: Sample.otherTenant) == other)
        },
    ]

    @Sendable private static func saysWhereItStands(_ subject: StoreUnderTest) async throws {
        try subject.adopt(
            endpoints: [
                Sample.endpoint("main"), Sample.endpoint("behind"),
                Sample.endpoint("doors", patterns: [.exactly(.doorStateChanged)]),
            ], otherEndpoints: [Sample.endpoint("foreign", of: Sample.otherTenant)])
        try await subject.accept(Sample.batch(0..<5))
        let log = try subject.log()
        let later = Sample.now + .seconds(30)
        var settlement = Settlement(endpoint: Sample.key())
        settlement.position = log[4].position
        settlement.attempts = [
            .of(log[0].position, "delivered"), .of(log[1].position, "http_500"),
            .of(log[2].position, "http_500"), .of(log[4].position, "http_500"),
        ]
        settlement.changes = [
            .wait(position: log[1].position, attempts: 1, nextAttempt: later),
            .dead(position: log[2].position, attempts: 10, error: "http_500"),
        ]
        try await subject.settle(settlement)
        typealias Delivery = EventReport.Delivery
        let expected: [(Delivery.State, Int, Instant?)] = [
            (.delivered, 1, nil), (.pending, 1, later), (.dead, 10, nil), (.unknown, 0, nil),
            (.unknown, 1, nil),
        ]
        for (event, expected) in zip(log, expected) {
            #expect(
                try subject.store.event(event.id, of: Sample.tenant)?.deliveries == [
                    Delivery(
                        endpoint: EndpointID("behind")!, state: .pending, attempts: 0, nextAttempt: nil),
                    Delivery(
                        endpoint: EndpointID("main")!, state: expected.0, attempts: expected.1,
                        nextAttempt: expected.2),
                ])
        }
    }
}

extension StoreUnderTest {
    func found(_ patterns: [EventPattern], _ serial: SerialNumber? = nil) throws -> [LoggedEvent] {
        try store.events(EventQuery(patterns: patterns, serial: serial), of: Sample.tenant).events
    }

    /// Makes these events dead letters of `Sample.key()`, whose position is then at least behind them.
    func bury(_ events: LoggedEvent...) async throws {
        var settlement = Settlement(endpoint: Sample.key())
        settlement.position = events.map(\.position).max()
        settlement.changes = events.map { .dead(position: $0.position, attempts: 10, error: "http_500") }
        settlement.attempts = events.map { .of($0.position, "http_500") }
        try await settle(settlement)
    }
}
