import Glibc

/// Why a store could not be opened.
package struct StoreOpenError: Error, CustomStringConvertible {
    package let directory: String
    package let reason: String
    /// Whether all is well but for the key that secrets are kept under; nothing was changed.
    package var needsAnotherKey = false

    package var description: String { "cannot open the store in \(directory): \(reason)" }
}

/// Keeps a second process out of a data directory, for as long as this one lives.
///
/// The lock is on a file of its own: opening and closing the database's files beside SQLite would drop the locks
/// SQLite holds on them.
struct DirectoryLock: Sendable {
    private let descriptor: Int32

    /// Creates the directory (mode 0700) if it is missing, takes the lock, and creates `file` (mode 0600) if that
    /// is missing: SQLite would make one that everybody may read, and gives the files beside it the same mode.
    init(directory: String, guarding file: String) throws(StoreOpenError) {
        func failure(_ reason: String) -> StoreOpenError {
            StoreOpenError(directory: directory, reason: reason)
        }
        if mkdir(directory, 0o700) == 0 {
            // Or a power cut could take the directory with all that is safe in it.
            guard Self.synchronize(directory + "/..") else {
                throw failure("its place cannot be synced: \(String(cString: strerror(errno)))")
            }
        } else if errno != EEXIST {
            throw failure("the directory cannot be made: \(String(cString: strerror(errno)))")
        }
        func openPrivate(_ path: String) throws(StoreOpenError) -> Int32 {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw failure("\(path) cannot be opened: \(String(cString: strerror(errno)))")
            }
            return descriptor
        }
        descriptor = try openPrivate(directory + "/lock")
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let reason = String(cString: strerror(errno))
            Glibc.close(descriptor)
            throw failure(
                isTaken ? "another adms-bridge process has it open" : "it cannot be locked: \(reason)")
        }
        do throws(StoreOpenError) {
            // Closed again before SQLite opens it, or its locks would go with this descriptor.
            Glibc.close(try openPrivate(file))
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Has the disk keep a directory's entries.
    private static func synchronize(_ directory: String) -> Bool {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        // Some file systems cannot sync a directory and say so with EINVAL.
        return fsync(descriptor) == 0 || errno == EINVAL
    }

    func release() { Glibc.close(descriptor) }
}
