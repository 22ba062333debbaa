import BridgeCore
import Synchronization

/// A clock that a test moves.
final class ManualClock: WallClock {
    static let start = Instant(seconds: 1_800_000_000)
    private let moment = Mutex(ManualClock.start)

    func now() -> Instant { moment.withLock { $0 } }
    func advance(by span: Duration) { moment.withLock { $0 = $0 + span } }
}
