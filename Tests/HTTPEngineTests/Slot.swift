import Dispatch
import Synchronization

/// One value handed from one thread to another.
final class Slot<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let filled = DispatchSemaphore(value: 0)

    func put(_ value: Value) {
        self.value.withLock { $0 = value }
        filled.signal()
    }

    /// Waits until there is one.
    func take() -> Value {
        filled.wait()
        return value.withLock { value in
            defer { value = nil }
            return value!
        }
    }
}
