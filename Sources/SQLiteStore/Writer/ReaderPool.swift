import BridgeCore
import Synchronization

/// Read-only connections, lent out one thread at a time. Reads are short: fetch and give back, since a long
/// reader is what makes a write-ahead log grow.
final class ReaderPool: Sendable {
    private let path: String
    private let idle = Mutex<[Lent]>([])
    private static let kept = 4

    /// Safe because a connection is either in the pool or with the one thread that took it out.
    private struct Lent: @unchecked Sendable {
        let database: Database
    }

    init(path: String) { self.path = path }

    func read<Value>(_ body: (Database) throws(SQLiteError) -> Value) throws(StoreError) -> Value {
        do throws(SQLiteError) {
            let lent: Lent
            if let known = idle.withLock({ $0.popLast() }) {
                lent = known
            } else {
                lent = Lent(database: try open())
            }
            defer {
                idle.withLock { if $0.count < Self.kept { $0.append(lent) } }
            }
            return try body(lent.database)
        } catch {
            throw error.storeError
        }
    }

    func close() { idle.withLock { $0.removeAll() } }

    private func open() throws(SQLiteError) -> Database {
        let database = try Database(path: path, mode: .readOnly)
        for pragma in ["cache_size = -8000", "mmap_size = 0", "trusted_schema = OFF", "query_only = ON"] {
            try database.execute("PRAGMA \(pragma)")
        }
        return database
    }
}
