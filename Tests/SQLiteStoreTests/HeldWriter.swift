import BridgeCore
import BridgeTestSupport
import Foundation
import SQLiteStore

/// Keeps a store's writer busy, so that what is handed in meanwhile waits and goes into one transaction.
struct HeldWriter {
    private let gate = DispatchSemaphore(value: 0)

    /// Returns once the writer stands still, inside a completion.
    init(of store: SQLiteStore) async {
        let gate = gate
        await withCheckedContinuation { continuation in
            store.accept(EventBatch(events: [])) { _ in
                continuation.resume()
                gate.wait()
            }
        }
    }

    /// Lets the writer go on.
    func release() { gate.signal() }
}
