import BridgeCore
import Foundation

extension StoreError {
    static let storeIsClosed = StoreError.unavailable("the store is closed")
}

/// The bounded queue into the writer.
///
/// Safe because every access to the state holds the condition's lock.
final class JobQueue: @unchecked Sendable {
    private let condition = NSCondition()
    private var jobs: [WriteJob] = []
    private var cost = 0
    private var isClosed = false
    private let maximumJobs: Int
    private let maximumCost: Int

    /// - Parameter maximumCost: Bytes the waiting jobs may weigh together; one job alone may weigh more.
    init(maximumJobs: Int, maximumCost: Int) {
        self.maximumJobs = maximumJobs
        self.maximumCost = maximumCost
    }

    /// Why a job was not taken, or `nil` when it was.
    ///
    /// - Parameter isContinuation: It goes on with what is half done, and is refused only when nothing is taken
    ///   any more.
    func push(_ job: WriteJob, isContinuation: Bool = false) -> StoreError? {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { return .storeIsClosed }
        let isFull = jobs.count >= maximumJobs || (cost > 0 && cost + job.cost > maximumCost)
        if isFull && !isContinuation { return .busy }
        jobs.append(job)
        cost += job.cost
        if jobs.count == 1 { condition.signal() }
        return nil
    }

    /// Everything that waits, up to about `limit` bytes; blocks while there is nothing. `nil` once the queue is
    /// closed and empty.
    func take(limit: Int) -> [WriteJob]? {
        condition.lock()
        defer { condition.unlock() }
        while jobs.isEmpty {
            if isClosed { return nil }
            condition.wait()
        }
        var (count, weight) = (0, 0)
        while count < jobs.count, count == 0 || weight + jobs[count].cost <= limit {
            weight += jobs[count].cost
            count += 1
        }
        let taken = Array(jobs.prefix(count))
        jobs.removeFirst(count)
        cost -= weight
        return taken
    }

    var isEmpty: Bool {
        condition.lock()
        defer { condition.unlock() }
        return jobs.isEmpty
    }

    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }
}
