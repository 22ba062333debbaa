/// Sends a webhook at once, outside the log and the endpoint's turn, so that a person sees what comes of it.
package protocol WebhookTester: Sendable {
    /// One attempt under the endpoint's own rules; calls back when it ended, on any thread.
    func deliver(
        _ event: LoggedEvent, to endpoint: WebhookEndpoint,
        completion: @escaping @Sendable (AttemptRecord) -> Void)
}
