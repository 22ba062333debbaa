package import BridgeCore

extension Lane {
    /// An attempt ended.
    ///
    /// - Parameter isStale: Whether it went to an address that is no longer the endpoint's.
    package mutating func finish(
        _ pick: Pick, _ end: AttemptEnd, isStale: Bool = false, now: Instant
    ) -> LaneNews {
        inFlightCount -= 1
        quietSince = inFlightCount > 0 ? now : nil
        isSuspect = false
        if inFlightCount == 0 { isDraining = false }
        unsettled.at = now
        let succeeded = end.verdict.fate == .delivered
        let isHandshake = pick.load == .handshake
        if isHandshake {
            if succeeded, !isStale { (hasShakenHands, unsettled.hasShakenHands) = (true, true) }
        } else {
            concurrency = succeeded ? min(concurrency + 1, limit) : max(1, concurrency / 2)
            settle(pick, end)
        }
        pause(until: end.verdict.pausesUntil)
        return judge(end, succeeded: succeeded, isHandshake: isHandshake, now: now)
    }

    // MARK: The events

    private mutating func settle(_ pick: Pick, _ end: AttemptEnd) {
        let events = pick.events
        for (place, event) in events.enumerated() {
            unsettled.attempts.append(
                end.record(event.position, number: pick.number, batch: pick.batch, withAnswer: place == 0))
        }
        if pick.wasWaiting {
            settleRetries(events, pick, end)
        } else {
            settleFirsts(events, pick, end)
        }
        gate?.end(events)
        advance()
    }

    private mutating func settleFirsts(_ events: [LoggedEvent], _ pick: Pick, _ end: AttemptEnd) {
        firstsInFlight -= events.count
        let last = events.last?.position
        for event in events {
            guard let change = change(event, pick, end) else {
                readAhead.settle(event.position)
                continue
            }
            if case .retry = end.verdict.fate {
                (waiting, tally.held) = (waiting + 1, tally.held + 1)
                if let serial = event.serial { _ = gate?.wait(serial, 1) }
            }
            readAhead.settle(event.position, change, last: last)
        }
    }

    private mutating func settleRetries(_ events: [LoggedEvent], _ pick: Pick, _ end: AttemptEnd) {
        var freed: [SerialNumber: Int] = [:]
        for event in events {
            let position = event.position
            retriesInFlight.remove(position)
            let change = change(event, pick, end) ?? .delivered(position: position)
            let heldBack = !pick.unheld.contains(position)
            if case .retry = end.verdict.fate {
                emit(change, position, difference: 0)
                // From now on those after it wait for it.
                if !heldBack { _ = hold(event.serial, 1) }
                continue
            }
            waiting = max(0, waiting - 1)
            emit(change, position, difference: -1)
            if heldBack, let serial = event.serial, let left = hold(serial, -1) { freed[serial] = left }
        }
        for (serial, left) in freed where left > 0 { unsettled.changes.append(.release(serial: serial)) }
    }

    /// One event more (1) or less (-1) holds back its terminal, by a change that was emitted. Returns how many do.
    private mutating func hold(_ serial: SerialNumber?, _ difference: Int) -> Int? {
        guard let serial, let left = gate?.wait(serial, difference) else { return nil }
        gate?.emit(serial, difference)
        return left
    }

    /// What becomes of an event that was not delivered.
    private func change(_ event: LoggedEvent, _ pick: Pick, _ end: AttemptEnd) -> Settlement.EventChange? {
        switch end.verdict.fate {
        case .delivered: nil
        case .retry(let moment):
            .wait(
                position: event.position, attempts: pick.number, nextAttempt: moment, batch: pick.batch,
                serial: gate == nil ? nil : event.serial)
        case .dead: .dead(position: event.position, attempts: pick.number, error: end.outcome.word)
        }
    }

    // MARK: The endpoint

    private mutating func pause(until moment: Instant?) {
        guard let moment, pausedUntil.map({ $0 < moment }) ?? true else { return }
        pausedUntil = moment
        unsettled.pausedUntil = moment
    }

    private mutating func judge(
        _ end: AttemptEnd, succeeded: Bool, isHandshake: Bool, now: Instant
    ) -> LaneNews {
        var news = LaneNews()
        let change: HealthWatch.Change
        if succeeded {
            change = watch.succeeded(now: now)
            if breaker.succeeded() { news.breaker = .closed }
            if change.isBack { unsettled.bringsForward = true }
        } else {
            let exhausted = !isHandshake && end.verdict.fate == .dead
            change = watch.failed(end.outcome.word, exhausted: exhausted, now: now)
            let opened = breaker.failed(
                failures: health.failures, threshold: isHandshake ? 1 : Breaker.threshold,
                startedAt: end.startedAt, jitter: end.jitter, now: now)
            if opened { news.breaker = .opened }
        }
        if change.isWorthKeeping { unsettled.health = health }
        if let notice = change.notice { news.notices.append(notice) }
        // Once is enough: what was under way meanwhile may say so too.
        if let reason = end.verdict.disables ?? change.disables, endpoint.isEnabled {
            close()
            isDisabling = true
            unsettled.disabledBecause = reason
            news.notices.append(
                .disabled(
                    reason: reason, failingSince: health.failingSince, lastError: health.lastError))
        }
        unsettled.notices += news.notices
        return news
    }
}
