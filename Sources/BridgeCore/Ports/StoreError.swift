/// Why the store did not do what it was asked; nothing of it was kept.
package enum StoreError: Error, Sendable, Equatable {
    /// The queue into the writer is full; try again in a moment.
    case busy
    /// There is no room left on the disk.
    case full
    /// Anything else, in the store's words.
    case unavailable(String)
}

/// What a store calls back with, on its own thread and after the commit: return quickly.
package typealias Completion<Value> = @Sendable (Result<Value, StoreError>) -> Void
