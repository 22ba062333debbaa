import Synchronization

/// Passes on that the disk's room ran short, also to who begins to listen after it did.
final class RoomNews: Sendable {
    private let state = Mutex(State())

    // The function is in a structure, never bare in the `Mutex`: see `SQLiteStore.NewEventsListener`.
    private struct State: Sendable {
        var last: DiskRoomChange?
        var listener: Listener?
    }

    private struct Listener: Sendable {
        let tell: @Sendable (DiskRoomChange) -> Void
    }

    func hear(_ listen: @escaping @Sendable (DiskRoomChange) -> Void) {
        let last = state.withLock { state in
            state.listener = Listener(tell: listen)
            return state.last
        }
        if let last, last.isShort { listen(last) }
    }

    func tell(_ change: DiskRoomChange) {
        let listener = state.withLock { state in
            state.last = change
            return state.listener
        }
        listener?.tell(change)
    }
}
