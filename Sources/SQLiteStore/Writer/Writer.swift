import BridgeCore
import Crypto

/// The one connection that writes, with what it must remember between transactions. Lives on one thread.
final class Writer {
    let database: Database
    /// What secrets are kept under.
    let sealing: SealingKey
    let openedAt: Instant
    /// The position the next event gets.
    private(set) var nextPosition: Int64
    /// The number the next command gets.
    private(set) var nextCommand: Int64
    private var tenantNumbers: [TenantID: Int64] = [:]
    private var checkpoints: CheckpointRule
    /// Whether nothing new may be taken, for lack of room on the disk.
    var isShortOfRoom = false

    /// Opens and, where needed, creates or upgrades the database.
    init(
        path: String, now: Instant, sealing: SealingKey, log: Log = .silent,
        tuning: StoreTuning = StoreTuning()
    ) throws(SQLiteError) {
        (self.sealing, openedAt) = (sealing, now)
        database = try Database(path: path, mode: .readWrite, vfs: tuning.vfs)
        checkpoints = CheckpointRule(tuning)
        // The very first transaction has a rollback journal. Were its deletion not on disk before the first commit to
        // the write-ahead log, a power cut could bring it back, and it would undo the database under that log.
        try database.execute("PRAGMA synchronous = EXTRA")
        let journal = try database.prepare("PRAGMA journal_mode = WAL").first { $0.text(0) }
        guard journal == "wal" else {
            throw SQLiteError(
                message:
                    "its file system cannot keep a write-ahead log (shared memory and locks are missing, as "
                    + "on most network drives): SQLite offers journal mode \(journal ?? "none")")
        }
        for pragma in [
            "synchronous = \(tuning.synchronous.rawValue)", "wal_autocheckpoint = 0", "secure_delete = FAST",
            "journal_size_limit = 67108864", "cache_size = -32000", "temp_store = MEMORY",
            "trusted_schema = OFF", "mmap_size = 0",
        ] {
            try database.execute("PRAGMA \(pragma)")
        }
        try Migrations.run(on: database, log: log)
        nextPosition = try Self.highest("position", in: "events", of: database, orNumber: "last_position") + 1
        // Terminals may still answer commands of a database that was lost; numbers that begin with the time
        // cannot meet theirs.
        let lastCommand = try Self.highest("number", in: "commands", of: database, orNumber: "last_command")
        nextCommand = max(lastCommand + 1, now.milliseconds)
    }

    /// The highest value of a column, or the one noted when the row that had it was deleted.
    private static func highest(
        _ column: String, in table: String, of database: Database, orNumber name: String
    ) throws(SQLiteError) -> Int64 {
        try database.prepare(
            """
            SELECT max(coalesce((SELECT max(\(column)) FROM \(table)), 0),
                       coalesce((SELECT value FROM numbers WHERE name = '\(name)'), 0))
            """
        ).first { $0.integer(0) } ?? 0
    }

    func takePosition() -> Int64 {
        defer { nextPosition += 1 }
        return nextPosition
    }

    func takeCommandNumber() -> CommandNumber {
        defer { nextCommand += 1 }
        return CommandNumber(nextCommand)
    }

    /// Keeps the last numbers given, for they must not be given twice even when the rows that had them are gone.
    func keepNumbers() throws(SQLiteError) {
        for (name, number) in [("last_position", nextPosition - 1), ("last_command", nextCommand - 1)] {
            let keep = try database.statement(
                "INSERT INTO numbers VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2")
            try keep.bind(1, name)
            try keep.bind(2, number)
            try keep.run()
        }
    }

    /// The row number of a tenant, which must exist.
    func number(of tenant: TenantID) throws(SQLiteError) -> Int64 {
        if let known = tenantNumbers[tenant] { return known }
        let statement = try database.statement(
            "SELECT number FROM tenants WHERE id = ?1 AND removed_at IS NULL")
        try statement.bind(1, tenant.text)
        guard let number = try statement.first({ $0.integer(0) }) else {
            throw SQLiteError(message: "there is no tenant \(tenant)")
        }
        tenantNumbers[tenant] = number
        return number
    }

    /// Forgets row numbers of a tenant that is gone.
    func forget(_ tenant: TenantID) {
        tenantNumbers[tenant] = nil
    }

    /// The row number of an endpoint; `nil` where there is none. Not remembered: endpoints come and go.
    func number(of endpoint: EndpointKey) throws(SQLiteError) -> Int64? {
        let statement = try database.statement(
            """
            SELECT endpoints.number FROM tenants JOIN endpoints ON endpoints.tenant = tenants.number
            WHERE tenants.id = ?1 AND endpoints.id = ?2
            """)
        try statement.bind(1, endpoint.tenant.text)
        try statement.bind(2, endpoint.id.text)
        return try statement.first { $0.integer(0) }
    }

    /// One transaction; rolled back when `body` throws.
    func transaction<Value>(_ body: () throws(SQLiteError) -> Value) throws(SQLiteError) -> Value {
        let (position, command) = (nextPosition, nextCommand)
        try database.execute("BEGIN IMMEDIATE")
        do throws(SQLiteError) {
            let value = try body()
            try database.execute("COMMIT")
            return value
        } catch {
            // Or a new endpoint would begin behind the end of the log, and the events between be lost to it.
            (nextPosition, nextCommand) = (position, command)
            // Row numbers learnt inside belong to rows that are gone again.
            tenantNumbers.removeAll()
            // After a full disk SQLite has often rolled back by itself and says so here.
            try? database.execute("ROLLBACK")
            throw error
        }
    }

    /// Empties the write-ahead log when it has grown, at best while nobody waits.
    func checkpointIfDue(isIdle: Bool, written bytes: Int) {
        checkpoints.wrote(bytes)
        // A failed checkpoint costs nothing but space: the next commit tries again.
        guard checkpoints.isDue(isIdle: isIdle), let copied = try? database.checkpoint(),
            checkpoints.copied(copied)
        else { return }
        let patience = CheckpointRule.patienceMilliseconds
        if let waited = try? database.checkpoint(waitingForReaders: patience) { checkpoints.waited(waited) }
    }
}
