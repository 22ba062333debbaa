package import BridgeCore

/// How an attempt ended and what follows from it.
package struct AttemptEnd: Sendable {
    package let outcome: AttemptOutcome
    package let verdict: Verdict
    package let startedAt: Instant
    package let duration: Duration
    package let details: AttemptDetails
    /// What a pause that follows from it is multiplied with: 0.8 to 1.2.
    package let jitter: Double

    package init(
        outcome: AttemptOutcome, verdict: Verdict, startedAt: Instant, duration: Duration,
        details: AttemptDetails = AttemptDetails(), jitter: Double = 1
    ) {
        self.outcome = outcome
        self.verdict = verdict
        self.startedAt = startedAt
        self.duration = duration
        self.details = details
        self.jitter = jitter
    }

    /// As it is kept of one event.
    func record(_ position: Int64, number: Int, batch: Int64?, withAnswer: Bool) -> AttemptRecord {
        AttemptRecord(
            position: position, number: number, at: startedAt, duration: duration, outcome: outcome.word,
            status: outcome.status, address: details.address, hint: details.hint,
            answer: withAnswer ? details.answer : [], batch: batch)
    }
}
