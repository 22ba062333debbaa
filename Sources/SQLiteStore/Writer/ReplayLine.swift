import Dispatch
import Synchronization

/// Large orders for events to be delivered again, one at a time: each may go through millions of rows, which
/// neither terminals nor who asks for something small should wait for.
final class ReplayLine: Sendable {
    private let queue = DispatchQueue(label: "store-replays")
    private let waiting = Mutex(0)
    /// Orders that may be in line.
    private static let places = 16

    /// - Returns: Whether there was a place left; if not, `body` is never called.
    func add(_ body: @escaping @Sendable () -> Void) -> Bool {
        let hasPlace = waiting.withLock { count in
            guard count < Self.places else { return false }
            count += 1
            return true
        }
        guard hasPlace else { return false }
        queue.async { [self] in
            body()
            waiting.withLock { $0 -= 1 }
        }
        return true
    }

    /// Returns when no order is being carried out any more.
    func finish() { queue.sync {} }
}
