import Synchronization

/// Why a change was not made, found out inside the transaction that would have made it.
final class Refusal: Sendable {
    private let found = Mutex<Problem?>(nil)

    /// What `change` makes; where it throws, `unchanged`, and the problem is noted. The last time counts.
    func noting<Value>(
        _ unchanged: Value, _ change: () throws(Problem) -> Value
    ) -> Value {
        do throws(Problem) {
            let changed = try change()
            found.withLock { $0 = nil }
            return changed
        } catch {
            found.withLock { $0 = error }
            return unchanged
        }
    }

    var problem: Problem? { found.withLock { $0 } }
}
