package import BridgeCore
import Synchronization

/// A clock that stands still until it is turned.
package final class ManualClock: WallClock {
    private let time: Mutex<Instant>

    package init(_ start: Instant = Sample.now) { time = Mutex(start) }

    package func now() -> Instant { time.withLock { $0 } }

    package func set(_ instant: Instant) { time.withLock { $0 = instant } }

    package func advance(by span: Duration) { time.withLock { $0 = $0 + span } }
}
