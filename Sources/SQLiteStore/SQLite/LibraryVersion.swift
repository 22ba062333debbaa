import CSQLite

/// The version of the SQLite this program runs with.
package var sqliteVersion: String { String(cString: sqlite3_libversion()) }
