import BridgeCore

/// Waiting events that are due and were read, in the groups they go in: an event alone, or a batch.
struct RetryShelf: Sendable {
    struct Group: Sendable {
        let events: [LoggedEvent]
        let attempts: Int
        /// The position of the first event of the batch, where it is one.
        let batch: Int64?
        /// Positions of those that hold nobody back.
        let unheld: Set<Int64>

        init(_ waiting: [WaitingEvent], attempts: Int, batch: Int64?) {
            events = waiting.map(\.event)
            self.attempts = attempts
            self.batch = batch
            unheld = Set(waiting.lazy.filter { !$0.holdsBack }.map(\.event.position))
        }
    }

    private var groups: [Group] = []

    var isEmpty: Bool { groups.isEmpty }

    /// - Parameters:
    ///   - batch: The endpoint's rule. What failed together stays together; of what is left, events with equally
    ///     many attempts make new batches.
    ///   - isOrdered: Whether a terminal's events must be in the order of the log.
    mutating func fill(_ page: DuePage, batch: BatchRule?, isOrdered: Bool) {
        let events = isOrdered ? page.events.sorted { $0.event.position < $1.event.position } : page.events
        guard let batch else {
            groups = events.map { Group([$0], attempts: $0.attempts, batch: nil) }
            return
        }
        var (order, gathered): ([Key], [Key: [WaitingEvent]]) = ([], [:])
        for waiting in events {
            let key = waiting.batch.map { Key.batch($0) } ?? .loose(attempts: waiting.attempts)
            if gathered[key] == nil { order.append(key) }
            gathered[key, default: []].append(waiting)
        }
        groups = order.flatMap { key in
            Self.groups(of: gathered[key] ?? [], key, maximum: batch.maximumEvents)
        }
        if isOrdered { groups.sort { $0.events[0].position < $1.events[0].position } }
    }

    private enum Key: Hashable {
        case batch(Int64)
        case loose(attempts: Int)
    }

    private static func groups(of waiting: [WaitingEvent], _ key: Key, maximum: Int) -> [Group] {
        let sorted = waiting.sorted { $0.event.position < $1.event.position }
        switch key {
        case .batch(let number):
            let attempts = waiting.reduce(0) { max($0, $1.attempts) }
            return [Group(sorted, attempts: attempts, batch: number)]
        case .loose(let attempts):
            return stride(from: 0, to: sorted.count, by: maximum).map { start in
                let events = Array(sorted[start..<min(start + maximum, sorted.count)])
                return Group(events, attempts: attempts, batch: events[0].event.position)
            }
        }
    }

    /// The first group that may go: none of its terminals has anything under way, nor stands in a group before.
    func next(_ gate: SerialGate?) -> Int? {
        guard let gate else { return groups.isEmpty ? nil : 0 }
        var before: Set<SerialNumber> = []
        for (place, group) in groups.enumerated() {
            let serials = group.events.compactMap(\.serial)
            if !serials.contains(where: { gate.isUnderWay($0) || before.contains($0) }) { return place }
            before.formUnion(serials)
        }
        return nil
    }

    mutating func take(_ place: Int) -> Group { groups.remove(at: place) }

    mutating func clear() { groups = [] }
}
