import BridgeCore
import Synchronization

/// Takes events into a store, or fails as if its disk were full while told to.
final class FaultyIntake: EventIntake {
    private let store: any EventIntake
    private let isFull = Mutex(false)

    init(_ store: any EventIntake) { self.store = store }

    func fill(_ full: Bool) { isFull.withLock { $0 = full } }

    func accept(_ batch: EventBatch, completion: @escaping Completion<AcceptedEvents>) {
        if isFull.withLock({ $0 }) { return completion(.failure(.full)) }
        store.accept(batch, completion: completion)
    }
}
