import Synchronization

/// Says that there may be work. A hint without content: losing a ring costs one look-around, nothing else.
package final class Bell: Sendable {
    private let listener = Mutex<Listener?>(nil)

    // Never the bare function: a generic box such as `Mutex` wraps it once more at every access and keeps the
    // wrapping, so that each ring would go through one frame more than the one before.
    private struct Listener: Sendable {
        let wake: @Sendable () -> Void
    }

    package init() {}

    /// Who is to be woken; one listener, called on the ringer's thread, so it must return at once.
    package func onRing(_ wake: @escaping @Sendable () -> Void) {
        listener.withLock { $0 = Listener(wake: wake) }
    }

    package func ring() { listener.withLock { $0 }?.wake() }
}
