import Foundation
import Synchronization

/// Something done on a thread of its own beside what is measured.
final class BackgroundWork<Value: Sendable>: Sendable {
    private let outcome = Mutex<Result<Value, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () throws -> Value) {
        let thread = Thread { [self] in
            let result = Result { try work() }
            outcome.withLock { $0 = result }
            done.signal()
        }
        thread.start()
    }

    /// What came of it, once it is over.
    func value() throws -> Value {
        done.wait()
        done.signal()
        guard let result = outcome.withLock({ $0 }) else { throw BenchmarkError(reason: "a thread was lost") }
        return try result.get()
    }
}
