import BridgeCore
import WebhookDelivery

/// A lane with a log before it, for tests that look at one lane.
struct LaneBench {
    var lane: Lane
    var log: [LoggedEvent] = []
    var now = ManualClock.start

    init(_ state: LaneState, _ events: [LoggedEvent] = []) {
        lane = Lane(state)
        log = events
        read()
    }

    init(
        _ change: (inout WebhookEndpoint) -> Void, _ events: [LoggedEvent] = [],
        health: EndpointHealth = EndpointHealth(), hasShakenHands: Bool = false
    ) {
        var target = endpoint()
        change(&target)
        self.init(
            LaneState(
                endpoint: target, position: 0, waiting: 0, nextDue: nil, pausedUntil: nil, health: health,
                hasShakenHands: hasShakenHands), events)
    }

    mutating func append(_ events: [LoggedEvent]) {
        log += events
        lane.logGrew()
        read()
    }

    /// Reads as far as the lane wants.
    mutating func read() {
        while let wanted = lane.wantsLog(now: now) {
            let events = Array(log.filter { $0.position > wanted.after }.prefix(wanted.limit))
            lane.take(
                LogPage(events: events, end: events.last?.position ?? wanted.after), limit: wanted.limit,
                now: now)
        }
    }

    mutating func pass(_ span: Duration) {
        now = now + span
        lane.passTime(now: now)
        read()
    }

    mutating func next() -> Pick? {
        read()
        return lane.next(now: now)
    }

    /// Positions of what starts next; empty: nothing.
    mutating func nextPositions() -> [Int64] { next()?.events.map(\.position) ?? [] }

    @discardableResult
    mutating func end(_ pick: Pick, _ fate: Verdict.Fate = .delivered, disables: String? = nil) -> LaneNews {
        let news = lane.finish(
            pick,
            AttemptEnd(
                outcome: .answered(status: fate == .delivered ? 200 : 500, retryAfter: nil),
                verdict: Verdict(fate: fate, disables: disables), startedAt: now, duration: .zero),
            now: now)
        read()
        return news
    }

    /// Fails with a retry in so long.
    @discardableResult
    mutating func fail(_ pick: Pick, retryIn span: Duration = .seconds(5)) -> LaneNews {
        end(pick, .retry(at: now + span))
    }

    /// Starts one attempt and ends it.
    @discardableResult
    mutating func attempt(_ fate: Verdict.Fate = .delivered) -> LaneNews? {
        next().map { end($0, fate) }
    }

    mutating func failOne() -> LaneNews? { attempt(.retry(at: now + .seconds(5))) }

    /// What was settled, which is on disk from now on.
    mutating func settle() -> Settlement? {
        let settlement = lane.takeSettlement()
        if let settlement { lane.committed(settlement) }
        return settlement
    }
}

/// Events of terminals by the letter each has.
func events(_ serials: String, from first: Int64 = 1) -> [LoggedEvent] {
    zip(first..., serials).map { event($0, serial: SerialNumber(String($1))) }
}
