import BridgeCore

/// The stretch of the log just past a lane's position: events the endpoint wants, in order, some of them under
/// way, some of them over and done with while an earlier one still is not.
///
/// What failed in it becomes an exception on disk only when the position moves past it: so the store never has
/// an exception that a lane begun anew would meet in the log once more.
struct ReadAhead: Sendable {
    private struct Entry {
        let position: Int64
        let arrivedAt: Instant
        /// Gone once it is under way: the attempt carries it.
        var event: LoggedEvent?
        var isSettled = false
    }

    /// An event that is settled without being delivered, and the last event of the batch it failed in.
    private struct Exception {
        let change: Settlement.EventChange
        let last: Int64
    }

    private var entries: [Entry] = []
    /// Entries before this place are settled.
    private var head = 0
    /// Entries before this place have been started.
    private var firstFresh = 0
    private var exceptions: [Int64: Exception] = [:]
    /// Exceptions that were passed and wait for the rest of their batch, which ends at `heldUntil`.
    private var held: [Settlement.EventChange] = []
    private var heldUntil = Int64.min
    /// Exceptions the position has moved past.
    private var ready: [Settlement.EventChange] = []

    /// The log has been read up to here.
    private(set) var end: Int64
    /// Everything up to here is settled or not wanted.
    private(set) var position: Int64
    /// Events that have not been started, and what their bodies weigh.
    private(set) var freshCount = 0
    private(set) var freshBytes = 0

    init(after position: Int64) {
        end = position
        self.position = position
    }

    /// Events between the position and the end of what was read.
    var count: Int { entries.count - head + held.count }

    /// When the oldest event that has not been started was read.
    var oldestArrival: Instant? { firstFresh < entries.count ? entries[firstFresh].arrivedAt : nil }

    /// Position and terminal of the first event that is not settled, unless it has been started.
    var front: (position: Int64, serial: SerialNumber?)? {
        guard head < entries.count, let event = entries[head].event else { return nil }
        return (event.position, event.serial)
    }

    // MARK: Reading

    /// Adds an event that lies after `end`. `close` must follow.
    mutating func append(_ event: LoggedEvent, at now: Instant) {
        entries.append(Entry(position: event.position, arrivedAt: now, event: event))
        freshCount += 1
        freshBytes += event.body.count
    }

    /// Everything up to here has been read.
    mutating func close(at end: Int64) {
        self.end = max(self.end, end)
        advance()
    }

    // MARK: Sending

    /// Takes the oldest event that has not been started.
    mutating func start() -> LoggedEvent? {
        firstFresh < entries.count ? start(place: firstFresh) : nil
    }

    /// Takes this event, which has not been started.
    mutating func start(_ position: Int64) -> LoggedEvent? {
        place(of: position).flatMap { start(place: $0) }
    }

    private mutating func start(place: Int) -> LoggedEvent? {
        guard let event = entries[place].event else { return nil }
        entries[place].event = nil
        freshCount -= 1
        freshBytes -= event.body.count
        while firstFresh < entries.count, entries[firstFresh].event == nil { firstFresh += 1 }
        return event
    }

    /// An event that was started is over and done with: delivered, or `change`.
    ///
    /// - Parameter last: The last event of the batch it failed in: the position moves past all of them at once.
    mutating func settle(_ position: Int64, _ change: Settlement.EventChange? = nil, last: Int64? = nil) {
        guard let place = place(of: position) else { return }
        entries[place].isSettled = true
        if let change { exceptions[position] = Exception(change: change, last: last ?? position) }
        if place == head { advance() }
    }

    private func place(of position: Int64) -> Int? {
        var (low, high) = (head, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].position < position { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].position == position ? low : nil
    }

    // MARK: Moving on

    /// The exceptions that go with the position as it stands, oldest first.
    mutating func takeExceptions() -> [Settlement.EventChange] {
        guard !ready.isEmpty else { return [] }
        defer { ready = [] }
        return ready
    }

    private mutating func advance() {
        while head < entries.count, entries[head].isSettled {
            if !exceptions.isEmpty, let exception = exceptions.removeValue(forKey: entries[head].position) {
                if held.isEmpty { position = max(position, entries[head].position - 1) }
                held.append(exception.change)
                heldUntil = max(heldUntil, exception.last)
            }
            head += 1
        }
        let reached = head < entries.count ? entries[head].position - 1 : end
        if head == entries.count {
            // Few lanes are busy at a time; the others are to hold no memory.
            entries.removeAll(keepingCapacity: entries.capacity <= 8)
            (head, firstFresh) = (0, 0)
        } else if head > 32, head * 2 > entries.count {
            entries.removeFirst(head)
            firstFresh -= head
            head = 0
        }
        guard held.isEmpty || heldUntil <= reached else { return }
        position = max(position, reached)
        if !held.isEmpty {
            ready += held
            held = []
        }
    }

    // MARK: Changes by people

    /// Forgets events that have not been started.
    mutating func dropFresh(where isUnwanted: (LoggedEvent) -> Bool) {
        guard freshCount > 0 else { return }
        entries.removeFirst(head)
        entries.removeAll { $0.event.map(isUnwanted) ?? false }
        (head, firstFresh) = (0, 0)
        while firstFresh < entries.count, entries[firstFresh].event == nil { firstFresh += 1 }
        (freshCount, freshBytes) = (0, 0)
        for entry in entries[firstFresh...] where entry.event != nil {
            freshCount += 1
            freshBytes += entry.event?.body.count ?? 0
        }
        advance()
    }

    /// Takes up the log further on, where a person has moved the position.
    mutating func skip(to position: Int64) {
        dropFresh { $0.position <= position }
        end = max(end, position)
        advance()
    }

    /// Events that have not been started: position and terminal, in order.
    var fresh: [(position: Int64, serial: SerialNumber?)] {
        entries[firstFresh...].compactMap { entry in entry.event.map { ($0.position, $0.serial) } }
    }
}
