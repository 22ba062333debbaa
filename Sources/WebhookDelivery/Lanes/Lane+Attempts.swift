package import BridgeCore

extension Lane {
    /// Whether an attempt may start now.
    package func canStart(now: Instant) -> Bool {
        guard isReady(now) else { return false }
        if needsHandshake { return inFlightCount == 0 && breaker.probeAt(now: now) == nil }
        return hasFirst(now) || retries.next(gate) != nil
    }

    /// Whether an attempt may start now that is not a retry.
    package func canStartFirst(now: Instant) -> Bool { isReady(now) && (needsHandshake || hasFirst(now)) }

    private func isReady(_ now: Instant) -> Bool {
        endpoint.isEnabled && inFlightCount < allowed && !isSuspect && !isDraining && !isPaused(now)
            && pace?.startAt(now: now) == nil
    }

    private func hasFirst(_ now: Instant) -> Bool {
        guard startable > 0, mayTakeFirsts, breaker.probeAt(now: now) == nil else { return false }
        return gatheredAt.map { $0 <= now } ?? true
    }

    /// Until when a batch that is not full waits for more; `nil`: it does not.
    var gatheredAt: Instant? {
        guard let batch = endpoint.options.batch, startable < batch.maximumEvents, !isFull,
            let arrival = readAhead.oldestArrival
        else { return nil }
        return arrival + batch.maximumWait
    }

    /// Chooses what to send next: first attempts before retries, but one retry in five goes first.
    ///
    /// - Parameter mayRetry: Whether retries may go at all.
    package mutating func next(now: Instant, mayRetry: Bool = true) -> Pick? {
        guard canStart(now: now) else { return nil }
        let pick: Pick
        let hasFirst = hasFirst(now)
        if needsHandshake {
            pick = Pick(load: .handshake, number: 1, wasWaiting: false, batch: nil)
        } else if mayRetry, !hasFirst || firstsSinceRetry >= Self.firstsPerRetry,
            let place = retries.next(gate)
        {
            pick = retry(retries.take(place))
        } else if hasFirst, let first = endpoint.options.batch == nil ? firstEvent() : firstBatch() {
            pick = first
        } else {
            return nil
        }
        inFlightCount += 1
        pace?.start(now: now)
        if quietSince == nil { quietSince = now }
        return pick
    }

    private mutating func retry(_ group: RetryShelf.Group) -> Pick {
        for event in group.events { retriesInFlight.insert(event.position) }
        gate?.begin(group.events)
        firstsSinceRetry = 0
        let load: Attempt.Load = group.batch == nil ? .event(group.events[0]) : .batch(group.events)
        return Pick(
            load: load, number: group.attempts + 1, wasWaiting: true, batch: group.batch, unheld: group.unheld
        )
    }

    private mutating func firstEvent() -> Pick? {
        guard let event = startNext() else { return nil }
        gate?.begin([event])
        firstsInFlight += 1
        firstsSinceRetry += 1
        return Pick(load: .event(event), number: 1, wasWaiting: false, batch: nil)
    }

    private mutating func firstBatch() -> Pick? {
        let maximum = endpoint.options.batch?.maximumEvents ?? 1
        let count = min(startable, maximum, Self.maximumWaiting - waiting - firstsInFlight)
        var (events, bytes): ([LoggedEvent], Int) = ([], 0)
        events.reserveCapacity(count)
        while events.count < count, bytes < Self.maximumBytes, let event = startNext() {
            bytes += event.body.count
            events.append(event)
        }
        guard !events.isEmpty else { return nil }
        if gate != nil {
            // Taken from one terminal after another; a receiver gets them in the order of the log.
            events.sort { $0.position < $1.position }
            gate?.begin(events)
        }
        firstsInFlight += events.count
        firstsSinceRetry += 1
        return Pick(load: .batch(events), number: 1, wasWaiting: false, batch: events[0].position)
    }

    private mutating func startNext() -> LoggedEvent? {
        guard gate != nil else { return readAhead.start() }
        return gate?.draw().flatMap { readAhead.start($0) }
    }

    /// A request that is not the lane's own goes to the same receiver.
    mutating func countRequest(now: Instant) { pace?.start(now: now) }

    // MARK: Time

    /// Time has passed: an endpoint that answers nothing comes under suspicion.
    package mutating func passTime(now: Instant) {
        guard let since = quietSince else { return }
        if since > now { quietSince = now }
        isSuspect = now - since >= Self.patience
    }

    /// When this lane may have something to do that time alone brings about, after `now`; `nil`: never.
    package func nextAlarm(now: Instant) -> Instant? {
        guard endpoint.isEnabled else { return nil }
        var next: Instant?
        func consider(_ moment: Instant?) {
            if let moment, moment > now { next = next.map { min($0, moment) } ?? moment }
        }
        if !isSuspect { consider(quietSince.map { $0 + Self.patience }) }
        if isPaused(now) {
            consider(pausedUntil)
            return next
        }
        if mayHaveMore { consider(readableFrom) }
        if retries.isEmpty { consider(nextDue.map { max($0, readableFrom ?? $0) }) }
        if inFlightCount < allowed { considerStart(now, consider) }
        return next
    }

    private func considerStart(_ now: Instant, _ consider: (Instant?) -> Void) {
        let hasFirsts = startable > 0
        if hasFirsts || mayHaveMore || needsHandshake { consider(breaker.probeAt(now: now)) }
        if hasFirsts || !retries.isEmpty || needsHandshake { consider(pace?.startAt(now: now)) }
        if hasFirsts { consider(gatheredAt) }
    }
}
