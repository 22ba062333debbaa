import BridgeCore
import CSQLite
import Glibc

/// What SQLite refused, in its own words.
struct SQLiteError: Error, CustomStringConvertible {
    let code: Int32
    let message: String
    /// The operating system had no room left, whatever SQLite made of it.
    let isOutOfSpace: Bool

    init(_ code: Int32, of connection: OpaquePointer?) {
        self.code = code
        message =
            connection.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        // The system's own reason is only looked at where it caused the error: it stays after the next success.
        let isSystemError = code & 0xff == SQLITE_IOERR || code & 0xff == SQLITE_CANTOPEN
        let hasNoSpace = connection.map { sqlite3_system_errno($0) == ENOSPC } ?? false
        isOutOfSpace = code & 0xff == SQLITE_FULL || (isSystemError && hasNoSpace)
    }

    var description: String { "\(message) (SQLite code \(code))" }

    /// What the caller of a port can do about it.
    var storeError: StoreError { isOutOfSpace ? .full : .unavailable(description) }
}
