import BridgeCore
import BridgeTestSupport
import SQLiteStore
import Synchronization
import Testing

/// A disk that is about to be full.
@Suite struct DiskWatermark {
    private let directory: TemporaryDirectory
    private let disk = Disk()

    init() throws { directory = try TemporaryDirectory() }

    /// As much room as is said, and how often it was asked.
    private final class Disk: Sendable {
        private let state = Mutex((free: 2_000_000, asked: 0))
        var free: Int {
            get { state.withLock { $0.free } }
            set { state.withLock { $0.free = newValue } }
        }
        var asked: Int { state.withLock { $0.asked } }
        func ask() -> Int {
            state.withLock {
                $0.asked += 1
                return $0.free
            }
        }
    }

    private func open(every interval: Duration = .zero) throws -> SQLiteStore {
        var tuning = StoreTuning()
        tuning.roomCheckInterval = interval
        tuning.freeBytes = { [disk] in disk.ask() }
        let store = try SQLiteStore(
            directory: directory.path, now: Sample.now, sealing: Sample.sealingKey,
            minimumFreeBytes: 1_000_000, tuning: tuning)
        try store.adopt(
            [
                Sample.configured(endpoints: [Sample.endpoint()], devices: [Sample.configuredDevice()])
            ], at: Sample.now)
        return store
    }

    @Test("below the mark nothing new is taken, and all is again once there is room")
    func refuses() async throws {
        let store = try open()
        defer { store.close() }
        _ = try await success { store.accept(Sample.batch([1]), completion: $0) }
        disk.free = 999_999
        #expect(await answer { store.accept(Sample.batch([2]), completion: $0) } == .failure(.full))
        let orders = [Sample.order(.deviceCheck)]
        #expect(await answer { store.enqueue(orders, at: Sample.now, completion: $0) } == .failure(.full))
        guard case .failure(.full) = await answer({ store.probe(at: Sample.now, completion: $0) }) else {
            Issue.record("it says it is ready")
            return
        }
        disk.free = 1_000_000
        #expect(try await success { store.accept(Sample.batch([2]), completion: $0) }.new == 1)
        _ = try await success { store.enqueue(orders, at: Sample.now, completion: $0) }
        try await success { store.probe(at: Sample.now, completion: $0) }
        #expect(try store.read(Sample.tenant, after: 0, limit: 9).events.count == 2)
    }

    @Test("below the mark deliveries are booked, commands end, and what is old is forgotten")
    func goesOn() async throws {
        let store = try open()
        defer { store.close() }
        let orders = [Sample.order(.deviceCheck)]
        let record = try await success { store.enqueue(orders, at: Sample.now, completion: $0) }[0]
        let request = LeaseRequest(
            serial: Sample.serial, now: Sample.now, maximumCommands: 9, maximumBytes: 999
        ) {
            _, _ in [0]
        }
        _ = try await success { store.accept(Sample.batch([1, 2]), completion: $0) }
        disk.free = 0
        #expect(try await success { store.lease(request, completion: $0) }.text == [0])
        _ = try await success {
            store.settle([.of(record.number)], from: Sample.serial, at: Sample.now, completion: $0)
        }
        #expect(try store.command(record.number, of: Sample.tenant)?.status == .completed)
        var settlement = Settlement(endpoint: Sample.key())
        settlement.position = 3
        try await success { store.settle([settlement], completion: $0) }
        #expect(try store.lanes().first?.position == 3)
        while try store.prune(.days(30), at: Sample.now + .days(31)) {}
        #expect(try store.read(Sample.tenant, after: 0, limit: 9).events.isEmpty)
    }

    @Test("what is refused does not fail what shares its transaction")
    func refusesAlone() async throws {
        let store = try open()
        defer { store.close() }
        _ = try await success { store.accept(Sample.batch([1]), completion: $0) }
        disk.free = 0
        let held = await HeldWriter(of: store)
        var settlement = Settlement(endpoint: Sample.key())
        settlement.position = 1
        let outcomes = Outcomes()
        store.accept(Sample.batch([2])) { outcomes.note(2, $0) }
        let moved = settlement
        held.release()
        try await success { store.settle([moved], completion: $0) }
        #expect(outcomes.failed.map(\.1) == [.full])
        #expect(try store.lanes().first?.position == 1)
    }

    @Test("beginning and end are told once each, also to who listens late")
    func tells() async throws {
        let store = try open()
        defer { store.close() }
        disk.free = 7
        for number in 0..<5 { _ = await answer { store.accept(Sample.batch([number]), completion: $0) } }
        let heard = Mutex<[DiskRoomChange]>([])
        store.onRoomChange { change in heard.withLock { $0.append(change) } }
        disk.free = 7_000_000
        for number in 0..<5 { _ = await answer { store.accept(Sample.batch([number]), completion: $0) } }
        #expect(
            heard.withLock { $0 } == [
                DiskRoomChange(isShort: true, freeBytes: 7, minimumFreeBytes: 1_000_000),
                DiskRoomChange(isShort: false, freeBytes: 7_000_000, minimumFreeBytes: 1_000_000),
            ])
    }

    @Test("the file system is not asked at every request")
    func asksSeldom() async throws {
        let store = try open(every: .seconds(3600))
        defer { store.close() }
        for number in 0..<50 {
            // Nothing of this weighs an eighth of the mark, which would be a reason to ask again.
            _ = await answer {
                store.cancel(CommandNumber(Int64(number)), of: Sample.tenant, at: Sample.now, completion: $0)
            }
        }
        #expect(disk.asked == 1)
    }

    @Test(
        "the mark is of the disk the data is on",
        .enabled(if: SmallDisk.isPermitted, "needs permission to mount"))
    func realDisk() async throws {
        let small = try #require(try SmallDisk())
        var tuning = StoreTuning()
        tuning.roomCheckInterval = .zero
        let store = try SQLiteStore(
            directory: small.path, now: Sample.now, sealing: Sample.sealingKey, minimumFreeBytes: 1 << 20,
            tuning: tuning)
        defer { store.close() }
        try store.adopt([Sample.configured()], at: Sample.now)
        #expect(try await success { store.accept(Sample.batch([1]), completion: $0) }.new == 1)
        try small.occupy(1 << 20)
        #expect(await answer { store.accept(Sample.batch([2]), completion: $0) } == .failure(.full))
        try small.giveBack()
        #expect(try await success { store.accept(Sample.batch([2]), completion: $0) }.new == 1)
    }
}
