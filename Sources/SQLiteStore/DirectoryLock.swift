import Glibc

/// Why a store could not be opened.
package struct StoreOpenError: Error, CustomStringConvertible {
    package let directory: String
    package let reason: String

    package var description: String { "cannot open the store in \(directory): \(reason)" }
}

/// Keeps a second process out of a data directory, for as long as this one lives.
///
/// The lock is on a file of its own: opening and closing the database's files beside SQLite would drop the locks
/// SQLite holds on them.
struct DirectoryLock: Sendable {
    private let descriptor: Int32

    /// Creates the directory (mode 0700) if it is missing, and takes the lock.
    init(directory: String) throws(StoreOpenError) {
        func failure(_ reason: String) -> StoreOpenError {
            StoreOpenError(directory: directory, reason: reason)
        }
        if mkdir(directory, 0o700) != 0 && errno != EEXIST {
            throw failure("the directory cannot be made: \(String(cString: strerror(errno)))")
        }
        let path = directory + "/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw failure("\(path) cannot be opened: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let reason = String(cString: strerror(errno))
            Glibc.close(descriptor)
            throw failure(
                isTaken ? "another adms-bridge process has it open" : "it cannot be locked: \(reason)")
        }
    }

    func release() { Glibc.close(descriptor) }
}
