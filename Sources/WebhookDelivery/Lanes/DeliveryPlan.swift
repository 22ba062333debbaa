package import BridgeCore

/// All lanes: which of them may send, which want to read, what is to be settled.
///
/// Decides everything the engine does and does none of it. A step costs as much as there is to do in it; lanes
/// with nothing to do cost nothing.
package struct DeliveryPlan: Sendable {
    /// Attempts under way.
    package internal(set) var inFlight = 0
    /// Whether attempts may be started; never again after `stopStarting`.
    package private(set) var isOpen = true

    let schedule: [Duration]
    let maximumInFlight: Int
    var jitter: Jitter

    var slots: [Int: Slot] = [:]
    var started: [Int: StartedAttempt] = [:]
    var nextTag = 0
    /// Lanes that may start an attempt: those whose last one succeeded, and the others.
    var healthy = FairRing()
    var failing = FairRing()
    /// How many of `inFlight` belong to lanes whose last attempt failed.
    var failingInFlight = 0
    var reading = Queue<Int>()
    var alarms = Alarms()
    var settling = SettlingState()
    /// Lanes with something to settle.
    var unsettledLanes: Set<Int> = []

    private var numbers: [EndpointKey: Int] = [:]
    private var tenants: [TenantID: Tenant] = [:]
    private var lanesMade = 0
    private var sweep = Sweep()

    /// A lane and where it stands in the plan.
    struct Slot: Sendable {
        var lane: Lane
        let tenant: Int
        var isReady = false
        var isReading = false
        var alarm: Instant?
    }

    struct StartedAttempt: Sendable {
        let lane: Int
        let attempt: Attempt
    }

    private struct Tenant {
        let number: Int
        var lanes: [Int] = []
    }

    /// A look at every lane, a few in each step.
    private struct Sweep {
        var lanes: [Int] = []
        var next = 0
        var again = false
    }

    /// - Parameters:
    ///   - schedule: Waits after the first, second … failed attempt.
    ///   - maximumInFlight: Attempts under way at once, at least 2. A tenth (at least one) is kept for endpoints
    ///     whose last attempt failed, and they never have more.
    ///   - seed: Of the jitter.
    package init(schedule: [Duration], maximumInFlight: Int, seed: UInt64) {
        self.schedule = schedule
        self.maximumInFlight = max(2, maximumInFlight)
        jitter = Jitter(seed: seed)
    }

    // MARK: Lanes

    /// Takes over which endpoints there are now; what is under way goes on.
    package mutating func setLanes(_ states: [LaneState], now: Instant) {
        let current = Set(states.map(\.endpoint.key))
        for (key, number) in numbers where !current.contains(key) {
            slots[number]?.lane.close()
            dropIfOver(number)
        }
        for state in states {
            if let number = numbers[state.endpoint.key] {
                slots[number]?.lane.update(state)
                refresh(number, now: now)
            } else {
                add(state, now: now)
            }
        }
    }

    private mutating func add(_ state: LaneState, now: Instant) {
        lanesMade += 1
        let key = state.endpoint.key
        let tenant = tenants[key.tenant]?.number ?? lanesMade
        tenants[key.tenant, default: Tenant(number: tenant)].lanes.append(lanesMade)
        numbers[key] = lanesMade
        slots[lanesMade] = Slot(lane: Lane(state), tenant: tenant)
        refresh(lanesMade, now: now)
    }

    /// Forgets a lane that is closed and has nothing under way.
    mutating func dropIfOver(_ number: Int) {
        guard let lane = slots[number]?.lane, lane.isOver else { return }
        let key = lane.endpoint.key
        slots[number] = nil
        numbers[key] = nil
        tenants[key.tenant]?.lanes.removeAll { $0 == number }
        if tenants[key.tenant]?.lanes.isEmpty == true { tenants[key.tenant] = nil }
    }

    package func lane(_ key: EndpointKey) -> Lane? { numbers[key].flatMap { slots[$0]?.lane } }

    // MARK: News

    /// These tenants have new events.
    package mutating func logGrew(_ tenants: some Sequence<TenantID>, now: Instant) {
        for tenant in tenants {
            for number in self.tenants[tenant]?.lanes ?? [] { lookAtLog(number, now: now) }
        }
    }

    /// Any tenant may have new events.
    package mutating func logGrewSomewhere() {
        if sweep.next < sweep.lanes.count {
            sweep.again = true
        } else {
            sweep = Sweep(lanes: Array(slots.keys))
        }
    }

    /// Time has passed: lanes whose pause ended or whose retries are due may act.
    package mutating func advance(to now: Instant) {
        while let number = alarms.popDue(by: now) {
            slots[number]?.alarm = nil
            refresh(number, now: now)
        }
        while sweep.next < sweep.lanes.count, reading.count < 128 {
            lookAtLog(sweep.lanes[sweep.next], now: now)
            sweep.next += 1
            if sweep.next == sweep.lanes.count, sweep.again { sweep = Sweep(lanes: Array(slots.keys)) }
        }
    }

    private mutating func lookAtLog(_ number: Int, now: Instant) {
        slots[number]?.lane.logGrew()
        refresh(number, now: now)
    }

    /// Starts no attempt and reads nothing any more.
    package mutating func stopStarting() { isOpen = false }

    /// When to come back if nothing else happens before.
    package func nextWake(now: Instant) -> Instant? {
        if mayStart, !reading.isEmpty || sweep.next < sweep.lanes.count { return now }
        let alarm = isOpen ? alarms.next : nil
        guard let retry = settling.retryAt else { return alarm }
        return alarm.map { min($0, retry) } ?? retry
    }

    /// Puts a lane wherever it has something to do.
    mutating func refresh(_ number: Int, now: Instant) {
        guard let slot = slots[number] else { return }
        if !slot.isReady, slot.lane.canStart(now: now) {
            slots[number]?.isReady = true
            if slot.lane.isFailing {
                failing.push(number, of: slot.tenant)
            } else {
                healthy.push(number, of: slot.tenant)
            }
        }
        if !slot.isReading, slot.lane.wantsLog(now: now) != nil || slot.lane.wantsDue(now: now) != nil {
            slots[number]?.isReading = true
            reading.push(number)
        }
        if slot.lane.hasUnsettled { unsettledLanes.insert(number) }
        if let alarm = slot.lane.nextAlarm(now: now), slot.alarm.map({ alarm < $0 }) ?? true {
            slots[number]?.alarm = alarm
            alarms.set(number, at: alarm)
        }
    }
}
