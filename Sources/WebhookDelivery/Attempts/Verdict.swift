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
        /// The schedule is exhausted, or the receiver does not want it.
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
        let answer = outcome.answer
        disables = answer.flatMap(Self.reasonToDisable)
        guard !outcome.isDelivery else {
            (fate, pausesUntil) = (.delivered, nil)
            return
        }
        pausesUntil = answer.flatMap { Self.pause($0, now: now) }
        if answer?.asksToAbort == true || attempts > schedule.count {
            fate = .dead
        } else {
            let planned = now + schedule[max(0, attempts - 1)] * jitter
            fate = .retry(at: max(planned, pausesUntil ?? planned))
        }
    }

    private static func reasonToDisable(_ answer: ReceiverAnswer) -> String? {
        if answer.status == 410 { return "the receiver answered 410 Gone" }
        return answer.asksToDisable ? "the receiver asked for it (webhook-delivery: disable)" : nil
    }

    private static func pause(_ answer: ReceiverAnswer, now: Instant) -> Instant? {
        answer.retryAfter.flatMap { RetryAfter.deadline($0, now: now) }
            ?? (answer.status == 429 ? now + pauseOf429 : nil)
    }
}
