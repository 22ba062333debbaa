import BridgeCore
import Foundation

/// Runs the writer: takes everything that waits into one transaction, commits it, then answers all of it.
///
/// There is no timer. While one commit waits for the disk the next batch gathers by itself.
final class WriterThread: Sendable {
    private let queue: JobQueue
    private let stopped = DispatchSemaphore(value: 0)
    /// About what one transaction may weigh, so that the first in it need not wait long for the last.
    private static let transactionBytes = 4 << 20

    /// - Parameter roomChanged: Called on the thread when the disk's room ran short or came back.
    init(
        writer: sending Writer, queue: JobQueue, room: DiskRoom,
        roomChanged: @escaping @Sendable (DiskRoomChange) -> Void
    ) {
        self.queue = queue
        let stopped = stopped
        let box = Box(writer)
        let thread = Thread {
            Self.run(box.take(), queue, room, roomChanged)
            stopped.signal()
        }
        thread.name = "store-writer"
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Writes what is queued, then ends.
    func stop() {
        queue.close()
        stopped.wait()
    }

    /// Safe because the value is put in before the thread starts and taken out once, by that thread.
    private final class Box: @unchecked Sendable {
        private var writer: Writer?

        init(_ writer: Writer) { self.writer = writer }

        func take() -> Writer? {
            defer { writer = nil }
            return writer
        }
    }

    private static func run(
        _ writer: Writer?, _ queue: JobQueue, _ room: DiskRoom,
        _ roomChanged: @Sendable (DiskRoomChange) -> Void
    ) {
        guard let writer else { return }
        var room = room
        while let jobs = queue.take(limit: transactionBytes) {
            if let change = room.check(at: .now) { roomChanged(change) }
            writer.isShortOfRoom = room.isShort
            commit(jobs, writer)
            let bytes = jobs.reduce(0) { $0 + $1.cost }
            room.wrote(bytes)
            writer.checkpointIfDue(isIdle: queue.isEmpty, written: bytes)
        }
        writer.checkpointIfDue(isIdle: true, written: 1 << 24)
    }

    private static func commit(_ jobs: [WriteJob], _ writer: Writer) {
        do throws(SQLiteError) {
            let announcements = try writer.transaction { () throws(SQLiteError) in
                var announcements: [@Sendable () -> Void] = []
                announcements.reserveCapacity(jobs.count)
                for job in jobs { announcements.append(try job.perform(writer)) }
                return announcements
            }
            for announce in announcements { announce() }
        } catch {
            if jobs.count == 1 || error.isOutOfSpace {
                for job in jobs { job.fail(error.storeError) }
            } else {
                // One of them is at fault; alone, the others need not suffer for it.
                for job in jobs { commit([job], writer) }
            }
        }
    }
}
