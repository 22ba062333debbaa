import Synchronization

/// Says that there may be work. A hint without content: losing a ring costs one look-around, nothing else.
package final class Bell: Sendable {
    private let listener = Mutex<(@Sendable () -> Void)?>(nil)

    package init() {}

    /// Who is to be woken; one listener, called on the ringer's thread, so it must return at once.
    package func onRing(_ wake: @escaping @Sendable () -> Void) {
        listener.withLock { $0 = wake }
    }

    package func ring() { listener.withLock { $0 }?() }
}
