package import BridgeCore

/// What follows from an attempt, for the event and for the endpoint.
package struct Verdict: Sendable, Equatable {
    package let fate: Fate
    /// The endpoint gets nothing at all before this moment.
    package let pausesUntil: Instant?
    /// Why the endpoint gets nothing any more until a person enables it again.
    package let disables: String?

    /// What becomes of the event.
    package enum Fate: Sendable, Equatable {
        case delivered
        case retry(at: Instant)
        /// The schedule is exhausted.
        case dead
    }

    /// A 429 that does not say how long.
    package static let pauseOf429: Duration = .seconds(60)

    package init(fate: Fate, pausesUntil: Instant? = nil, disables: String? = nil) {
        self.fate = fate
        self.pausesUntil = pausesUntil
        self.disables = disables
    }

    /// - Parameters:
    ///   - attempts: Attempts made, this one counted.
    ///   - schedule: The waits after the first, second … failed attempt.
    ///   - jitter: What the wait is multiplied with: 0.8 to 1.2.
    package init(
        _ outcome: AttemptOutcome, attempts: Int, schedule: [Duration], jitter: Double, now: Instant
    ) {
        guard !outcome.isDelivery else {
            (fate, pausesUntil, disables) = (.delivered, nil, nil)
            return
        }
        pausesUntil = Self.pause(outcome, now: now)
        disables = outcome.status == 410 ? "the receiver answered 410 Gone" : nil
        if attempts <= schedule.count {
            let planned = now + schedule[max(0, attempts - 1)] * jitter
            fate = .retry(at: max(planned, pausesUntil ?? planned))
        } else {
            fate = .dead
        }
    }

    private static func pause(_ outcome: AttemptOutcome, now: Instant) -> Instant? {
        guard case .answered(let status, let header) = outcome else { return nil }
        return header.flatMap { RetryAfter.deadline($0, now: now) }
            ?? (status == 429 ? now + pauseOf429 : nil)
    }
}
