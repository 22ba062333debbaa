package import BridgeCore
package import Crypto
import Foundation
import Synchronization

/// Keeps the promises of the ports in one SQLite file.
///
/// One connection on one thread does all writes and all checkpoints (SQLite before 3.51.3 can corrupt a
/// write-ahead log that two connections write or checkpoint at once); readers have their own.
package final class SQLiteStore: Sendable {
    let readers: ReaderPool
    let sealing: SealingKey
    let log: Log
    private let queue: JobQueue
    private let thread: WriterThread
    private let lock: DirectoryLock
    private let listener = Mutex<NewEventsListener?>(nil)
    private let changeListener = Mutex<EndpointsListener?>(nil)
    private let commandListener = Mutex<CommandsListener?>(nil)
    private let roomNews = RoomNews()
    private let isClosed = Mutex(false)
    private let hasClosed = DispatchSemaphore(value: 0)
    let replays = ReplayLine()
    /// How far forgetting has come.
    let pruning = Mutex(Pruning())
    /// Terminals for which a queued command may exist.
    let openQueues: Mutex<Set<SerialNumber>>

    /// Opens the store in `directory`, which is created (mode 0700) if missing.
    ///
    /// - Parameters:
    ///   - sealing: What secrets are kept under: always the same one.
    ///   - log: Is told of what cannot be read.
    ///   - minimumFreeBytes: With less room than this on the disk, nothing new is taken (`StoreError.full`): what was
    ///     promised is still delivered, booked and forgotten.
    /// - Throws: `StoreOpenError` when another process has it open, it cannot be read or written, or its secrets
    ///   were sealed with another key.
    package init(
        directory: String, now: Instant, sealing: SealingKey, log: Log = .silent,
        maximumQueuedJobs: Int = 20_000, maximumQueuedBytes: Int = 64 << 20, minimumFreeBytes: Int = 0,
        tuning: StoreTuning = StoreTuning()
    ) throws(StoreOpenError) {
        let path = directory + "/bridge.db"
        lock = try DirectoryLock(directory: directory, guarding: path)
        readers = ReaderPool(path: path)
        queue = JobQueue(maximumJobs: maximumQueuedJobs, maximumCost: maximumQueuedBytes)
        (self.sealing, self.log) = (sealing, log)
        let (writer, isRightKey, hasLeftovers): (Writer, Bool, Bool)
        do throws(SQLiteError) {
            writer = try Writer(path: path, now: now, sealing: sealing, log: log, tuning: tuning)
            isRightKey = try writer.sealSecrets()
            if isRightKey { try writer.releaseOrphans(of: nil, at: now) }
            hasLeftovers = try writer.hasLeftovers()
            openQueues = Mutex(try writer.serialsWithWork())
            try writer.forgetUploads()
        } catch {
            lock.release()
            throw StoreOpenError(directory: directory, reason: error.description)
        }
        guard isRightKey else {
            lock.release()
            throw StoreOpenError(directory: directory, reason: Self.wrongKey, needsAnotherKey: true)
        }
        thread = WriterThread(
            writer: writer, queue: queue,
            room: DiskRoom(directory: directory, minimum: minimumFreeBytes, tuning: tuning)
        ) { [roomNews] in roomNews.tell($0) }
        if hasLeftovers { clearLeftovers() }
    }

    private static let wrongKey =
        "its secrets are sealed with another key than the one given; start it with the key it was made with. If "
        + "that is lost for good, delete the row of the table seals: endpoints of the configuration file get "
        + "their secrets from there again, the others have to be made anew"

    /// Writes what is queued, empties the write-ahead log and lets go of the directory. Nothing is taken after. Whoever
    /// calls it, when it returns the store is closed; so never from a callback on the store's thread.
    package func close() {
        let wasClosed = isClosed.withLock { flag in
            defer { flag = true }
            return flag
        }
        if !wasClosed {
            readers.close()
            thread.stop()
            replays.finish()
            lock.release()
            hasClosed.signal()
        }
        hasClosed.wait()
        hasClosed.signal()
    }

    /// Who is told, on the store's thread and after the commit, whose logs have grown.
    package func onNewEvents(_ listen: @escaping @Sendable (Set<TenantID>) -> Void) {
        listener.withLock { $0 = NewEventsListener(tell: listen) }
    }

    // Never the bare function: a generic box such as `Mutex` wraps it once more at every access and keeps the
    // wrapping, so that a call goes through as many frames as there were commits, until the stack is full.
    private struct NewEventsListener: Sendable {
        let tell: @Sendable (Set<TenantID>) -> Void
    }

    /// Who is told, on the store's thread and after the commit, which endpoints were changed by somebody else than
    /// delivery: their settings, their position, or what waits for them.
    package func onEndpointsChanged(_ listen: @escaping @Sendable (Set<EndpointKey>) -> Void) {
        changeListener.withLock { $0 = EndpointsListener(tell: listen) }
    }

    private struct EndpointsListener: Sendable {
        let tell: @Sendable (Set<EndpointKey>) -> Void
    }

    /// Who is told, on the store's thread and after the commit, which commands are in another state.
    package func onCommandsChanged(_ listen: @escaping @Sendable (Set<CommandNumber>) -> Void) {
        commandListener.withLock { $0 = CommandsListener(tell: listen) }
    }

    private struct CommandsListener: Sendable {
        let tell: @Sendable (Set<CommandNumber>) -> Void
    }

    func announce(changedCommands: Set<CommandNumber>) {
        if !changedCommands.isEmpty { commandListener.withLock { $0 }?.tell(changedCommands) }
    }

    /// Who is told, on the store's thread, when the disk's room runs short and when it comes back.
    package func onRoomChange(_ listen: @escaping @Sendable (DiskRoomChange) -> Void) {
        roomNews.hear(listen)
    }

    func announce(changedEndpoints: Set<EndpointKey>) {
        if !changedEndpoints.isEmpty { changeListener.withLock { $0 }?.tell(changedEndpoints) }
    }

    func announce(newEventsOf tenants: Set<TenantID>) {
        if !tenants.isEmpty { listener.withLock { $0 }?.tell(tenants) }
    }

    /// Hands a job to the writer; when the queue is full or closed it fails at once.
    func submit(_ job: WriteJob, isContinuation: Bool = false) {
        if let error = queue.push(job, isContinuation: isContinuation) { job.fail(error) }
    }

    /// Hands a job to the writer and waits for it. Not for the threads that serve terminals.
    func write<Value: Sendable>(
        cost: Int = 256, isContinuation: Bool = false,
        _ body: @escaping @Sendable (Writer) throws(SQLiteError) -> Value
    ) throws(StoreError) -> Value {
        let outcome = Mutex<Result<Value, StoreError>?>(nil)
        let done = DispatchSemaphore(value: 0)
        submit(
            WriteJob(
                cost: cost,
                completion: { result in
                    outcome.withLock { $0 = result }
                    done.signal()
                }, body), isContinuation: isContinuation)
        done.wait()
        guard let result = outcome.withLock({ $0 }) else { throw .unavailable("the store gave no answer") }
        return try result.get()
    }
}
