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
        isOutOfSpace =
            code & 0xff == SQLITE_FULL || connection.map { sqlite3_system_errno($0) == ENOSPC } ?? false
    }

    var description: String { "\(message) (SQLite code \(code))" }

    /// What the caller of a port can do about it.
    var storeError: StoreError { isOutOfSpace ? .full : .unavailable(description) }
}
