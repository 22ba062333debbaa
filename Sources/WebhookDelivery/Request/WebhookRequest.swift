import BridgeCore
import Crypto

/// An attempt as it goes over the wire: signed now, with every secret of the endpoint that is still good.
struct WebhookRequest {
    let headers: [(name: String, value: String)]
    /// `nil` where nothing is sent but the question whether webhooks are wanted.
    let body: [UInt8]?

    var asksForAgreement: Bool { body == nil }

    /// - Parameter origin: What the bridge calls itself when it asks whether webhooks are wanted.
    init(_ attempt: Attempt, userAgent: String, origin: String) {
        let endpoint = attempt.endpoint
        switch attempt.load {
        case .event(let event):
            let cloudEvent =
                endpoint.options.addsCloudEventHeaders ? CloudEventHeaders.of(event, endpoint) : []
            body = event.body
            headers =
                Self.signed(event.id.description, event.body, attempt) + cloudEvent
                + Self.common(endpoint, userAgent)
        case .batch(let events):
            let (id, joined) = (BatchID.text(of: events), Self.joined(events))
            let cloudEvent =
                endpoint.options.addsCloudEventHeaders
                ? CloudEventHeaders.ofBatch(id, events, endpoint) : []
            body = joined
            headers = Self.signed(id, joined, attempt) + cloudEvent + Self.common(endpoint, userAgent)
        case .handshake:
            body = nil
            let rate = endpoint.options.rateLimit.map { [("webhook-request-rate", String($0 * 60))] } ?? []
            headers = [("webhook-request-origin", origin)] + rate + Self.common(endpoint, userAgent)
        }
    }

    private static func signed(
        _ id: String, _ body: [UInt8], _ attempt: Attempt
    ) -> [(name: String, value: String)] {
        WebhookSignature.headers(
            id: id, timestamp: attempt.startedAt, body: body,
            secrets: attempt.endpoint.secrets.filter { $0.isGood(at: attempt.startedAt) }.map(\.secret))
            + [("content-type", "application/json")]
    }

    /// What goes with every request. A header the bridge sets itself is never taken from the endpoint, although
    /// none should have come this far.
    private static func common(
        _ endpoint: WebhookEndpoint, _ userAgent: String
    ) -> [(name: String, value: String)] {
        var headers = [(name: "user-agent", value: userAgent)]
        switch endpoint.options.auth {
        case .basic(let user, let password):
            headers.append(("authorization", "Basic " + Base64.encode(Array("\(user):\(password)".utf8))))
        case .bearer(let token): headers.append(("authorization", "Bearer " + token))
        case nil: break
        }
        for header in endpoint.options.headers where !HeaderField.isReserved(header.name) {
            headers.append((header.name, header.value))
        }
        return headers
    }

    /// `{"type":"batch","events":[…]}` around the bytes of the events as they are stored.
    private static func joined(_ events: [LoggedEvent]) -> [UInt8] {
        var body = [UInt8]()
        body.reserveCapacity(32 + events.reduce(0) { $0 + $1.body.count + 1 })
        body.append(contentsOf: #"{"type":"batch","events":["#.utf8)
        for (place, event) in events.enumerated() {
            if place > 0 { body.append(UInt8(ascii: ",")) }
            body.append(contentsOf: event.body)
        }
        body.append(contentsOf: "]}".utf8)
        return body
    }
}
