import BridgeCore
import Dispatch
import Synchronization

/// People who wait for a command to change. Nobody's wait holds a thread.
final class CommandWatch: Sendable {
    private let commands: any CommandQueue
    private let threads: ReadingThreads
    private let state = Mutex(State())
    private let timers = DispatchQueue(label: "api-waits")
    /// Who may wait at once, at most.
    static let maximumWaiters = 1000

    private struct State: Sendable {
        var waiters: [UInt64: Waiter] = [:]
        var byCommand: [CommandNumber: Set<UInt64>] = [:]
        var last: UInt64 = 0
        var isClosed = false
    }

    /// What a command's state is to who waits for it.
    private struct Seen: Sendable, Equatable {
        let status: CommandStatus
        let isVerifying: Bool

        init(_ record: CommandRecord) {
            (status, isVerifying) = (record.status, record.awaited == .verification)
        }
    }

    /// Somebody who waits, and in which state the command was when he came.
    private struct Waiter: Sendable {
        let number: CommandNumber
        let tenant: TenantID
        let confirm: @Sendable () throws(Problem) -> Void
        var seen: Seen?
        let answer: APIAnswer
        let write: @Sendable (CommandRecord) -> APIReply
    }

    init(commands: any CommandQueue, threads: ReadingThreads) {
        self.commands = commands
        self.threads = threads
    }

    /// Answers with a command: at once if it has ended, else when it changes or the time is over.
    ///
    /// - Parameter confirm: Judges again who has waited: he may not know any more.
    func answer(
        _ answer: @escaping APIAnswer, with number: CommandNumber, of tenant: TenantID, within wait: Duration,
        confirming confirm: @escaping @Sendable () throws(Problem) -> Void,
        _ write: @escaping @Sendable (CommandRecord) -> APIReply
    ) throws(Problem) {
        let waiter = Waiter(
            number: number, tenant: tenant, confirm: confirm, answer: answer, write: write)
        guard wait > .zero else { return answer(read(waiter).map(write)) }
        // Before the first look, or a change in between would go unnoticed.
        let id: UInt64? = state.withLock { state in
            guard !state.isClosed, state.waiters.count < Self.maximumWaiters else { return nil }
            state.last += 1
            state.waiters[state.last] = waiter
            state.byCommand[number, default: []].insert(state.last)
            return state.last
        }
        guard let id else {
            if state.withLock({ $0.isClosed }) { return answer(read(waiter).map(write)) }
            throw Problem(
                status: 429, code: "too_many_waiting",
                detail: "\(Self.maximumWaiters) requests wait already; ask without `wait`",
                headers: [("Retry-After", "5")])
        }
        look(id)
        timers.asyncAfter(deadline: .now() + .milliseconds(Int(wait.milliseconds))) { [weak self] in
            self?.look(id, isLast: true)
        }
    }

    /// How many wait, and have had their first look.
    var waiters: Int { state.withLock { $0.waiters.values.count { $0.seen != nil } } }

    /// These commands are in another state now. Called on the store's thread.
    func ring(_ numbers: Set<CommandNumber>) {
        let ids: [UInt64] = state.withLock { state in
            state.byCommand.isEmpty ? [] : numbers.flatMap { Array(state.byCommand[$0] ?? []) }
        }
        for id in ids { look(id) }
    }

    /// Answers everybody with what is so now; from now on nobody waits.
    func close() {
        let ids: [UInt64] = state.withLock { state in
            state.isClosed = true
            return Array(state.waiters.keys)
        }
        for id in ids { look(id, isLast: true) }
    }

    /// Reads a waiter's command, and answers if that says something new.
    private func look(_ id: UInt64, isLast: Bool = false) {
        threads.run { [self] in
            guard let waiter = state.withLock({ $0.waiters[id] }) else { return }
            let result = read(waiter)
            let isNews: Bool = state.withLock { state in
                guard let waiter = state.waiters[id] else { return false }
                if !isLast, case .success(let record) = result, !record.status.isFinal,
                    waiter.seen.map({ $0 == Seen(record) }) ?? true
                {
                    state.waiters[id]?.seen = Seen(record)
                    return false
                }
                state.waiters[id] = nil
                state.byCommand[waiter.number]?.remove(id)
                if state.byCommand[waiter.number]?.isEmpty == true { state.byCommand[waiter.number] = nil }
                return true
            }
            guard isNews else { return }
            do throws(Problem) {
                try waiter.confirm()
                waiter.answer(result.map(waiter.write))
            } catch {
                waiter.answer(.failure(error))
            }
        }
    }

    private func read(_ waiter: Waiter) -> Result<CommandRecord, Problem> {
        do throws(StoreError) {
            guard let record = try commands.command(waiter.number, of: waiter.tenant) else {
                return .failure(.notFound("command of this id"))
            }
            return .success(record)
        } catch {
            return .failure(.store(error))
        }
    }
}
