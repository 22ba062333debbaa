import BridgeCore

/// An attempt as it goes over the wire: signed now, with every secret the endpoint has.
struct WebhookRequest {
    let url: String
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    init(_ attempt: Attempt, userAgent: String) {
        url = attempt.endpoint.url.text
        let event = attempt.events[0]
        body = event.body
        headers =
            WebhookSignature.headers(
                id: event.id.description, timestamp: attempt.startedAt, body: body,
                secrets: attempt.endpoint.secrets.filter { $0.isGood(at: attempt.startedAt) }.map(\.secret))
            + [("content-type", "application/json"), ("user-agent", userAgent)]
    }
}
