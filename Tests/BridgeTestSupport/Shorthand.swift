package import BridgeCore

extension EventOrigin {
    /// The first event for a fact, for facts that make but one.
    package func event(for fact: Fact, in zone: DeviceZone) -> EventDraft {
        var events: [EventDraft] = []
        append(eventsFor: fact, in: zone, to: &events)
        return events[0]
    }
}

extension CommandQueue {
    /// Orders nobody is asked about.
    package func enqueue(
        _ orders: [CommandOrder], at now: Instant, completion: @escaping Completion<[CommandRecord]>
    ) {
        enqueue(orders, at: now, noting: nil, completion: completion)
    }

    package func cancel(
        _ number: CommandNumber, of tenant: TenantID, at now: Instant,
        completion: @escaping Completion<CommandRecord?>
    ) {
        cancel(number, of: tenant, at: now, noting: Sample.note(), completion: completion)
    }
}

/// Changes whose note does not matter.
extension EndpointBook {
    package func create(
        _ endpoint: WebhookEndpoint, at now: Instant, completion: @escaping Completion<EndpointEdit>
    ) {
        create(endpoint, at: now, noting: Sample.note(), completion: completion)
    }

    package func change(
        _ key: EndpointKey, at now: Instant, completion: @escaping Completion<EndpointEdit>,
        _ change: @escaping @Sendable (WebhookEndpoint) -> WebhookEndpoint
    ) {
        self.change(key, at: now, noting: Sample.note(), completion: completion, change)
    }

    package func remove(_ key: EndpointKey, at now: Instant, completion: @escaping Completion<EndpointEdit>) {
        remove(key, at: now, noting: Sample.note(), completion: completion)
    }
}

extension EventLibrary {
    package func replay(
        _ order: ReplayOrder, at now: Instant, completion: @escaping Completion<ReplayAnswer?>
    ) {
        replay(order, at: now, noting: Sample.note(), completion: completion)
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
