import BridgeCore

let secretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func key(_ tenant: String, _ id: String = "main") -> EndpointKey {
    EndpointKey(tenant: TenantID(tenant)!, id: EndpointID(id)!)
}

func endpoint(
    _ key: EndpointKey = key("acme"), url: String = "https://example.com/hooks",
    patterns: [EventPattern] = [.all],
    allowsPrivate: Bool = false, maximumInFlight: Int = 16
) -> WebhookEndpoint {
    WebhookEndpoint(
        key: key, url: (try? WebhookURL(url, allowingPlain: true))!,
        secrets: [EndpointSecret(SigningSecret(secretText)!)],
        patterns: patterns, allowsPrivate: allowsPrivate, maximumInFlight: maximumInFlight)
}

func laneState(
    _ endpoint: WebhookEndpoint = endpoint(), position: Int64 = 0, waiting: Int = 0, nextDue: Instant? = nil,
    pausedUntil: Instant? = nil
) -> LaneState {
    LaneState(
        endpoint: endpoint, position: position, waiting: waiting, nextDue: nextDue, pausedUntil: pausedUntil)
}

func event(
    _ position: Int64, _ type: EventType = .attendanceRecorded, size: Int? = nil,
    serial: SerialNumber? = SerialNumber("SN1")
) -> LoggedEvent {
    LoggedEvent(
        position: position, id: EventID(of: ["event", "\(position)"]), type: type,
        serial: serial,
        body: size.map { [UInt8](repeating: 0x20, count: $0) } ?? Array(#"{"sequence":\#(position)}"#.utf8))
}

func page(_ positions: some Sequence<Int64>, end: Int64? = nil) -> LogPage {
    let events = positions.map { event($0) }
    return LogPage(events: events, end: end ?? events.last?.position ?? 0)
}
