import BridgeCore
import BridgeTestSupport
import Foundation
import SQLiteStore
import Synchronization
import Testing

/// What a store's files grow to.
@Suite struct WriteAheadLog {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ tuning: StoreTuning = StoreTuning()) throws -> SQLiteStore {
        let store = try SQLiteStore(
            directory: directory.path, now: Sample.now, sealing: Sample.sealingKey, tuning: tuning)
        try store.adopt([Sample.configured()], at: Sample.now)
        return store
    }

    private func bytes(_ file: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path + "/" + file)
        return attributes[.size] as? Int ?? 0
    }

    /// A store that copies its log often.
    private var eager: StoreTuning {
        var tuning = StoreTuning()
        tuning.checkpointPages = (idle: 50, busy: 100)
        tuning.restartPages = 400
        return tuning
    }

    @Test("the log stays small while it is read without a break")
    func staysSmall() async throws {
        let store = try open(eager)
        let over = Flag()
        // Reads that overlap: at no time does nobody read.
        // Threads of their own, for they never pause.
        let readers = DispatchGroup()
        for _ in 0..<3 {
            readers.enter()
            Thread {
                while !over.isSet { _ = try? store.read(Sample.tenant, after: 0, limit: 5) }
                readers.leave()
            }.start()
        }
        defer {
            over.set()
            store.close()
        }
        var largest = 0
        for number in 0..<150 {
            let batch = EventBatch(events: [Sample.largeEvent(number, bytes: 60_000)])
            _ = try await success { store.accept(batch, completion: $0) }
            largest = max(largest, try bytes("bridge.db-wal"))
        }
        over.set()
        await withCheckedContinuation { ended in
            readers.notify(queue: .global()) { ended.resume() }
        }
        // 9 MB were written; 400 pages and some commits are about 2 MB, half as much again for each reader in the way.
        #expect(largest < 8_000_000, "grew to \(largest)")
    }

    @Test(
        "one who reads for long keeps the log from shrinking, but not commits from being made, nor for ever")
    func longReader() async throws {
        let store = try open(eager)
        defer { store.close() }
        let raw = try RawDatabase(directory.path)
        try raw.run("BEGIN")
        _ = try raw.texts("SELECT count(*) FROM events")
        for number in 0..<40 {
            let batch = EventBatch(events: [Sample.largeEvent(number, bytes: 60_000)])
            _ = try await success { store.accept(batch, completion: $0) }
        }
        #expect(try bytes("bridge.db-wal") > 2_000_000)
        try raw.run("COMMIT")
        for number in 40..<80 {
            let batch = EventBatch(events: [Sample.largeEvent(number, bytes: 60_000)])
            _ = try await success { store.accept(batch, completion: $0) }
        }
        // Eighty times 60 kB went through it.
        #expect(try bytes("bridge.db-wal") < 3_500_000)
    }

    @Test("room that forgotten events leave is used for new ones")
    func reusesRoom() async throws {
        let store = try open(eager)
        defer { store.close() }
        var sizes: [Int] = []
        for round in 0..<4 {
            let time = Sample.now + .days(31 * round)
            for first in stride(from: 0, to: 2000, by: 500) {
                let events = (first..<first + 500).map {
                    Sample.event(round * 2000 + $0, acceptedAt: time)
                }
                _ = try await success { store.accept(EventBatch(events: events), completion: $0) }
            }
            var rules = RetentionRules.days(30)
            rules.dedupe = .days(30)
            while try store.prune(rules, at: time + .days(30) + .seconds(1)) {}
            sizes.append(try bytes("bridge.db"))
        }
        #expect(sizes[3] <= sizes[0] + sizes[0] / 4, "\(sizes)")
    }

    @Test("a file system without shared memory is refused with a sentence that says what it lacks")
    func needsSharedMemory() throws {
        var tuning = StoreTuning()
        tuning.vfs = "unix-dotfile"
        let error = #expect(throws: StoreOpenError.self) { try open(tuning) }
        #expect(error?.reason.contains("cannot keep a write-ahead log") == true, "\(error?.reason ?? "")")
    }
}

private final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
