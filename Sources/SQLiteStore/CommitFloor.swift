package import BridgeCore
import CSQLite
import Crypto
import Glibc

/// What SQLite alone does with the rows of an ingest: the floor benchmarks measure against.
///
/// The store's schema, pragmas and rule for checkpoints, and one plain loop: no HTTP, no reading, no events made,
/// no statement wrapped; ids are random, and the body is the same bytes in every row.
package enum CommitFloor {
    /// Stores `rows` rows like the one of `sample`, so many to a transaction, in a fresh database.
    ///
    /// - Returns: Rows a second.
    package static func rowsPerSecond(
        directory: String, sample: EventDraft, rows: Int, rowsPerTransaction: Int
    ) throws(StoreOpenError) -> Double {
        do throws(SQLiteError) {
            let path = directory + "/floor.db"
            // Made by the writer, so that it is the store's database to the last pragma.
            let writer = try Writer(path: path, now: sample.acceptedAt, sealing: .random())
            return try writer.database.withHandle { handle throws(SQLiteError) in
                let loop = try Loop(handle, sample)
                let start = nanoseconds()
                for first in stride(from: 0, to: rows, by: rowsPerTransaction) {
                    let count = min(rowsPerTransaction, rows - first)
                    try loop.commit(count)
                    writer.checkpointIfDue(isIdle: false, written: count * (loop.bodySize + 128))
                }
                return Double(rows) * 1e9 / Double(max(1, nanoseconds() - start))
            }
        } catch {
            throw StoreOpenError(directory: directory, reason: error.description)
        }
    }

    private static func nanoseconds() -> Int {
        var time = timespec()
        let result = clock_gettime(CLOCK_MONOTONIC, &time)
        precondition(result == 0, "Linux has had this clock since 2.6")
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// The prepared statements and what they are bound to.
    private final class Loop {
        let bodySize: Int
        private let handle: OpaquePointer
        private let begin, end, claim, insert: OpaquePointer
        private let sample: EventDraft
        private let body: [UInt8]
        private let serial: [UInt8]
        private var position: Int64 = 0
        private var random = SystemRandomNumberGenerator()

        init(_ handle: OpaquePointer, _ sample: EventDraft) throws(SQLiteError) {
            self.handle = handle
            self.sample = sample
            body = sample.body(sequence: 100_000)
            bodySize = body.count
            serial = Array((sample.serial?.text ?? "").utf8)
            begin = try Self.prepare("BEGIN IMMEDIATE", handle)
            end = try Self.prepare("COMMIT", handle)
            claim = try Self.prepare(
                "INSERT INTO event_ids (day, id, position, accepted_day) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                handle)
            insert = try Self.prepare(
                """
                INSERT INTO events (position, tenant, type, serial, accepted_at, id, body)
                VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6)
                """, handle)
        }

        deinit {
            for statement in [begin, end, claim, insert] { sqlite3_finalize(statement) }
        }

        func commit(_ count: Int) throws(SQLiteError) {
            try step(begin)
            for _ in 0..<count { try append() }
            try step(end)
        }

        private func append() throws(SQLiteError) {
            position += 1
            var id = (random.next(), random.next())
            let code = withUnsafeBytes(of: &id) { id in
                // Bound without a copy: every buffer outlives the step.
                var code = sqlite3_bind_int64(claim, 1, Int64(sample.day))
                code |= sqlite3_bind_blob(claim, 2, id.baseAddress, 16, nil)
                code |= sqlite3_bind_int64(claim, 3, position)
                code |= sqlite3_bind_int64(claim, 4, sample.acceptedAt.seconds / 86400)
                code |= result(of: claim)
                code |= sqlite3_bind_int64(insert, 1, position)
                code |= sqlite3_bind_int64(insert, 2, Int64(sample.type.code))
                code |= sqlite3_bind_int64(insert, 4, sample.acceptedAt.milliseconds)
                code |= sqlite3_bind_blob(insert, 5, id.baseAddress, 16, nil)
                return serial.withUnsafeBytes { serial in
                    let text = serial.baseAddress?.assumingMemoryBound(to: CChar.self)
                    code |= sqlite3_bind_text(insert, 3, text, Int32(serial.count), nil)
                    return body.withUnsafeBytes { body in
                        code |= sqlite3_bind_blob(insert, 6, body.baseAddress, Int32(body.count), nil)
                        return code | result(of: insert)
                    }
                }
            }
            guard code == SQLITE_OK else { throw SQLiteError(code, of: handle) }
        }

        private func step(_ statement: OpaquePointer) throws(SQLiteError) {
            let code = result(of: statement)
            guard code == SQLITE_OK else { throw SQLiteError(code, of: handle) }
        }

        /// Runs a statement; what `sqlite3_reset` returns is how it went.
        private func result(of statement: OpaquePointer) -> Int32 {
            sqlite3_step(statement)
            return sqlite3_reset(statement)
        }

        private static func prepare(
            _ sql: String, _ handle: OpaquePointer
        ) throws(SQLiteError) -> OpaquePointer {
            var statement: OpaquePointer?
            let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
            guard code == SQLITE_OK, let statement else { throw SQLiteError(code, of: handle) }
            return statement
        }
    }
}
