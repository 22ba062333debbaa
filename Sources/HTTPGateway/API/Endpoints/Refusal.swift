import Synchronization

/// Why a change was not made, found out inside the transaction that would have made it.
final class Refusal: Sendable {
    private let found = Mutex<Problem?>(nil)

    func note(_ problem: Problem) { found.withLock { $0 = problem } }
    var problem: Problem? { found.withLock { $0 } }
}
