package import BridgeCore

extension EventOrigin {
    /// The first event for a fact, for facts that make but one.
    package func event(for fact: Fact, in zone: DeviceZone) -> EventDraft {
        var events: [EventDraft] = []
        append(eventsFor: fact, in: zone, to: &events)
        return events[0]
    }
}

extension Outbox {
    /// A page without attachments.
    package func read(
        _ tenant: TenantID, after position: Int64, limit: Int
    ) throws(StoreError) -> LogPage {
        try read(tenant, after: position, limit: limit, showing: [])
    }

    /// Due events without attachments.
    package func due(
        _ endpoint: EndpointKey, by now: Instant, limit: Int, excluding excluded: Set<Int64>
    ) throws(StoreError) -> DuePage {
        try due(endpoint, by: now, limit: limit, excluding: excluded, showing: [])
    }
}
