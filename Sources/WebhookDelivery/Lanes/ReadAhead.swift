import BridgeCore

/// The stretch of the log just past a lane's position: events the endpoint wants, in order, some of them under
/// way, some of them over and done with while an earlier one still is not.
///
/// Counted from the position, so that its capacity also bounds what is sent twice after a crash.
struct ReadAhead: Sendable {
    static let capacity = 64

    private struct Entry {
        let position: Int64
        /// Gone once it is under way: the attempt carries it.
        var event: LoggedEvent?
        var isSettled = false
    }

    private var entries: [Entry] = []
    /// Entries before this place have been started.
    private var firstFresh = 0
    /// The log has been read up to here.
    private(set) var end: Int64

    init(after position: Int64) { end = position }

    /// Everything up to here is settled or not wanted.
    var position: Int64 { entries.first.map { $0.position - 1 } ?? end }
    var freshCount: Int { entries.count - firstFresh }
    var room: Int { Self.capacity - entries.count }

    /// Adds what was read after `end`.
    mutating func append(_ page: LogPage, wanted: (LoggedEvent) -> Bool) {
        for event in page.events where event.position > end && wanted(event) {
            entries.append(Entry(position: event.position, event: event))
        }
        end = max(end, page.end)
    }

    /// Takes the oldest event that has not been started.
    mutating func start() -> LoggedEvent? {
        guard firstFresh < entries.count, let event = entries[firstFresh].event else { return nil }
        entries[firstFresh].event = nil
        firstFresh += 1
        return event
    }

    /// An event that was started will not come back to the read-ahead.
    mutating func settle(_ position: Int64) {
        guard let place = entries.firstIndex(where: { $0.position == position }) else { return }
        entries[place].isSettled = true
        let done = entries.prefix { $0.isSettled }.count
        entries.removeFirst(done)
        firstFresh -= done
    }

    /// Forgets events that have not been started.
    mutating func dropFresh(where isUnwanted: (LoggedEvent) -> Bool) {
        entries.removeAll { $0.event.map(isUnwanted) ?? false }
    }

    /// Takes up the log further on, where a person has moved the position.
    mutating func skip(to position: Int64) {
        dropFresh { $0.position <= position }
        end = max(end, position)
    }
}
