import Synchronization

/// Which queries terminals are answering just now, and what they have brought. Only in memory: after a restart a
/// query is answered by its receipt alone.
///
/// Costs one load of a number for terminals while nobody is queried.
package final class OpenQueries: Sendable {
    private let count = Atomic(0)
    private let state = Mutex(State())

    /// Bytes of facts kept for all queries together; beyond them facts are only counted.
    static let maximumBytes = 64 << 20
    /// Queries remembered at once; those beyond are answered by their receipts alone.
    static let maximumQueries = 20_000
    /// How long a query is remembered: its terminal may never answer, or punches of its span may never end.
    static let patience = Duration.seconds(3600)

    private struct State: Sendable {
        var queries: [SerialNumber: [CommandNumber: Entry]] = [:]
        var count = 0
        var bytes = 0

        mutating func remove(_ number: CommandNumber, of serial: SerialNumber) -> Entry? {
            guard let entry = queries[serial]?.removeValue(forKey: number) else { return nil }
            if queries[serial]?.isEmpty == true { queries[serial] = nil }
            count -= 1
            bytes -= entry.answer.bytes
            return entry
        }

        mutating func insert(_ entry: Entry, _ number: CommandNumber, of serial: SerialNumber) {
            queries[serial, default: [:]][number] = entry
            count += 1
            bytes += entry.answer.bytes
        }
    }

    private struct Entry: Sendable {
        var answer: QueryAnswer
        let isVerification: Bool
        let until: Instant
    }

    package init() {}

    /// These were handed to a terminal. What an earlier delivery of one brought is forgotten: all comes again.
    package func open(_ queries: [OpenQuery], of serial: SerialNumber, at now: Instant) {
        guard !queries.isEmpty else { return }
        change { state in
            for query in queries {
                _ = state.remove(query.number, of: serial)
                guard state.count < Self.maximumQueries else { continue }
                let entry = Entry(
                    answer: QueryAnswer(query.query, proving: query.proven),
                    isVerification: query.isVerification,
                    until: now + Self.patience)
                state.insert(entry, query.number, of: serial)
            }
        }
    }

    /// Whether a terminal is answering anything.
    package func isAnswering(_ serial: SerialNumber) -> Bool {
        count.load(ordering: .relaxed) > 0 && state.withLock { $0.queries[serial] != nil }
    }

    /// Those of these commands that are remembered.
    package func remembered(
        of numbers: some Sequence<CommandNumber>, from serial: SerialNumber
    ) -> Set<CommandNumber> {
        guard count.load(ordering: .relaxed) > 0 else { return [] }
        return state.withLock { state in
            guard let open = state.queries[serial] else { return [] }
            return Set(numbers.filter { open[$0] != nil })
        }
    }

    /// Takes what a terminal uploaded and the store has kept.
    ///
    /// - Returns: The queries that are complete with it, which are forgotten.
    package func take(_ facts: [Fact], from serial: SerialNumber, at now: Instant) -> [AnsweredQuery] {
        change { state in
            for (number, entry) in state.queries[serial] ?? [:] {
                let room = entry.isVerification ? Int.max : Self.maximumBytes - state.bytes
                guard var entry = state.remove(number, of: serial) else { continue }
                _ = entry.answer.take(facts, at: now, room: room)
                state.insert(entry, number, of: serial)
            }
            return Self.takeOut(of: &state, serial) { $0.answer.state(at: now) == .complete }
        }
    }

    /// These receipts have come, and the store knows that they wait for their uploads.
    ///
    /// - Returns: The queries that are complete with it, which are forgotten.
    package func takeReceipts(
        of numbers: Set<CommandNumber>, from serial: SerialNumber, at now: Instant
    ) -> [AnsweredQuery] {
        change { state in
            for number in numbers { state.queries[serial]?[number]?.answer.takeReceipt(at: now) }
            return Self.takeOut(of: &state, serial) { $0.answer.state(at: now) == .complete }
        }
    }

    /// Forgets a query that has ended otherwise.
    package func forget(_ numbers: Set<CommandNumber>, of serial: SerialNumber) {
        change { state in
            for number in numbers { _ = state.remove(number, of: serial) }
        }
    }

    /// The queries whose terminals have sent nothing more for long enough, which are forgotten; and those never
    /// answered, whose commands have their own way to end.
    package func due(at now: Instant) -> [AnsweredQuery] {
        guard count.load(ordering: .relaxed) > 0 else { return [] }
        return change { state in
            var due: [AnsweredQuery] = []
            for serial in Array(state.queries.keys) {
                due += Self.takeOut(of: &state, serial) { entry in
                    switch entry.answer.state(at: now) {
                    case .complete: true
                    case .open, .waiting: now >= entry.until
                    }
                }
            }
            return due.filter { $0.answer.state(at: now) != .open }
        }
    }

    /// Remembers answers again that could not be kept: the next look finds them due.
    package func takeBack(_ answers: [AnsweredQuery], at now: Instant) {
        change { state in
            for answered in answers {
                _ = state.remove(answered.number, of: answered.serial)
                let entry = Entry(answer: answered.answer, isVerification: true, until: now)
                state.insert(entry, answered.number, of: answered.serial)
            }
        }
    }

    private static func takeOut(
        of state: inout State, _ serial: SerialNumber, where isDone: (Entry) -> Bool
    ) -> [AnsweredQuery] {
        let done = (state.queries[serial] ?? [:]).filter { isDone($0.value) }.keys.sorted {
            $0.value < $1.value
        }
        return done.compactMap { number in
            state.remove(number, of: serial).map {
                AnsweredQuery(number: number, serial: serial, answer: $0.answer)
            }
        }
    }

    private func change<Value: Sendable>(_ body: (inout sending State) -> Value) -> Value {
        state.withLock { state in
            let value = body(&state)
            count.store(state.count, ordering: .relaxed)
            return value
        }
    }
}
