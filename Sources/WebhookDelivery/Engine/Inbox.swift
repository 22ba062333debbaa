import BridgeCore
import HTTPClient
import Synchronization

/// What other threads have to tell the delivery thread. Telling costs a lock; the thread is woken once, however
/// much is told before it looks.
final class Inbox: Sendable {
    private let state = Mutex(State())

    private struct State {
        var news = News()
        var waker: TransferWaker?
        var isAwake = false
    }

    /// What was told since the thread last looked.
    struct News: Sendable {
        var grownTenants: Set<TenantID> = []
        var logGrew = false
        var endpointsChanged = false
        var settled: Result<Void, StoreError>?
        /// How long attempts under way may take to end.
        var stop: Duration?
    }

    /// Whom to wake from now on.
    func attach(_ waker: TransferWaker) { state.withLock { $0.waker = waker } }

    func tell(_ change: (inout News) -> Void) {
        let waker = state.withLock { state -> TransferWaker? in
            change(&state.news)
            guard !state.isAwake else { return nil }
            state.isAwake = true
            return state.waker
        }
        waker?.wake()
    }

    func take() -> News {
        state.withLock { state in
            state.isAwake = false
            defer { state.news = News() }
            return state.news
        }
    }
}
