import BridgeCore

/// A webhook somebody wants to see sent at once, and whom to tell how it went.
struct Trial: Sendable {
    let event: LoggedEvent
    let endpoint: WebhookEndpoint
    let completion: @Sendable (AttemptRecord) -> Void

    /// It ended, or will not be made, because of the bridge.
    func giveUp(_ outcome: AttemptOutcome, hint: String, at now: Instant) {
        completion(
            AttemptRecord(
                position: event.position, number: 1, at: now, duration: .zero, outcome: outcome.word,
                status: nil, hint: hint))
    }

    static let stopping = "the bridge is stopping"
    static let busy = "too many tests are under way; try again in a moment"
}
