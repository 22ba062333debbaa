package import BridgeCore

extension DeliveryPlan {
    /// The next attempt to be started, `nil`: none now. Of lanes with equal standing each gets one in turn.
    package mutating func nextAttempt(now: Instant) -> Attempt? {
        while mayStart, inFlight < maximumInFlight {
            let number: Int?
            if inFlight - failingInFlight < healthyLimit, let next = healthy.pop() {
                number = next
            } else if failingInFlight < failingLimit, let next = failing.pop() {
                number = next
            } else {
                return nil
            }
            if let number, let attempt = startAttempt(of: number, now: now) { return attempt }
        }
        return nil
    }

    private mutating func startAttempt(of number: Int, now: Instant) -> Attempt? {
        guard let isFailing = slots[number]?.lane.isFailing else { return nil }
        slots[number]?.isReady = false
        // The lane may have changed its standing since it was put into its ring.
        guard isFailing ? failingInFlight < failingLimit : inFlight - failingInFlight < healthyLimit,
            let pick = slots[number]?.lane.next(now: now), let endpoint = slots[number]?.lane.endpoint
        else {
            refresh(number, now: now)
            return nil
        }
        nextTag += 1
        let attempt = Attempt(
            tag: nextTag, endpoint: endpoint, load: .event(pick.event), number: pick.number, startedAt: now)
        started[nextTag] = StartedAttempt(lane: number, attempt: attempt)
        inFlight += 1
        failingInFlight += isFailing ? 1 : 0
        refresh(number, now: now)
        return attempt
    }

    /// The attempt of this tag, while it is under way.
    package func attempt(_ tag: Int) -> Attempt? { started[tag]?.attempt }

    /// An attempt ended. Returns it with what follows, for the log; `nil` for a tag that is not under way.
    package mutating func finished(
        _ tag: Int, _ outcome: AttemptOutcome, duration: Duration, now: Instant
    ) -> (attempt: Attempt, verdict: Verdict)? {
        guard let (number, attempt) = started.removeValue(forKey: tag).map({ ($0.lane, $0.attempt) }),
            let wasFailing = slots[number]?.lane.isFailing
        else { return nil }
        let verdict = Verdict(
            outcome, attempts: attempt.number, schedule: schedule, jitter: jitter.next(), now: now)
        let record = AttemptRecord(
            of: attempt.events[0], number: attempt.number, in: attempt, outcome, duration: duration)
        slots[number]?.lane.finish(record, verdict: verdict)
        inFlight -= 1
        failingInFlight -= wasFailing ? 1 : 0
        moveBetweenPools(number, wasFailing: wasFailing)
        settling.unrecorded += 1
        refresh(number, now: now)
        return (attempt, verdict)
    }

    /// Forgets what is under way, as if it had never been started: it will be sent again after a restart.
    ///
    /// For the end of the program only; the lanes are of no use afterwards but for settling.
    package mutating func abandonAttempts() -> [Attempt] {
        defer {
            started = [:]
            (inFlight, failingInFlight) = (0, 0)
        }
        return started.values.map(\.attempt)
    }

    /// A lane's attempts count where the lane stands now, not where it stood when they were started.
    private mutating func moveBetweenPools(_ number: Int, wasFailing: Bool) {
        guard let lane = slots[number]?.lane, lane.isFailing != wasFailing else { return }
        failingInFlight += lane.isFailing ? lane.inFlightCount : -lane.inFlightCount
    }

    private var failingLimit: Int { max(1, maximumInFlight / 10) }
    private var healthyLimit: Int { maximumInFlight - failingLimit }

    /// Nothing is sent that could not be recorded: a store in trouble must not turn into endless repetition.
    var mayStart: Bool {
        isOpen && !settling.isFailing && settling.unrecorded < SettlingState.maximumUnrecorded
    }
}
