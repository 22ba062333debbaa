/// What about a store is only changed to test or to measure it.
package struct StoreTuning: Sendable {
    /// The way to the file system, by the name SQLite knows it by; `nil`: the usual one. Only for writing: readers
    /// see the same files.
    package var vfs: String?
    package var synchronous = Synchronous.full
    /// Pages in the write-ahead log after which it is copied into the database: while nobody waits, and in any case.
    package var checkpointPages = (idle: 1000, busy: 16384)
    /// Pages after which readers are waited for, so that the log begins anew.
    package var restartPages = 32768
    /// Asks how much room there is; `nil`: the file system of the directory.
    package var freeBytes: (@Sendable () -> Int?)?
    /// How long such an answer is good for.
    package var roomCheckInterval = Duration.seconds(1)

    /// When SQLite waits for the disk. Whatever is less than `full` loses what was acknowledged when the power
    /// goes.
    package enum Synchronous: String, Sendable {
        case full = "FULL"
        case normal = "NORMAL"
        case off = "OFF"
    }

    package init() {}
}
