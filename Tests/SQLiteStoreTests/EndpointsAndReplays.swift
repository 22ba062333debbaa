import BridgeCore
import BridgeTestSupport
import Synchronization
import Testing

@testable import SQLiteStore

/// What the promises of endpoints and replays cannot see from outside.
@Suite struct EndpointsAndReplays {
    private let directory: TemporaryDirectory
    private let log: [LoggedEvent]

    /// A store with the endpoint `Sample.key()`, which has passed three events.
    init() async throws {
        directory = try TemporaryDirectory()
        let store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
        try store.adopt([Sample.configured()], at: Sample.now)
        _ = try await success { store.create(Sample.endpoint(), at: Sample.now, completion: $0) }
        _ = try await success { store.accept(Sample.batch(1...3), completion: $0) }
        log = try store.read(Sample.tenant, after: 0, limit: 9).events
        var settlement = Settlement(endpoint: Sample.key())
        settlement.position = log.last?.position
        _ = try await success { store.settle([settlement], completion: $0) }
    }

    /// The store, once it was closed and this was done to its file.
    private func open(after sql: String = "") throws -> SQLiteStore {
        if !sql.isEmpty { try RawDatabase(directory.path, writable: true).run(sql) }
        return try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
    }

    private func replayAll(_ store: SQLiteStore) async throws -> ReplayAnswer? {
        let order = ReplayOrder.range(
            Sample.key(), from: .sequence(0), until: nil, only: .all, patterns: [])
        return try await success { store.replay(order, at: Sample.now, completion: $0) }
    }

    @Test("what waited for a removed endpoint is cleared away, also if the store closes in between")
    func clearsLeftovers() async throws {
        let store = try open(
            after: """
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3500)
                INSERT INTO waiting (endpoint, position, attempts, next_at) SELECT 1, i, 1, 0 FROM n;
                WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000)
                INSERT INTO dead (endpoint, position, attempts, error) SELECT 1, i, 1, '' FROM n;
                """)
        _ = try await success { store.remove(Sample.key(), at: Sample.now, completion: $0) }
        store.close()
        // However soon each is closed, it gets a little further.
        for _ in 0..<10 { try open().close() }
        let raw = try RawDatabase(directory.path)
        #expect(try raw.texts("SELECT count(*) FROM waiting") == ["0"])
        #expect(try raw.texts("SELECT count(*) FROM dead") == ["0"])
        #expect(try raw.texts("SELECT count(*) FROM numbers WHERE name GLOB 'removed*'") == ["0"])
    }

    @Test("who delivers hears of endpoints that were made, changed, removed or given work, and of no other")
    func announces() async throws {
        let store = try open()
        defer { store.close() }
        let heard = Mutex<[Set<EndpointKey>]>([])
        store.onEndpointsChanged { keys in heard.withLock { $0.append(keys) } }
        let second = Sample.endpoint("second")
        _ = try await success { store.create(second, at: Sample.now, completion: $0) }
        _ = try await success { store.create(second, at: Sample.now, completion: $0) }
        #expect(heard.withLock { $0 } == [[second.key]])
        _ = try await success { done in
            store.change(second.key, at: Sample.now, completion: done) { $0 }
        }
        #expect(heard.withLock { $0 } == [[second.key], [second.key]])
        heard.withLock { $0 = [] }
        #expect(try await replayAll(store) == .queued(3))
        let one = ReplayOrder.event(log[0].id, of: Sample.tenant, to: nil)
        _ = try await success { store.replay(one, at: Sample.now, completion: $0) }
        #expect(heard.withLock { $0 } == [[Sample.key()], [Sample.key(), second.key]])
        heard.withLock { $0 = [] }
        _ = try await success { store.remove(second.key, at: Sample.now, completion: $0) }
        _ = try await success { store.remove(second.key, at: Sample.now, completion: $0) }
        #expect(heard.withLock { $0 } == [[second.key]])
    }

