/// Names an endpoint across all tenants.
package struct EndpointKey: Hashable, Sendable, CustomStringConvertible {
    package let tenant: TenantID
    package let id: EndpointID

    package init(tenant: TenantID, id: EndpointID) {
        self.tenant = tenant
        self.id = id
    }

    package var description: String { "\(tenant)/\(id)" }
}

/// Somewhere a tenant wants its events posted to.
package struct WebhookEndpoint: Sendable, Equatable {
    package let key: EndpointKey
    package var url: WebhookURL
    /// Newest first; every one signs.
    package var secrets: [EndpointSecret]
    package var patterns: [EventPattern]
    /// Only events of these terminals; `nil`: all, and those of no terminal.
    package var serials: Set<SerialNumber>?
    /// May be reached over plain HTTP and at private addresses.
    package var allowsPrivate: Bool
    package var isEnabled: Bool
    /// Requests under way at once, at most.
    package var maximumInFlight: Int
    /// What of templates and photos it may see (`include_biometrics`, `include_photos`).
    package var shows: Set<Attachment.Kind>
    package var options: EndpointOptions
    /// For people.
    package var name: String?

    package init(
        key: EndpointKey, url: WebhookURL, secrets: [EndpointSecret], patterns: [EventPattern],
        serials: Set<SerialNumber>? = nil, allowsPrivate: Bool = false, isEnabled: Bool = true,
        maximumInFlight: Int = 16, shows: Set<Attachment.Kind> = [],
        options: EndpointOptions = EndpointOptions(), name: String? = nil
    ) {
        self.key = key
        self.url = url
        self.secrets = secrets
        self.patterns = patterns
        self.serials = serials
        self.allowsPrivate = allowsPrivate
        self.isEnabled = isEnabled
        self.maximumInFlight = maximumInFlight
        self.shows = shows
        self.options = options
        self.name = name
    }

    package func wants(_ type: EventType, of serial: SerialNumber?) -> Bool {
        guard patterns.contains(where: { $0.matches(type) }) else { return false }
        guard let serials else { return true }
        return serial.map(serials.contains) ?? false
    }

    /// Whether it is to get this event: what is about itself it does not hear.
    package func wants(_ event: LoggedEvent) -> Bool {
        event.about != key.id && wants(event.type, of: event.serial)
    }
}
