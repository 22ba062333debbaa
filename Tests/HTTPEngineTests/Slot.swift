import Dispatch
import Synchronization

/// One value handed from one thread to another.
final class Slot<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let filled = DispatchSemaphore(value: 0)

    struct Empty: Error {}

    func put(_ value: Value) {
        self.value.withLock { $0 = value }
        filled.signal()
    }

    /// Waits until there is one, but not for ever.
    func take() throws -> Value {
        guard filled.wait(timeout: .now() + 60) == .success else { throw Empty() }
        return value.withLock { value in
            defer { value = nil }
            return value!
        }
    }
}
