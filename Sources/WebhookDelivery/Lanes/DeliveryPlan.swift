package import BridgeCore

/// All lanes: which of them may send, which want to read, what is to be settled.
///
/// Decides everything the engine does and does none of it. A step costs as much as there is to do in it; lanes
/// with nothing to do cost nothing.
package struct DeliveryPlan: Sendable {
    /// Attempts of lanes under way.
    package internal(set) var inFlight = 0
    /// Whether attempts may be started; never again after `stopStarting`.
    package private(set) var isOpen = true

    let schedule: [Duration]
    let maximumInFlight: Int
    var jitter: Jitter

    /// By number; `freeNumbers` are of lanes that are gone.
    var slots: [LaneSlot] = []
    var started: [Int: StartedAttempt] = [:]
    var nextTag = 0
    /// Lanes that may start an attempt: those in good standing, and those that fail.
    var healthy = FairRing()
    var failing = FairRing()
    /// Lanes in good standing that could start a retry if fewer were under way.
    var heldBack = FairRing()
    /// How many of `inFlight` belong to lanes in trouble.
    var troubledInFlight = 0
    /// How many of `inFlight` are retries that lanes in good standing started.
    var retriesInFlight = 0
    /// Lanes in good standing with something under way.
    var busyLanes = 0
    /// Webhooks under way that no lane sent.
    var trials: [Int: Attempt] = [:]
    var reading = Queue<Int>()
    var alarms = Alarms()
    var settling = SettlingState()
    /// Lanes with something to settle.
    var unsettledLanes: [Int] = []

    private var freeNumbers: [Int] = []
    private var numbers: [EndpointKey: Int] = [:]
    private var tenants: [TenantID: Tenant] = [:]
    private var tenantsMade = 0
    private var sweep = Sweep()

    struct StartedAttempt: Sendable {
        let lane: Int
        let attempt: Attempt
        let pick: Pick
        /// Whether it is one of `retriesInFlight`.
        let countsAsRetry: Bool
    }

    private struct Tenant {
        let number: Int
        var lanes: [Int] = []
    }

    /// A look at every lane, a few in each step.
    private struct Sweep {
        var end = 0
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

    /// Takes over which endpoints there are now; what is under way goes on. Not while `isSettling`.
    package mutating func setLanes(_ states: [LaneState], now: Instant) {
        let current = Set(states.map(\.endpoint.key))
        for key in numbers.keys.filter({ !current.contains($0) }) { setLane(key, nil, now: now) }
        for state in states { setLane(state.endpoint.key, state, now: now) }
    }

    /// Takes over how one endpoint stands now, `nil`: it is disabled or gone. Not while `isSettling`.
    package mutating func setLane(_ key: EndpointKey, _ state: LaneState?, now: Instant) {
        switch (numbers[key], state) {
        case (let number?, let state?):
            slots[number].lane.update(state, now: now)
            refresh(number, now: now)
        case (nil, let state?):
            add(state, now: now)
        case (let number?, nil):
            slots[number].lane.close()
            dropIfOver(number)
        case (nil, nil): break
        }
    }

    private mutating func add(_ state: LaneState, now: Instant) {
        let key = state.endpoint.key
        if tenants[key.tenant] == nil {
            tenantsMade += 1
            tenants[key.tenant] = Tenant(number: tenantsMade)
        }
        let slot = LaneSlot(lane: Lane(state), tenant: tenants[key.tenant]?.number ?? 0)
        let number = freeNumbers.popLast() ?? slots.count
        if number < slots.count { slots[number] = slot } else { slots.append(slot) }
        tenants[key.tenant]?.lanes.append(number)
        numbers[key] = number
        refresh(number, now: now)
    }

    /// Forgets a lane that is closed and has nothing under way.
    mutating func dropIfOver(_ number: Int) {
        guard slots[number].isOver, settling.settlements[number] == nil else { return }
        let key = slots[number].lane.endpoint.key
        guard numbers.removeValue(forKey: key) != nil else { return }
        freeNumbers.append(number)
        alarms.set(number, at: nil)
        tenants[key.tenant]?.lanes.removeAll { $0 == number }
        if tenants[key.tenant]?.lanes.isEmpty == true { tenants[key.tenant] = nil }
    }

    package func lane(_ key: EndpointKey) -> Lane? { numbers[key].map { slots[$0].lane } }

    /// Places for lanes, used or free: as many as there were lanes at once.
    package var lanesHeld: Int { slots.count }

    func number(of key: EndpointKey) -> Int? { numbers[key] }

    // MARK: News

    /// These tenants have new events.
    package mutating func logGrew(_ tenants: some Sequence<TenantID>, now: Instant) {
        for tenant in tenants {
            for number in self.tenants[tenant]?.lanes ?? [] { lookAtLog(number, now: now) }
        }
    }

    /// Any tenant may have new events.
    package mutating func logGrewSomewhere() {
        if sweep.next < sweep.end {
            sweep.again = true
        } else {
            sweep = Sweep(end: slots.count)
        }
    }

    /// Time has passed: lanes whose pause ended or whose retries are due may act.
    package mutating func advance(to now: Instant) {
        while let number = alarms.popDue(by: now) {
            slots[number].alarm = nil
            slots[number].lane.passTime(now: now)
            refresh(number, now: now)
        }
        while sweep.next < sweep.end, reading.count < 128 {
            lookAtLog(sweep.next, now: now)
            sweep.next += 1
            if sweep.next == sweep.end, sweep.again { sweep = Sweep(end: slots.count) }
        }
    }

    private mutating func lookAtLog(_ number: Int, now: Instant) {
        slots[number].lane.logGrew()
        refresh(number, now: now)
    }

    /// Starts no attempt and reads nothing any more.
    package mutating func stopStarting() { isOpen = false }

    /// When to come back if nothing else happens before.
    package func nextWake(now: Instant) -> Instant? {
        if mayStart, !reading.isEmpty || sweep.next < sweep.end { return now }
        let alarm = isOpen ? alarms.next : nil
        guard let retry = settling.retryAt, !settling.isUnderWay else { return alarm }
        return alarm.map { min($0, retry) } ?? retry
    }

    /// Puts a lane wherever it has something to do.
    mutating func refresh(_ number: Int, now: Instant) {
        count(number)
        makeReady(number, now: now)
        if !slots[number].isReading,
            slots[number].lane.wantsDue(now: now) || slots[number].lane.wantsLog(now: now) != nil
        {
            slots[number].isReading = true
            reading.push(number)
        }
        if !slots[number].isUnsettled, slots[number].lane.hasUnsettled {
            slots[number].isUnsettled = true
            unsettledLanes.append(number)
        }
        let alarm = slots[number].lane.nextAlarm(now: now)
        if alarm != slots[number].alarm {
            slots[number].alarm = alarm
            alarms.set(number, at: alarm)
        }
    }
}
