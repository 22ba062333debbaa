import BridgeCore
import BridgeTestSupport
import SQLiteStore
import Testing

/// A disk without room.
@Suite(.enabled(if: SmallDisk.isPermitted, "needs permission to mount"))
struct FullDisk {
    @Test(
        "what was acknowledged before the disk was full is there after, and work goes on once there is room")
    func losesNothing() async throws {
        let disk = try #require(try SmallDisk())
        var store = try SQLiteStore(directory: disk.path, now: Sample.now, sealing: Sample.sealingKey)
        try store.adopt([Sample.configured(endpoints: [Sample.endpoint()])], at: Sample.now)
        try disk.occupy(1 << 20)

        var acknowledged: [EventID] = []
        var refusals: [StoreError] = []
        for number in 0..<500 where refusals.count < 3 {
            let event = Sample.largeEvent(number, bytes: 8000)
            let batch = EventBatch(events: [event])
            switch await answer({ store.accept(batch, completion: $0) }) {
            case .success: acknowledged.append(event.id)
            case .failure(let error): refusals.append(error)
            }
        }
        #expect(refusals == [.full, .full, .full])
        #expect(acknowledged.count > 10)
        #expect(try store.read(Sample.tenant, after: 0, limit: 1000).events.map(\.id) == acknowledged)

        try disk.giveBack()
        let late = Sample.event(9999)
        let batch = EventBatch(events: [late])
        #expect(try await success { store.accept(batch, completion: $0) }.new == 1)
        store.close()
        store = try SQLiteStore(directory: disk.path, now: Sample.now, sealing: Sample.sealingKey)
        let log = try store.read(Sample.tenant, after: 0, limit: 1000).events
        #expect(log.map(\.id) == acknowledged + [late.id])
        #expect(zip(log, log.dropFirst()).allSatisfy { $0.position < $1.position })
        store.close()
    }
}
