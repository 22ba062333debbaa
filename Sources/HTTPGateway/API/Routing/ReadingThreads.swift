import BridgeCore
import Foundation

/// Threads for what may take a while to read, so that the listener's own thread is free for others meanwhile.
final class ReadingThreads: Sendable {
    private let queue: OperationQueue

    init(_ count: Int = 4) {
        queue = OperationQueue()
        queue.name = "api-reads"
        queue.maxConcurrentOperationCount = count
    }

    /// Answers with what was read.
    func run(
        _ answer: @escaping APIAnswer, _ read: @escaping @Sendable () throws(Problem) -> APIReply
    ) {
        run(orFailing: answer) { () throws(Problem) in answer(.success(try read())) }
    }

    /// Does what answers by itself.
    func run(_ work: @escaping @Sendable () -> Void) { queue.addOperation(work) }

    /// Answers only if `work` fails; what it began answers else.
    func run(
        orFailing answer: @escaping APIAnswer, _ work: @escaping @Sendable () throws(Problem) -> Void
    ) {
        queue.addOperation {
            do throws(Problem) {
                try work()
            } catch {
                answer(.failure(error))
            }
        }
    }
}

/// What a read of the store gives, or the problem of which the caller is told.
func stored<Value>(_ read: () throws(StoreError) -> Value) throws(Problem) -> Value {
    do throws(StoreError) {
        return try read()
    } catch {
        throw .store(error)
    }
}
