import CSQLite

/// A prepared statement. Bind from index 1, then `run` it or go through its rows; it resets itself.
final class Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ handle: OpaquePointer, of connection: OpaquePointer) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    func bind(_ index: Int32, _ number: some FixedWidthInteger) throws(SQLiteError) {
        try check(sqlite3_bind_int64(handle, index, Int64(number)))
    }

    func bind(_ index: Int32, _ number: (some FixedWidthInteger)?) throws(SQLiteError) {
        if let number { try bind(index, number) } else { try bindNull(index) }
    }

    func bind(_ index: Int32, _ text: String) throws(SQLiteError) {
        var text = text
        let code = text.withUTF8 { characters in
            characters.withMemoryRebound(to: CChar.self) {
                shim_bind_text(handle, index, $0.baseAddress, Int32($0.count))
            }
        }
        try check(code)
    }

    func bind(_ index: Int32, _ text: String?) throws(SQLiteError) {
        if let text { try bind(index, text) } else { try bindNull(index) }
    }

    func bind(_ index: Int32, _ bytes: [UInt8]) throws(SQLiteError) {
        try check(shim_bind_blob(handle, index, bytes, Int32(bytes.count)))
    }

    func bind(_ index: Int32, _ bytes: [UInt8]?) throws(SQLiteError) {
        if let bytes { try bind(index, bytes) } else { try bindNull(index) }
    }

    /// Runs a statement that returns no rows.
    func run() throws(SQLiteError) {
        defer { reset() }
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw SQLiteError(code, of: connection) }
    }

    /// Every row, as `read` makes it; the statement is reset afterwards whatever happens.
    func rows<Value>(_ read: (Row) throws(SQLiteError) -> Value) throws(SQLiteError) -> [Value] {
        defer { reset() }
        var values: [Value] = []
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: values.append(try read(Row(statement: handle)))
            case SQLITE_DONE: return values
            case let code: throw SQLiteError(code, of: connection)
            }
        }
    }

    /// The rows one by one, until `visit` says that it has seen enough; the statement is reset afterwards whatever
    /// happens.
    func walk(_ visit: (Row) throws(SQLiteError) -> Bool) throws(SQLiteError) {
        defer { reset() }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: guard try visit(Row(statement: handle)) else { return }
            case SQLITE_DONE: return
            case let code: throw SQLiteError(code, of: connection)
            }
        }
    }

    /// The first row, if there is one.
    func first<Value>(_ read: (Row) throws(SQLiteError) -> Value) throws(SQLiteError) -> Value? {
        defer { reset() }
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return try read(Row(statement: handle))
        case SQLITE_DONE: return nil
        case let code: throw SQLiteError(code, of: connection)
        }
    }

    private func bindNull(_ index: Int32) throws(SQLiteError) { try check(sqlite3_bind_null(handle, index)) }

    /// What `sqlite3_reset` returns is the error `sqlite3_step` already gave.
    private func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw SQLiteError(code, of: connection) }
    }
}

/// The row a statement stands on; columns count from 0.
struct Row {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : integer(column)
    }

    func text(_ column: Int32) -> String { optionalText(column) ?? "" }

    func optionalText(_ column: Int32) -> String? {
        guard let characters = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: characters, count: count), as: UTF8.self)
    }

    func optionalBytes(_ column: Int32) -> [UInt8]? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : bytes(column)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(
            UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
