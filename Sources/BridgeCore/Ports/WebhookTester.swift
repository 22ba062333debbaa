/// Sends a webhook at once, outside the log and the endpoint's turn, so that a person sees what comes of it.
package protocol WebhookTester: Sendable {
    /// One attempt under the endpoint's own rules; calls back when it ended, on any thread.
    func deliver(
        _ event: LoggedEvent, to endpoint: WebhookEndpoint,
        completion: @escaping @Sendable (AttemptRecord) -> Void)

    /// Whether a webhook may go where a URL leads, as far as the URL itself says: a host's name is judged only when
    /// it has been looked up.
    func mayDeliver(to url: WebhookURL, allowsPrivate: Bool) -> Bool
}
