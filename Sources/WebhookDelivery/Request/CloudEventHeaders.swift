import BridgeCore

/// A webhook's headers as CloudEvents 1.0 in binary mode has them; `ce-id` is its `webhook-id`.
///
/// `ce-source` is `/tenants/<tenant>`, followed by `/devices/<serial>` for what comes of a terminal; its serial is
/// also `ce-subject`. `content-type` says what the data is.
enum CloudEventHeaders {
    static func of(_ event: LoggedEvent, _ endpoint: WebhookEndpoint) -> [(name: String, value: String)] {
        var headers = attributes(
            id: event.id.description, type: event.type.rawValue, endpoint, serial: event.serial)
        if let time = time(of: event.body) { headers.append(("ce-time", time)) }
        return headers
    }

    /// A batch is one CloudEvent of the type `batch`, whose data are the events. It has no time of its own: that
    /// would differ from attempt to attempt.
    static func ofBatch(
        _ id: String, _ events: [LoggedEvent], _ endpoint: WebhookEndpoint
    ) -> [(name: String, value: String)] {
        let serial = events.first?.serial
        let isOfOne = events.allSatisfy { $0.serial == serial }
        return attributes(id: id, type: "batch", endpoint, serial: isOfOne ? serial : nil)
    }

    private static func attributes(
        id: String, type: String, _ endpoint: WebhookEndpoint, serial: SerialNumber?
    ) -> [(name: String, value: String)] {
        let tenant = "/tenants/\(endpoint.key.tenant)"
        var headers = [
            (name: "ce-specversion", value: "1.0"), ("ce-id", id), ("ce-type", type),
            ("ce-source", serial.map { "\(tenant)/devices/\($0.text)" } ?? tenant),
        ]
        if let serial { headers.append(("ce-subject", serial.text)) }
        return headers
    }

    /// The event's own `timestamp`, which stands near the beginning of its body.
    private static func time(of body: [UInt8]) -> String? {
        let head = body.prefix(200)
        guard let name = head.firstRange(of: key) else { return nil }
        let rest = head[name.upperBound...]
        guard let end = rest.firstIndex(of: UInt8(ascii: "\"")), 20...30 ~= end - rest.startIndex else {
            return nil
        }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private static let key = Array(#""timestamp":""#.utf8)
}
