import BridgeCore
import Synchronization

/// Read-only connections, lent out one thread at a time. Reads are short: fetch and give back, since a long
/// reader is what makes a write-ahead log grow.
final class ReaderPool: Sendable {
    private let path: String
    private let state = Mutex(State())
    private static let kept = 4

    /// Safe because a connection is either in the pool or with the one thread that took it out.
    private struct Lent: @unchecked Sendable {
        let database: Database
    }

    private struct State {
        var idle: [Lent] = []
        var isClosed = false
    }

    init(path: String) { self.path = path }

    func read<Value>(_ body: (Database) throws(SQLiteError) -> Value) throws(StoreError) -> Value {
        let known = state.withLock { (isClosed: $0.isClosed, lent: $0.idle.popLast()) }
        if known.isClosed { throw .storeIsClosed }
        do throws(SQLiteError) {
            let lent = if let lent = known.lent { lent } else { Lent(database: try open()) }
            defer {
                state.withLock { if !$0.isClosed && $0.idle.count < Self.kept { $0.idle.append(lent) } }
            }
            return try body(lent.database)
        } catch {
            throw error.storeError
        }
    }

    /// Nothing is read any more, but for what is being read.
    func close() {
        state.withLock {
            $0.isClosed = true
            $0.idle.removeAll()
        }
    }

    private func open() throws(SQLiteError) -> Database {
        let database = try Database(path: path, mode: .readOnly)
        for pragma in ["cache_size = -8000", "mmap_size = 0", "trusted_schema = OFF", "query_only = ON"] {
            try database.execute("PRAGMA \(pragma)")
        }
        return database
    }
}
