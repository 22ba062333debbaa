import BridgeCore
import BridgeTestSupport
import SQLiteStore
import Testing

extension SQLiteStore: RestartableStore {}

/// What every store must do, asked of the one in SQLite.
@Suite struct StoreConformance {
    @Test("a SQLite store keeps the promise", arguments: StorePromise.all)
    func keeps(_ promise: StorePromise) async throws {
        let directory = try TemporaryDirectory()
        try await exerciseStore(promise) {
            try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        }
    }
}