    @Test("a wait for an event that is gone breaks nothing")
    func phantom() async throws {
        let store = try open(
            after: """
                INSERT INTO waiting (endpoint, position, attempts, next_at) VALUES (1, 1, 1, 0);
                INSERT INTO dead (endpoint, position, attempts, error) VALUES (1, 2, 1, '');
                DELETE FROM events WHERE position IN (1, 2);
                """)
        defer { store.close() }
        let report = try #require(try store.endpoint(Sample.key()))
        #expect(report.oldestUndelivered == nil)
        #expect(try store.deadLetters(Sample.key(), after: 0, limit: 9).isEmpty)
        #expect(try store.event(log[0].id, of: Sample.tenant) == nil)
        let dead = ReplayOrder.deadLetters(Sample.key(), only: nil)
        #expect(try await success { store.replay(dead, at: Sample.now, completion: $0) } == .queued(0))
        #expect(try await replayAll(store) == .queued(1))
    }

    @Test("an event about the endpoint itself is not its own, however it is asked for")
    func aboutItself() async throws {
        let store = try open(
            after: """
                UPDATE events SET about = 'main' WHERE position = 1;
                UPDATE events SET about = 'other' WHERE position = 2;
                UPDATE endpoints SET position = 0;
                """)
        defer { store.close() }
        #expect(try store.endpoint(Sample.key())?.undelivered == 2)
        #expect(try store.event(log[0].id, of: Sample.tenant)?.deliveries.isEmpty == true)
        let page = try store.events(EventQuery(), of: Sample.tenant)
        #expect(page.events.map(\.about?.text) == ["main", "other", nil])
        var settlement = Settlement(endpoint: Sample.key())
        settlement.position = log.last?.position
        _ = try await success { store.settle([settlement], completion: $0) }
        let one = ReplayOrder.event(log[0].id, of: Sample.tenant, to: nil)
        #expect(try await success { store.replay(one, at: Sample.now, completion: $0) } == .queued(0))
        #expect(try await replayAll(store) == .queued(2))
    }

    @Test("the condition in SQL lets through what the endpoint wants, and nothing else")
    func filter() throws {
        let codes = EventType.allCases.map(\.code)
        let store = try open(
            after: """
                WITH codes (code) AS (VALUES \(codes.map { "(\($0))" }.joined(separator: ","))),
                    serials (serial) AS (VALUES (NULL), ('SIM0000000001'), ('S')),
                    subjects (about) AS (VALUES (NULL), ('main'), ('other'))
                INSERT INTO events (tenant, type, serial, accepted_at, id, body, about)
                SELECT 1, code, serial, 0, zeroblob(16), x'', about FROM codes, serials, subjects;
                """)
        defer { store.close() }
        let events = try store.events(EventQuery(limit: 1000), of: Sample.tenant).events
        #expect(events.count == codes.count * 9 + 3)
        let lists: [[EventPattern]] =
            EventType.allCases.map { [.exactly($0)] }
            + [[], [.all], [.family("device."), .exactly(.webhookTest)], [.family("endpoint.")]]
        for patterns in lists {
            for serials in [nil, [], [Sample.serial], [Sample.serial, Sample.otherSerial]]
                as [Set<SerialNumber>?]
            {
                var endpoint = Sample.endpoint(patterns: patterns)
                endpoint.serials = serials
                let found = try store.readers.read { database throws(SQLiteError) in
                    let select = try database.prepare(
                        "SELECT position FROM events WHERE \(EventFilter.condition) ORDER BY position")
                    try EventFilter(endpoint).bind(to: select)
                    return try select.rows { $0.integer(0) }
                }
                #expect(found == events.filter { endpoint.wants($0) }.map(\.position))
            }
        }
    }

