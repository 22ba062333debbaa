package import BridgeCore

/// An attempt that ended, with what follows.
package struct FinishedAttempt: Sendable {
    package let attempt: Attempt
    package let verdict: Verdict
    package let news: LaneNews
}

extension DeliveryPlan {
    /// The next attempt to be started, `nil`: none now. Of lanes with equal standing each gets one in turn.
    package mutating func nextAttempt(now: Instant) -> Attempt? {
        while mayStart, inFlight < maximumInFlight, let ready = popReady() {
            if let attempt = startAttempt(of: ready.number, mayRetry: ready.mayRetry, now: now) {
                return attempt
            }
        }
        return nil
    }

    private mutating func startAttempt(of number: Int, mayRetry: Bool, now: Instant) -> Attempt? {
        let isInTrouble = slots[number].isInTrouble
        guard hasPlace(number),
            let pick = slots[number].lane.next(now: now, mayRetry: mayRetry || isInTrouble)
        else {
            refresh(number, now: now)
            dropIfOver(number)
            return nil
        }
        nextTag += 1
        let attempt = Attempt(
            tag: nextTag, endpoint: slots[number].lane.endpoint, load: pick.load, number: pick.number,
            startedAt: now)
        let countsAsRetry = pick.wasWaiting && !isInTrouble
        retriesInFlight += countsAsRetry ? 1 : 0
        started[nextTag] = StartedAttempt(
            lane: number, attempt: attempt, pick: pick, countsAsRetry: countsAsRetry)
        refresh(number, now: now)
        return attempt
    }

    /// The attempt of this tag, while it is under way.
    package func attempt(_ tag: Int) -> Attempt? { started[tag]?.attempt ?? trials[tag] }

    /// An attempt ended. Returns it with what follows, for the log; `nil` for a tag that is not under way.
    package mutating func finished(
        _ tag: Int, _ outcome: AttemptOutcome, duration: Duration,
        details: AttemptDetails = AttemptDetails(), now: Instant
    ) -> FinishedAttempt? {
        guard let ended = started.removeValue(forKey: tag) else { return nil }
        let (number, attempt) = (ended.lane, ended.attempt)
        let factor = jitter.next()
        let verdict = Verdict(
            outcome, attempts: attempt.number,
            schedule: outcome.isDelivery ? [] : slots[number].lane.schedule(schedule), jitter: factor,
            now: now)
        let end = AttemptEnd(
            outcome: outcome, verdict: verdict, startedAt: attempt.startedAt, duration: duration,
            details: details, jitter: factor)
        let news = slots[number].lane.finish(
            ended.pick, end, isStale: attempt.endpoint.url != slots[number].lane.endpoint.url, now: now)
        retriesInFlight -= ended.countsAsRetry ? 1 : 0
        settling.unrecorded += attempt.events.count
        refresh(number, now: now)
        return FinishedAttempt(attempt: attempt, verdict: verdict, news: news)
    }

    /// Forgets what is under way, as if it had never been started: it will be sent again after a restart.
    ///
    /// For the end of the program only; the lanes are of no use afterwards but for settling.
    package mutating func abandonAttempts() -> [Attempt] {
        defer {
            started = [:]
            inFlight = 0
        }
        return started.values.map(\.attempt)
    }
}
