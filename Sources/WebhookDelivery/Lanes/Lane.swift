package import BridgeCore

/// One endpoint's way through its tenant's log: what to read, what to send next, what became of it.
///
/// Decides and remembers; reads nothing, sends nothing, knows no clock. One lane's troubles are its own.
/// Order per device, rate limits and a breaker that outlives a restart will find their place here.
package struct Lane: Sendable {
    /// Events that may wait for another attempt; with so many the position stops moving instead.
    package static let maximumWaiting = 10_000
    /// First attempts that go before a retry which is due.
    static let firstsPerRetry = 4
    static let storePause: Duration = .seconds(1)

    package private(set) var endpoint: WebhookEndpoint
    /// Attempts this lane may have under way now: one more with each success, half with each failure.
    package private(set) var concurrency = 1
    /// Whether the last attempt that ended was a failure.
    package private(set) var isFailing = false
    package private(set) var waiting: Int
    package private(set) var pausedUntil: Instant?

    private var readAhead: ReadAhead
    private var mayHaveMore = true
    private var nextDue: Instant?
    private var retries: [WaitingEvent] = []
    private var inFlight: [Int64: Pick] = [:]
    private var firstsInFlight = 0
    private var firstsSinceRetry = 0
    /// Not to be read from before this: the store could not answer.
    private var readableFrom: Instant?

    private var unsettled: Settlement
    private var settledPosition: Int64
    /// Events whose change is not committed yet: the store still says of them what was true before.
    private var uncommitted: Set<Int64> = []
    /// Whether the endpoint is disabled here and not yet in the store.
    private var isDisabling = false

    /// An event chosen for an attempt.
    package struct Pick: Sendable, Equatable {
        package let event: LoggedEvent
        /// 1 for the first attempt.
        package let number: Int
        /// Whether it comes from the waiting events, not straight from the log.
        package let wasWaiting: Bool
    }

    package init(_ state: LaneState) {
        endpoint = state.endpoint
        readAhead = ReadAhead(after: state.position)
        settledPosition = state.position
        waiting = state.waiting
        nextDue = state.nextDue
        pausedUntil = state.pausedUntil
        unsettled = Settlement(endpoint: state.endpoint.key)
    }

    package var position: Int64 { readAhead.position }
    package var inFlightCount: Int { inFlight.count }

    /// Takes over what a person changed, keeping what is under way.
    package mutating func update(_ state: LaneState) {
        endpoint = state.endpoint
        if isDisabling { close() }
        concurrency = min(concurrency, limit)
        let endpoint = endpoint
        readAhead.dropFresh { !endpoint.wants($0) }
        readAhead.skip(to: state.position)
        settledPosition = max(settledPosition, state.position)
        // What is not committed yet the store has not counted.
        let isExact = uncommitted.isEmpty
        waiting = isExact ? state.waiting : max(waiting, state.waiting)
        nextDue = Self.earlier(nextDue, state.nextDue)
        mayHaveMore = true
    }

    /// Starts nothing any more.
    package mutating func close() { endpoint.isEnabled = false }

    // MARK: Reading

    package mutating func logGrew() { mayHaveMore = true }

    /// How many events of the log to read now, after which position; `nil`: none.
    ///
    /// A lane reads as far ahead as it is quick, so that thousands of lanes that get nowhere hold few bodies.
    package func wantsLog(now: Instant) -> (after: Int64, limit: Int)? {
        guard mayHaveMore, mayRead(now), mayTakeFirsts, readAhead.freshCount < concurrency else { return nil }
        let limit = min(readAhead.room, max(4, concurrency * 4) - readAhead.freshCount)
        return limit > 0 ? (readAhead.end, limit) : nil
    }

    /// Takes the page that was read for `wantsLog`.
    package mutating func take(_ page: LogPage, limit: Int) {
        // A page that is neither full of events nor of bytes ended because the log did.
        let bytes = page.events.reduce(0) { $0 + $1.body.count }
        mayHaveMore = page.events.count >= limit || bytes >= 1 << 20
        let endpoint = endpoint
        readAhead.append(page) { endpoint.wants($0) }
    }

    /// How many waiting events to read now, and which not; `nil`: none.
    package func wantsDue(now: Instant) -> (limit: Int, excluding: Set<Int64>)? {
        guard let nextDue, nextDue <= now, mayRead(now), retries.isEmpty else { return nil }
        return (min(16, concurrency * 2), uncommitted.union(inFlight.keys))
    }

    /// Takes the page that was read for `wantsDue`.
    package mutating func take(_ page: DuePage, now: Instant) {
        retries = page.events
        nextDue = page.nextDue
        if retries.isEmpty, let due = nextDue, due <= now { nextDue = now + Self.storePause }
    }

    /// The store could not answer; leave it alone for a moment.
    package mutating func readFailed(now: Instant) { readableFrom = now + Self.storePause }

    private func mayRead(_ now: Instant) -> Bool {
        endpoint.isEnabled && inFlight.count < concurrency && !isPaused(now)
            && readableFrom.map { $0 <= now } ?? true
    }

    // MARK: Attempts

    package func canStart(now: Instant) -> Bool {
        endpoint.isEnabled && inFlight.count < concurrency && !isPaused(now)
            && (hasFirst || !retries.isEmpty)
    }

    /// Chooses the next event to attempt: first attempts before retries, but one retry in five goes first.
    package mutating func next(now: Instant) -> Pick? {
        guard canStart(now: now) else { return nil }
        let pick: Pick
        if !retries.isEmpty, !hasFirst || firstsSinceRetry >= Self.firstsPerRetry {
            let waiting = retries.removeFirst()
            pick = Pick(event: waiting.event, number: waiting.attempts + 1, wasWaiting: true)
            firstsSinceRetry = 0
        } else {
            guard let event = readAhead.start() else { return nil }
            pick = Pick(event: event, number: 1, wasWaiting: false)
            firstsInFlight += 1
            firstsSinceRetry += 1
        }
        inFlight[pick.event.position] = pick
        return pick
    }

    /// An attempt ended.
    package mutating func finish(_ record: AttemptRecord, verdict: Verdict) {
        let position = record.position
        guard let pick = inFlight.removeValue(forKey: position) else { return }
        unsettled.attempts.append(record)
        isFailing = verdict.fate != .delivered
        concurrency = isFailing ? max(1, concurrency / 2) : min(concurrency + 1, limit)
        switch verdict.fate {
        case .delivered:
            if pick.wasWaiting { change(position, .delivered(position: position), waiting: -1) }
        case .retry(let at):
            let wait = Settlement.EventChange.wait(
                position: position, attempts: record.number, nextAttempt: at)
            change(position, wait, waiting: pick.wasWaiting ? 0 : 1)
        case .dead:
            let dead = Settlement.EventChange.dead(
                position: position, attempts: record.number, error: record.outcome)
            change(position, dead, waiting: pick.wasWaiting ? -1 : 0)
        }
        if !pick.wasWaiting {
            firstsInFlight -= 1
            readAhead.settle(position)
        }
        if let pause = verdict.pausesUntil, pausedUntil.map({ $0 < pause }) ?? true {
            pausedUntil = pause
            unsettled.pausedUntil = pause
        }
        if let reason = verdict.disables {
            close()
            isDisabling = true
            unsettled.disabledBecause = reason
        }
    }

    private mutating func change(_ position: Int64, _ change: Settlement.EventChange, waiting difference: Int)
    {
        unsettled.changes.append(change)
        uncommitted.insert(position)
        waiting += difference
    }

    private var hasFirst: Bool { readAhead.freshCount > 0 && mayTakeFirsts }
    /// Every first attempt under way may yet have to wait.
    private var mayTakeFirsts: Bool { waiting + firstsInFlight < Self.maximumWaiting }
    private var limit: Int { max(1, min(endpoint.maximumInFlight, ReadAhead.capacity)) }
    private func isPaused(_ now: Instant) -> Bool { pausedUntil.map { $0 > now } ?? false }

    /// When this lane may have something to do that time alone brings about; `nil`: never.
    package func nextAlarm(now: Instant) -> Instant? {
        guard endpoint.isEnabled else { return nil }
        if isPaused(now) { return pausedUntil }
        let reading = mayHaveMore ? readableFrom.flatMap { $0 > now ? $0 : nil } : nil
        let due = retries.isEmpty ? nextDue.map { max($0, readableFrom ?? $0) } : nil
        return Self.earlier(reading, due.flatMap { $0 > now ? $0 : nil })
    }

    // MARK: Settling

    /// What happened since the last call, as one settlement: the position moves past a failed event only
    /// together with that event's wait. `nil`: nothing.
    package mutating func takeSettlement() -> Settlement? {
        var settlement = unsettled
        if position > settledPosition {
            settlement.position = position
            settledPosition = position
        }
        unsettled = Settlement(endpoint: endpoint.key)
        return settlement == unsettled ? nil : settlement
    }

    package var hasUnsettled: Bool {
        position > settledPosition || !unsettled.attempts.isEmpty || !unsettled.changes.isEmpty
    }

    /// Whether nothing is left to do for an endpoint that is disabled or gone.
    package var isOver: Bool {
        !endpoint.isEnabled && inFlight.isEmpty && uncommitted.isEmpty && !hasUnsettled
    }

    /// A settlement that `takeSettlement` gave is on disk.
    package mutating func committed(_ settlement: Settlement) {
        if settlement.disabledBecause != nil { isDisabling = false }
        for change in settlement.changes {
            switch change {
            case .wait(let position, _, let at, _, _):
                uncommitted.remove(position)
                nextDue = Self.earlier(nextDue, at)
            case .delivered(let position), .dead(let position, _, _), .park(let position, _):
                uncommitted.remove(position)
            case .release: break
            }
        }
    }

    private static func earlier(_ one: Instant?, _ other: Instant?) -> Instant? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }
}
