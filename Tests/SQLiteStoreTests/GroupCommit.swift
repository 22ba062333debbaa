import BridgeCore
import BridgeTestSupport
import SQLiteStore
import Synchronization
import Testing

/// The queue into the writer, and what shares a transaction.
@Suite struct GroupCommit {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(jobs: Int = 100, bytes: Int = 64 << 20) throws -> SQLiteStore {
        let store = try SQLiteStore(
            directory: directory.path, now: Sample.now, sealing: Sample.sealingKey, maximumQueuedJobs: jobs,
            maximumQueuedBytes: bytes)
        try store.adopt([Sample.configured()], at: Sample.now)
        return store
    }

    @Test("a job that fails fails alone, the rest of its group is kept in order")
    func failsAlone() async throws {
        let store = try open()
        defer { store.close() }
        let held = await HeldWriter(of: store)
        let outcomes = Outcomes()
        let stranger = TenantID("stranger")!
        for number in 0..<6 {
            let tenant = number % 3 == 1 ? stranger : Sample.tenant
            store.accept(Sample.batch([number], of: tenant)) { outcomes.note(number, $0) }
        }
        held.release()
        _ = await answer { store.accept(EventBatch(events: []), completion: $0) }
        #expect(outcomes.kept == [0, 2, 3, 5])
        #expect(outcomes.failed.map(\.0) == [1, 4])
        #expect(outcomes.failed.allSatisfy { "\($0.1)".contains("stranger") })
        let log = try store.read(Sample.tenant, after: 0, limit: 10).events
        #expect(log.map(\.id) == [0, 2, 3, 5].map { Sample.event($0).id })
    }

    @Test("a queue full of jobs answers busy at once and takes more when it has drained")
    func fullOfJobs() async throws {
        let store = try open(jobs: 3)
        defer { store.close() }
        let held = await HeldWriter(of: store)
        let outcomes = Outcomes()
        await withCheckedContinuation { drained in
            for number in 0..<5 {
                store.accept(Sample.batch([number])) { result in
                    outcomes.note(number, result)
                    if number == 2 { drained.resume() }
                }
            }
            // The writer stands still, so whatever was answered was answered on this thread.
            #expect(outcomes.failed.map(\.0) == [3, 4])
            #expect(outcomes.failed.map(\.1) == [.busy, .busy])
            held.release()
        }
        #expect(try await success { store.accept(Sample.batch([4]), completion: $0) }.new == 1)
        #expect(outcomes.kept == [0, 1, 2])
    }

    @Test("a queue full of bytes answers busy, but one job alone may be larger than it")
    func fullOfBytes() async throws {
        let store = try open(bytes: 100_000)
        defer { store.close() }
        let held = await HeldWriter(of: store)
        let outcomes = Outcomes()
        let large = EventBatch(events: [Sample.largeEvent(1, bytes: 200_000)])
        await withCheckedContinuation { drained in
            store.accept(large) { result in
                outcomes.note(1, result)
                drained.resume()
            }
            store.accept(Sample.batch([2])) { outcomes.note(2, $0) }
            #expect(outcomes.failed.map(\.0) == [2])
            held.release()
        }
        #expect(try await success { store.accept(Sample.batch([2]), completion: $0) }.new == 1)
        #expect(outcomes.kept == [1])
    }

    @Test("a closed store answers that it is closed")
    func closed() async throws {
        let store = try open()
        store.close()
        let outcome = await answer { store.accept(Sample.batch([1]), completion: $0) }
        #expect(outcome == .failure(.unavailable("the store is closed")))
        #expect(throws: StoreError.unavailable("the store is closed")) {
            try store.prune(.days(1), at: Sample.now)
        }
    }

    @Test("a closed store is read no more")
    func closedToReaders() throws {
        let store = try open()
        store.close()
        #expect(throws: StoreError.unavailable("the store is closed")) { try store.lanes() }
    }

    @Test("closing twice is closing once")
    func closeTwice() throws {
        let store = try open()
        store.close()
        store.close()
        let again = try open()
        store.close()
        #expect(throws: StoreOpenError.self) { try open() }
        again.close()
    }

    @Test("what was queued before the close is kept")
    func closeKeepsQueued() async throws {
        let store = try open()
        let held = await HeldWriter(of: store)
        let outcomes = Outcomes()
        for number in 0..<20 { store.accept(Sample.batch([number])) { outcomes.note(number, $0) } }
        held.release()
        store.close()
        #expect(outcomes.kept == Array(0..<20))
        let again = try open()
        defer { again.close() }
        #expect(try again.read(Sample.tenant, after: 0, limit: 100).events.count == 20)
    }
}

/// What became of numbered jobs, in the order they were answered.
final class Outcomes: Sendable {
    private let noted = Mutex<[(Int, Result<AcceptedEvents, StoreError>)]>([])

    func note(_ number: Int, _ result: Result<AcceptedEvents, StoreError>) {
        noted.withLock { $0.append((number, result)) }
    }

    var kept: [Int] {
        noted.withLock { $0.compactMap { if case .success = $0.1 { $0.0 } else { nil } } }
    }

    var failed: [(Int, StoreError)] {
        noted.withLock { $0.compactMap { if case .failure(let error) = $0.1 { ($0.0, error) } else { nil } } }
    }
}
