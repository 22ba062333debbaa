import BridgeCore
import BridgeTestSupport
import Foundation
import SQLiteStore
import Synchronization
import Testing

/// What a power cut leaves of what was acknowledged.
@Suite struct PowerLoss {
    @Test("no power cut loses an acknowledged event or harms the file, at whichever write or sync it comes")
    func losesNothing() async throws {
        var seeded = SplitMix(seed: 20_261_121)
        var (acknowledged, cutWhileOpening) = (0, 0)
        for round in 0..<60 {
            // Every second disk also keeps some of what nobody told it to keep.
            let outcome = try await PowerCut(
                after: Int.random(in: 1...600, using: &seeded), leftovers: round % 2 == 0 ? 0 : 50,
                seed: seeded.next()
            ).happens()
            #expect(outcome.lost == 0, "cut \(round), \(outcome)")
            #expect(outcome.unknown == 0, "cut \(round) made up events")
            #expect(outcome.check == ["ok"], "cut \(round)")
            acknowledged += outcome.acknowledged
            cutWhileOpening += outcome.acknowledged == 0 ? 1 : 0
        }
        // How many of a commit's events are acknowledged before the next cut is the scheduler's doing.
        #expect(acknowledged > 500)
        #expect(cutWhileOpening < 30, "the cuts come too early to say anything")
    }

    @Test(
        "a store that does not wait for the disk does lose what it acknowledged: the test above bites",
        arguments: [StoreTuning.Synchronous.normal, .off])
    func bites(_ synchronous: StoreTuning.Synchronous) async throws {
        var seeded = SplitMix(seed: 7)
        var (acknowledged, lost) = (0, 0)
        for _ in 0..<6 {
            let outcome = try await PowerCut(
                synchronous, after: Int.random(in: 200...600, using: &seeded), leftovers: 0,
                seed: seeded.next()
            ).happens()
            acknowledged += outcome.acknowledged
            lost += outcome.lost
        }
        #expect(lost > 0, "of \(acknowledged) none was lost")
        if synchronous == .off { #expect(lost == acknowledged) }
    }
}

/// A store on a disk whose power is cut, and what is found afterwards.
private struct PowerCut {
    private let synchronous: StoreTuning.Synchronous
    private let operations: Int
    private let leftovers: Int
    private let seed: UInt64

    struct Outcome {
        var acknowledged = 0
        /// Acknowledged, and not there any more.
        var lost = 0
        /// There, and never sent.
        var unknown = 0
        /// What `PRAGMA quick_check` says.
        var check: [String] = []
    }

    init(
        _ synchronous: StoreTuning.Synchronous = .full, after operations: Int, leftovers: Int, seed: UInt64
    ) {
        self.synchronous = synchronous
        self.operations = operations
        self.leftovers = leftovers
        self.seed = seed
    }

    func happens() async throws -> Outcome {
        let place = try TemporaryDirectory(isFast: true)
        let platter = place.path + "/platter"
        try FileManager.default.createDirectory(atPath: platter, withIntermediateDirectories: false)
        let books = Books()
        try await work(live: place.path + "/live", platter: platter, books)

        var outcome = Outcome(acknowledged: books.acknowledged.count)
        let store = try SQLiteStore(directory: platter, now: Sample.now, sealing: Sample.sealingKey)
        try store.adopt([Sample.configured()], at: Sample.now)
        var kept: Set<EventID> = []
        var page = try store.read(Sample.tenant, after: 0, limit: 10_000)
        while !page.events.isEmpty {
            kept.formUnion(page.events.map(\.id))
            page = try store.read(Sample.tenant, after: page.end, limit: 10_000)
        }
        outcome.lost = books.acknowledged.subtracting(kept).count
        outcome.unknown = kept.subtracting(books.sent).count
        outcome.check = try RawDatabase(platter).texts("PRAGMA quick_check")
        // It takes more, and does not take the same twice.
        let more = Sample.batch([-1])
        #expect(try await success { store.accept(more, completion: $0) }.new == 1)
        #expect(try await success { store.accept(more, completion: $0) }.duplicates == 1)
        store.close()
        return outcome
    }

    /// Several terminals upload until the power is gone.
    private func work(live: String, platter: String, _ books: Books) async throws {
        let power = try Power(platter: platter)
        power.cut(after: operations, leftovers: leftovers, seed: seed)
        var tuning = StoreTuning()
        tuning.vfs = power.name
        tuning.synchronous = synchronous
        // So often that many cuts come in the middle of one.
        tuning.checkpointPages = (idle: 60, busy: 60)
        tuning.restartPages = 120
        guard
            let store = try? SQLiteStore(
                directory: live, now: Sample.now, sealing: Sample.sealingKey, tuning: tuning)
        else { return }
        defer { store.close() }
        do { try store.adopt([Sample.configured()], at: Sample.now) } catch { return }
        await withTaskGroup(of: Void.self) { terminals in
            for terminal in 0..<4 {
                terminals.addTask {
                    var number = terminal * 100_000
                    while !power.isCut {
                        let batch = Sample.batch(number..<number + 1 + number % 7)
                        number += 8
                        books.send(batch)
                        let result = await answer { store.accept(batch, completion: $0) }
                        // Said after the cut it never reaches the terminal.
                        if case .success = result, !power.isCut { books.acknowledge(batch) }
                    }
                }
            }
        }
    }
}

/// Events by what became of them.
private final class Books: Sendable {
    private let state = Mutex((sent: Set<EventID>(), acknowledged: Set<EventID>()))

    func send(_ batch: EventBatch) { state.withLock { $0.sent.formUnion(batch.events.map(\.id)) } }
    func acknowledge(_ batch: EventBatch) {
        state.withLock { $0.acknowledged.formUnion(batch.events.map(\.id)) }
    }

    var sent: Set<EventID> { state.withLock { $0.sent } }
    var acknowledged: Set<EventID> { state.withLock { $0.acknowledged } }
}

/// Chance that comes out the same every time.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
