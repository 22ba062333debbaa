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
        var isClosed = false
    }

    /// What was told since the thread last looked.
    struct News: Sendable {
        var grownTenants: Set<TenantID> = []
        var logGrew = false
        var endpointsChanged = false
        var changedEndpoints: Set<EndpointKey> = []
        var settled: Result<Void, StoreError>?
        var trials: [Trial] = []
        /// How long attempts under way may take to end.
        var stop: Duration?
    }

    /// Whom to wake from now on.
    func attach(_ waker: TransferWaker) { state.withLock { $0.waker = waker } }

    /// Whether it will be read.
    @discardableResult
    func tell(_ change: (inout News) -> Void) -> Bool {
        let (waker, isHeard) = state.withLock { state -> (TransferWaker?, Bool) in
            guard !state.isClosed else { return (nil, false) }
            change(&state.news)
            guard !state.isAwake else { return (nil, true) }
            state.isAwake = true
            return (state.waker, true)
        }
        waker?.wake()
        return isHeard
    }

    func take() -> News {
        state.withLock { state in
            state.isAwake = false
            defer { state.news = News() }
            return state.news
        }
    }

    /// Nothing is taken in any more; what was told last.
    func close() -> News {
        state.withLock { state in
            state.isClosed = true
            defer { state.news = News() }
            return state.news
        }
    }
}
