package import BridgeCore

/// Webhooks outside the lanes: somebody wants to see at once what comes of one.
extension DeliveryPlan {
    /// Such attempts under way at once, beside those of the lanes.
    package static let maximumTrials = 16

    /// The attempt to be made for it, `nil`: enough are under way. Under the endpoint's own rules; its rate limit
    /// does not hold it back, but the endpoint's next event.
    package mutating func startTrial(
        _ event: LoggedEvent, to endpoint: WebhookEndpoint, now: Instant
    ) -> Attempt? {
        guard isOpen, trials.count < Self.maximumTrials else { return nil }
        nextTag += 1
        let attempt = Attempt(
            tag: nextTag, endpoint: endpoint,
            load: endpoint.options.batch == nil ? .event(event) : .batch([event]), number: 1, startedAt: now)
        trials[nextTag] = attempt
        if let number = number(of: endpoint.key) { slots[number].lane.countRequest(now: now) }
        return attempt
    }

    /// It ended: as people get to see it. `nil` for a tag of something else.
    package mutating func trialFinished(
        _ tag: Int, _ outcome: AttemptOutcome, duration: Duration, details: AttemptDetails = AttemptDetails()
    ) -> AttemptRecord? {
        guard let attempt = trials.removeValue(forKey: tag) else { return nil }
        return AttemptRecord(
            position: attempt.events[0].position, number: 1, at: attempt.startedAt, duration: duration,
            outcome: outcome.word, status: outcome.status, address: details.address, hint: details.hint,
            answer: details.answer)
    }
}
