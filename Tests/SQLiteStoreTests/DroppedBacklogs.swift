import BridgeCore
import BridgeTestSupport
import Foundation
import SQLiteStore
import Synchronization
import Testing

/// What an enabled endpoint has before it goes by policy only, and is told.
@Suite struct DroppedBacklogs {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
    }

    private static func rules(backlog days: Int?) -> RetentionRules {
        var rules = RetentionRules.days(30)
        rules.backlog = days.map { .days($0) }
        return rules
    }

    private func adopt(_ endpoints: WebhookEndpoint...) throws {
        try store.adopt(
            [Sample.configured(endpoints: endpoints, devices: [Sample.configuredDevice()])], at: Sample.now)
    }

    private func accept(_ numbers: some Sequence<Int>, at time: Instant = Sample.now) async throws {
        _ = try await success { store.accept(Sample.batch(numbers, acceptedAt: time), completion: $0) }
    }

    /// Steps until nothing is left to do.
    private func prune(_ rules: RetentionRules, at now: Instant) throws -> Int {
        var steps = 1
        while try store.prune(rules, at: now) { steps += 1 }
        return steps
    }

    private func log() throws -> [LoggedEvent] {
        var (log, page) = ([LoggedEvent](), try store.read(Sample.tenant, after: 0, limit: 1000))
        while !page.events.isEmpty {
            log += page.events
            page = try store.read(Sample.tenant, after: page.end, limit: 1000)
        }
        return log
    }

    private struct Body: Decodable {
        let data: Notice
    }

    /// What an `endpoint.backlog_dropped` event says.
    private struct Notice: Decodable {
        let endpoint: String
        let dropped: Int
        let first: Int64
        let last: Int64
        let undelivered: Int

        enum CodingKeys: String, CodingKey {
            case endpoint = "endpoint_id"
            case first = "first_sequence"
            case last = "last_sequence"
            case dropped, undelivered
        }
    }

    private func notices() throws -> [Notice] {
        try log().filter { $0.type == .endpointBacklogDropped }.map { event in
            try JSONDecoder().decode(Body.self, from: Data(event.body)).data
        }
    }

    private func lane(_ id: String = "main") throws -> LaneState? {
        try store.lanes().first { $0.endpoint.key == Sample.key(id) }
    }

    @Test("without a policy an enabled endpoint keeps its backlog for ever")
    func keeps() async throws {
        defer { store.close() }
        try adopt(Sample.endpoint())
        try await accept(0..<10)
        _ = try prune(Self.rules(backlog: nil), at: Sample.now + .days(3000))
        #expect(try log().count == 10)
        #expect(try lane()?.position == 0)
    }

    @Test("a backlog older than allowed goes with one notice that says how much, from where, to where")
    func drops() async throws {
        defer { store.close() }
        try adopt(Sample.endpoint())
        try await accept(0..<10)
        try await accept(10..<13, at: Sample.now + .days(5))
        let before = try log()
        _ = try prune(Self.rules(backlog: 40), at: Sample.now + .days(41))
        let notices = try notices()
        #expect(notices.count == 1)
        #expect(notices.first?.endpoint == "main")
        #expect(notices.first?.dropped == 10)
        #expect(notices.first?.first == before[0].position)
        #expect(notices.first?.last == before[9].position)
        #expect(notices.first?.undelivered == 3)
        #expect(try log().prefix(3).map(\.id) == before.suffix(3).map(\.id))
        #expect(try lane()?.position == before[9].position)
    }

    @Test("what is younger than the retention of events stays, however short the backlog may be")
    func keepsYoung() async throws {
        defer { store.close() }
        try adopt(Sample.endpoint())
        try await accept(0..<10)
        _ = try prune(Self.rules(backlog: 1), at: Sample.now + .days(30))
        #expect(try log().count == 10)
        #expect(try notices().isEmpty)
    }

    @Test("an endpoint's own age goes before that of everybody")
    func ownAge() async throws {
        defer { store.close() }
        var patient = Sample.endpoint("patient")
        patient.options.maximumBacklogAge = .days(100)
        try adopt(Sample.endpoint("hasty"), patient)
        try await accept(0..<10)
        _ = try prune(Self.rules(backlog: 40), at: Sample.now + .days(41))
        #expect(try notices().map(\.endpoint) == ["hasty"])
        #expect(try log().count == 11)
        #expect(try lane("patient")?.position == 0)
        _ = try prune(Self.rules(backlog: 40), at: Sample.now + .days(101))
        #expect(try notices().map(\.endpoint).contains("patient"))
    }

    @Test("only wanted events count, and passing over unwanted ones is not worth a notice")
    func countsWanted() async throws {
        defer { store.close() }
        let none = Sample.endpoint("none", patterns: [.exactly(.userUpdated)])
        var other = Sample.endpoint("other")
        other.serials = [Sample.otherSerial]
        try adopt(none, other)
        try await accept(0..<10)
        let batch = Sample.batch([50, 51], from: Sample.otherSerial)
        _ = try await success { store.accept(batch, completion: $0) }
        _ = try prune(Self.rules(backlog: 40), at: Sample.now + .days(41))
        let notices = try notices()
        #expect(notices.map(\.endpoint) == ["other"])
        #expect(notices.first?.dropped == 2)
        #expect(try log().count == 1)
    }

    @Test("what waits for another attempt goes too and is counted; dead letters go with their events")
    func dropsWaiting() async throws {
        defer { store.close() }
        try adopt(Sample.endpoint())
        try await accept(0..<10)
        let before = try log()
        var settlement = Settlement(endpoint: Sample.key())
        settlement.position = before[4].position
        settlement.changes = [
            .wait(position: before[1].position, attempts: 3, nextAttempt: Sample.now + .days(80)),
            .dead(position: before[2].position, attempts: 9, error: "http_500"),
        ]
        _ = try await success { store.settle([settlement], completion: $0) }
        _ = try prune(Self.rules(backlog: 40), at: Sample.now + .days(41))
        let notice = try #require(try notices().first)
        #expect(notice.dropped == 6)
        #expect(notice.first == before[1].position)
        #expect(notice.undelivered == 0)
        #expect(try lane()?.waiting == 0)
        let raw = try RawDatabase(directory.path)
        #expect(try raw.texts("SELECT count(*) FROM dead") == ["0"])
        #expect(try raw.texts("SELECT count(*) FROM events") == ["1"])
    }

    @Test("the running lanes hear which endpoints were moved, after it is on disk")
    func announces() async throws {
        defer { store.close() }
        try adopt(Sample.endpoint(), Sample.endpoint("quiet", patterns: [.exactly(.userUpdated)]))
        try await accept(0..<10)
        let heard = Mutex<Set<EndpointKey>>([])
        let store = store
        store.onEndpointsChanged { keys in
            let moved = (try? store.lanes().first { $0.endpoint.key == Sample.key() }?.position) ?? 0
            if moved > 0 { heard.withLock { $0.formUnion(keys) } }
        }
        _ = try prune(Self.rules(backlog: 40), at: Sample.now + .days(41))
        #expect(heard.withLock { $0 } == [Sample.key()])
    }

    @Test("a long backlog goes in steps, each of which takes out and passes over a thousand rows at most")
    func bounded() async throws {
        defer { store.close() }
        try adopt(Sample.endpoint(), Sample.endpoint("second"))
        for first in stride(from: 0, to: 6000, by: 1000) { try await accept(first..<first + 1000) }
        let raw = try RawDatabase(directory.path)
        let count = "SELECT count(*) FROM events WHERE type != 26"
        let passed = "SELECT sum(position) FROM endpoints"
        var (left, before, steps, isMore) = (6000, 0, 0, true)
        while isMore {
            isMore = try store.prune(Self.rules(backlog: 40), at: Sample.now + .days(41))
            let (now, sum) = (Int(try raw.texts(count)[0]) ?? 0, Int(try raw.texts(passed)[0]) ?? 0)
            #expect(left - now <= 1000 && sum - before <= 1000)
            (left, before, steps) = (now, sum, steps + 1)
        }
        #expect(left == 0 && steps >= 18)
        let notices = try notices()
        #expect(Set(notices.map(\.endpoint)) == ["main", "second"])
        #expect(notices.reduce(0) { $0 + $1.dropped } == 12000)
    }

    @Test("large bodies are taken out few at a time")
    func boundedBytes() async throws {
        defer { store.close() }
        try adopt()
        let batch = EventBatch(events: (0..<20).map { Sample.largeEvent($0, bytes: 1 << 20) })
        _ = try await success { store.accept(batch, completion: $0) }
        #expect(try store.prune(Self.rules(backlog: nil), at: Sample.now + .days(41)))
        #expect(try log().count >= 12)
        _ = try prune(Self.rules(backlog: nil), at: Sample.now + .days(41))
        #expect(try log().isEmpty)
    }

    @Test("a terminal's upload is taken between two steps")
    func interleaves() async throws {
        defer { store.close() }
        try adopt(Sample.endpoint())
        for first in stride(from: 0, to: 3000, by: 1000) { try await accept(first..<first + 1000) }
        var number = 5000
        while try store.prune(Self.rules(backlog: 40), at: Sample.now + .days(41)) {
            try await accept([number], at: Sample.now + .days(41))
            number += 1
        }
        #expect(number > 5003)
        #expect(try log().count { $0.type == .attendanceRecorded } == number - 5000)
    }

    @Test("young attempts at an old event that was delivered again do not keep the old ones behind them")
    func prunesAttempts() async throws {
        defer { store.close() }
        try adopt(Sample.endpoint())
        var settlement = Settlement(endpoint: Sample.key())
        settlement.attempts = (0..<3000).map { number in
            AttemptRecord(
                position: Int64(number), number: 1,
                at: number < 1500 ? Sample.now + .days(20) : Sample.now - .days(20), duration: .zero,
                outcome: "http_500", status: 500)
        }
        _ = try await success { store.settle([settlement], completion: $0) }
        let rules = RetentionRules(
            events: .days(30), attempts: .days(7), dedupe: .days(400), rejects: .days(30))
        _ = try prune(rules, at: Sample.now + .days(21))
        let raw = try RawDatabase(directory.path)
        #expect(try raw.texts("SELECT count(*) || ' ' || max(position) FROM attempts") == ["1500 1499"])
    }
}
