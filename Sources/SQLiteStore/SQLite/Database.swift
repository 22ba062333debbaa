import CSQLite

/// One connection, for one thread at a time, with its prepared statements.
final class Database {
    private let handle: OpaquePointer
    private var statements: [UnsafePointer<UInt8>: Statement] = [:]

    enum Mode {
        case readWrite, readOnly
    }

    /// Opens the file at `path`, creating it for `.readWrite`.
    ///
    /// - Parameter vfs: The way to the file system, by the name SQLite knows it by; `nil`: the usual one.
    init(path: String, mode: Mode, vfs: String? = nil) throws(SQLiteError) {
        let flags =
            SQLITE_OPEN_NOMUTEX
            | (mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, flags, vfs)
        guard code == SQLITE_OK, let opened else {
            let error = SQLiteError(code, of: opened)
            sqlite3_close(opened)
            throw error
        }
        handle = opened
        sqlite3_extended_result_codes(handle, 1)
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Runs statements that return nothing and take nothing.
    func execute(_ sql: String) throws(SQLiteError) {
        try check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    /// The statement for `sql`, prepared at its first use and ready to be bound again.
    func statement(_ sql: StaticString) throws(SQLiteError) -> Statement {
        if let known = statements[sql.utf8Start] { return known }
        let statement = try prepare(sql.description, isKept: true)
        statements[sql.utf8Start] = statement
        return statement
    }

    /// A statement for one use, or for text put together at run time.
    func prepare(_ sql: String, isKept: Bool = false) throws(SQLiteError) -> Statement {
        var prepared: OpaquePointer?
        let flags = isKept ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        try check(sqlite3_prepare_v3(handle, sql, -1, flags, &prepared, nil))
        guard let prepared else { throw SQLiteError(SQLITE_MISUSE, of: nil) }
        return Statement(prepared, of: handle)
    }

    /// Reads that all see the same state, whatever is committed meanwhile.
    func snapshot<Value>(_ read: () throws(SQLiteError) -> Value) throws(SQLiteError) -> Value {
        try execute("BEGIN")
        defer { try? execute("COMMIT") }
        return try read()
    }

    /// Rows that the last statement inserted, changed or deleted.
    var changes: Int { Int(sqlite3_changes(handle)) }

    /// What a checkpoint left in the write-ahead log.
    struct Checkpoint {
        /// Pages in the log, copied or not: what the file has grown to.
        let inLog: Int
        /// Pages of them that are not in the database file yet.
        let notCopied: Int
    }

    /// Copies what the write-ahead log holds into the database file.
    ///
    /// - Parameter waitingForReaders: Waits until nobody reads the log any more, for that many milliseconds at most,
    ///   so that the next commit begins it anew; 0: copies what can be copied now.
    func checkpoint(waitingForReaders milliseconds: Int32 = 0) throws(SQLiteError) -> Checkpoint {
        var (inLog, copied): (Int32, Int32) = (0, 0)
        let mode = milliseconds > 0 ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        sqlite3_busy_timeout(handle, milliseconds)
        defer { sqlite3_busy_timeout(handle, 0) }
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &inLog, &copied)
        if code & 0xff != SQLITE_BUSY { try check(code) }
        return Checkpoint(inLog: Int(inLog), notCopied: Int(inLog - copied))
    }

    /// The bare connection, for what must not pay for our wrapping.
    func withHandle<Value>(
        _ body: (OpaquePointer) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> Value {
        try body(handle)
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw SQLiteError(code, of: handle) }
    }
}
