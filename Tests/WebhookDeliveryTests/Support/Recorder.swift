import Foundation
import Testing

/// Values in the order they came, for a test to wait for.
final class Recorder<Value: Sendable>: @unchecked Sendable {
    // Safe because `values` is only touched while the condition's lock is held.
    private let condition = NSCondition()
    private var values: [Value] = []

    func append(_ value: Value) {
        condition.withLock {
            values.append(value)
            condition.broadcast()
        }
    }

    var all: [Value] { condition.withLock { values } }

    /// Waits until what has come satisfies `isEnough`; after two minutes the test has failed.
    @discardableResult
    func wait(until isEnough: ([Value]) -> Bool) -> [Value] {
        let patience = Date(timeIntervalSinceNow: 120)
        return condition.withLock {
            while !isEnough(values) {
                guard condition.wait(until: patience) else {
                    Issue.record("waited in vain, with \(values.count) values")
                    break
                }
            }
            return values
        }
    }

    @discardableResult
    func wait(for count: Int) -> [Value] { wait { $0.count >= count } }
}