    @Test("of what waits, a parked event stays parked and a batch is brought forward as a whole")
    func bringsForward() async throws {
        let store = try open(
            after: """
                INSERT INTO waiting (endpoint, position, attempts, next_at, serial, batch) VALUES
                    (1, 1, 2, \(Int64.max - 1), 'S', 1), (1, 2, 2, \(Int64.max - 1), NULL, 1),
                    (1, 3, 0, \(Int64.max), 'S', NULL);
                """)
        defer { store.close() }
        for (event, count) in zip(log, [1, 1, 0]) {
            let one = ReplayOrder.event(event.id, of: Sample.tenant, to: nil)
            let answer = try await success { store.replay(one, at: Sample.now, completion: $0) }
            #expect(answer == .queued(count))
            let times = try RawDatabase(directory.path).texts("SELECT next_at FROM waiting ORDER BY position")
            let now = String(Sample.now.milliseconds)
            #expect(times == [now, now, String(Int64.max)])
        }
        #expect(
            try store.event(log[2].id, of: Sample.tenant)?.deliveries.map(\.nextAttempt) == [nil])
    }

    @Test("enabling forgets how the endpoint failed, and a new address that hands were shaken")
    func forgetsHealth() async throws {
        let store = try open(
            after: """
                UPDATE endpoints SET is_enabled = 0, disabled_because = 'no success', paused_until = 5,
                    failing_since = 6, failures = 7, last_success = 8, last_error = 'http_500', notices = 1,
                    shook_hands_at = 9
                """)
        defer { store.close() }
        var health = EndpointHealth()
        health.failingSince = Instant(milliseconds: 6)
        health.failures = 7
        health.lastSuccess = Instant(milliseconds: 8)
        health.lastError = "http_500"
        health.notices = 1
        #expect(try store.endpoint(Sample.key())?.health == health)
        let raw = try RawDatabase(directory.path)
        _ = try await success { done in
            store.change(Sample.key(), at: Sample.now, completion: done) { endpoint in
                var enabled = endpoint
                enabled.isEnabled = true
                return enabled
            }
        }
        // When it last went well is no complaint.
        health = EndpointHealth()
        health.lastSuccess = Instant(milliseconds: 8)
        #expect(try store.endpoint(Sample.key())?.health == health)
        #expect(try raw.texts("SELECT disabled_because FROM endpoints") == ["NULL"])
        #expect(try raw.texts("SELECT shook_hands_at FROM endpoints") == ["9"])
        _ = try await success { done in
            store.change(Sample.key(), at: Sample.now, completion: done) { _ in
                Sample.endpoint(url: "https://example.com/elsewhere")
            }
        }
        #expect(try raw.texts("SELECT shook_hands_at FROM endpoints") == ["NULL"])
    }

    @Test("an order for more events than an order may have queues none")
    func tooMany() async throws {
        let store = try open(
            after: """
                WITH RECURSIVE n (i) AS (
                    SELECT 4 UNION ALL SELECT i + 1 FROM n LIMIT \(ReplayOrder.maximumEvents - 2))
                INSERT INTO events (position, tenant, type, accepted_at, id, body)
                SELECT i, 1, 1, 0, x'', x'' FROM n;
                UPDATE endpoints SET position = 2000000;
                """)
        defer { store.close() }
        #expect(try await replayAll(store) == .tooMany)
        #expect(try store.endpoint(Sample.key())?.waiting == 0)
        #expect(try store.statistics(of: Sample.tenant).lastSequence == Int64(ReplayOrder.maximumEvents) + 1)
    }

    @Test("events of a small tenant are found however far apart they are in the log")
    func farApart() async throws {
        let store = try open(
            after: """
                INSERT INTO events (position, tenant, type, accepted_at, id, body) VALUES
                    (1000000, 1, 1, 0, x'', x''), (1200003, 1, 1, 0, x'', x''), (5000000, 1, 1, 0, x'', x'');
                UPDATE endpoints SET position = 5000000;
                """)
        defer { store.close() }
        #expect(try await replayAll(store) == .queued(6))
        let none = ReplayOrder.range(
            Sample.key(), from: .sequence(.max), until: .sequence(.min), only: .all, patterns: [])
        #expect(try await success { store.replay(none, at: Sample.now, completion: $0) } == .queued(0))
    }

    @Test("an order that is being carried out when the store closes is answered")
    func closing() async throws {
        let store = try open()
        let order = ReplayOrder.range(
            Sample.key(), from: .sequence(0), until: nil, only: .all, patterns: [])
        let answers = Mutex(0)
        for _ in 0..<40 {
            store.replay(order, at: Sample.now) { _ in answers.withLock { $0 += 1 } }
        }
        store.close()
        #expect(answers.withLock { $0 } == 40)
    }

    @Test("what is half done goes on though the queue is full, but not when it is closed")
    func continuation() {
        let queue = JobQueue(maximumJobs: 1, maximumCost: 1000)
        let job = WriteJob(completion: { (_: Result<Void, StoreError>) in }, { _ throws(SQLiteError) in })
        #expect(queue.push(job) == nil)
        #expect(queue.push(job) == .busy)
        #expect(queue.push(job, isContinuation: true) == nil)
        queue.close()
        #expect(queue.push(job, isContinuation: true) == .storeIsClosed)
    }
}
