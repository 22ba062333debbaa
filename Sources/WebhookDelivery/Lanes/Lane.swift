package import BridgeCore

/// One endpoint's way through its tenant's log: what to read, what to send next, what became of it.
///
/// Decides and remembers; reads nothing, sends nothing, knows no clock. One lane's troubles are its own.
package struct Lane: Sendable {
    /// Events that may wait for another attempt; with so many the position stops moving instead.
    package static let maximumWaiting = 10_000
    /// Attempts at one endpoint, whatever it is set to.
    static let maximumConcurrency = 64
    /// First attempts that go before a retry which is due.
    static let firstsPerRetry = 4
    static let storePause: Duration = .seconds(1)
    /// How long an endpoint may answer nothing, with something under way, before it gets nothing more.
    static let patience: Duration = .seconds(1)
    /// Bodies of events that were read and not started, and bodies of a batch, at most (but at least one).
    static let maximumBytes = 4 << 20

    package internal(set) var endpoint: WebhookEndpoint
    /// Attempts this lane may have under way now: one more with each success, half with each failure.
    package internal(set) var concurrency = 1
    /// Events that wait for another attempt or behind one that does.
    package internal(set) var waiting: Int
    package internal(set) var pausedUntil: Instant?
    package internal(set) var inFlightCount = 0
    /// Whether it has answered nothing for a while, with something under way.
    package internal(set) var isSuspect = false

    var readAhead: ReadAhead
    var mayHaveMore = true
    var nextDue: Instant?
    var retries = RetryShelf()
    /// Events under way that were waiting, and those whose change is not committed yet: of all these the store
    /// still says what was true before.
    var retriesInFlight: Set<Int64> = []
    var uncommitted: Set<Int64> = []
    var firstsInFlight = 0
    var firstsSinceRetry = 0
    /// Not to be read from before this: the store could not answer.
    var readableFrom: Instant?
    /// Since when nothing was answered, while something is under way.
    var quietSince: Instant?

    /// Present where the endpoint's order is by device.
    var gate: SerialGate?
    var pace: RequestPace?
    var breaker: Breaker
    var watch: HealthWatch
    var hasShakenHands: Bool
    /// Whether what was begun without a gate must end first.
    var isDraining = false

    var unsettled: Settlement
    var settledPosition: Int64
    /// How much `waiting` differs from what the store says, by changes still in the read-ahead, in `unsettled`,
    /// and in settlements taken and not committed.
    var tally = Tally()
    /// Whether the endpoint is disabled here and not yet in the store.
    var isDisabling = false

    /// Differences to a number in the store, by how far they have come.
    struct Tally {
        var held = 0
        var emitted = 0
        var taken = 0
        var pending: Int { held + emitted + taken }
    }

    package init(_ state: LaneState) {
        endpoint = state.endpoint
        readAhead = ReadAhead(after: state.position)
        settledPosition = state.position
        waiting = state.waiting
        nextDue = state.nextDue
        pausedUntil = state.pausedUntil
        hasShakenHands = state.hasShakenHands
        gate = state.endpoint.options.ordering.isByDevice ? SerialGate(blocked: state.blocked) : nil
        pace = state.endpoint.options.rateLimit.map { RequestPace(rate: $0) }
        breaker = Breaker(state.health)
        watch = HealthWatch(state.health)
        unsettled = Settlement(endpoint: state.endpoint.key)
    }

    package var position: Int64 { readAhead.position }
    package var health: EndpointHealth { watch.health }
    /// Whether the last attempt that ended was a failure.
    package var isFailing: Bool { watch.health.isFailing }

    /// Takes over what a person changed, keeping what is under way.
    ///
    /// - Parameter state: Read while no settlement of this lane was on its way into the store.
    package mutating func update(_ state: LaneState, now: Instant) {
        let old = endpoint
        endpoint = state.endpoint
        if isDisabling { close() }
        concurrency = min(concurrency, limit)
        if old.options.rateLimit != endpoint.options.rateLimit {
            pace = endpoint.options.rateLimit.map { RequestPace(rate: $0) }
        }
        readAhead.dropFresh { !state.endpoint.wants($0) }
        readAhead.skip(to: state.position)
        settledPosition = max(settledPosition, state.position)
        waiting = max(0, state.waiting + tally.pending)
        takeOverStanding(state, isSameAddress: old.url == endpoint.url)
        takeOverOrder(state, now: now)
        retries.clear()
        nextDue = state.nextDue
        mayHaveMore = true
        advance()
    }

    private mutating func takeOverOrder(_ state: LaneState, now: Instant) {
        guard endpoint.options.ordering.isByDevice else {
            (gate, isDraining) = (nil, false)
            return
        }
        if gate == nil {
            gate = SerialGate(blocked: [:])
            isDraining = inFlightCount > 0
        }
        // What somebody wants delivered again was put behind an event that may have ended meanwhile.
        for serial in gate?.renew(blocked: state.blocked, fresh: readAhead.fresh) ?? [] {
            unsettled.changes.append(.release(serial: serial))
            unsettled.at = now
        }
    }

    private mutating func takeOverStanding(_ state: LaneState, isSameAddress: Bool) {
        guard !hasUnsettled, tally.pending == 0, uncommitted.isEmpty else {
            // The store does not know yet what this lane does.
            if !isSameAddress { unsettled.hasShakenHands = false }
            hasShakenHands = state.hasShakenHands || hasShakenHands && isSameAddress
            return
        }
        hasShakenHands = state.hasShakenHands
        pausedUntil = state.pausedUntil
        if state.health.isFailing != isFailing { breaker = Breaker(state.health) }
        watch = HealthWatch(state.health)
    }

    /// Starts nothing any more.
    package mutating func close() { endpoint.isEnabled = false }

    /// The waits between attempts here, where the configuration has `common`.
    package func schedule(_ common: [Duration]) -> [Duration] {
        let schedule = endpoint.options.retrySchedule ?? common
        return switch endpoint.options.ordering {
        case .none, .device(.block): schedule
        case .device(.skip(let attempts)): Array(schedule.prefix(max(0, attempts - 1)))
        }
    }

    var limit: Int { max(1, min(endpoint.maximumInFlight, Self.maximumConcurrency)) }
    var needsHandshake: Bool { endpoint.options.wantsHandshake && !hasShakenHands }
    func isPaused(_ now: Instant) -> Bool { pausedUntil.map { $0 > now } ?? false }
}
