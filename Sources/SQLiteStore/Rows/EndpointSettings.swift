import BridgeCore

/// What an endpoint is set to, as the JSON text of its column `settings`: everything but what is secret.
enum EndpointSettings {
    static func text(of endpoint: WebhookEndpoint) -> String {
        let options = endpoint.options
        var object: JSONObject = [
            "url": .string(endpoint.url.text),
            "event_types": .array(endpoint.patterns.map { .string($0.text) }),
            "allow_private": .bool(endpoint.allowsPrivate),
            "max_in_flight": .integer(Int64(endpoint.maximumInFlight)),
        ]
        if endpoint.shows.contains(.biometric) { object["include_biometrics"] = true }
        if endpoint.shows.contains(.photo) { object["include_photos"] = true }
        object["devices"] = endpoint.serials.map { serials in
            .array(serials.map(\.text).sorted().map(JSON.string))
        }
        object["name"] = endpoint.name.map(JSON.string)
        switch options.ordering {
        case .none: break
        case .device(.block): object["ordering"] = ["device": "block"]
        case .device(.skip(let failures)): object["ordering"] = ["device": .integer(Int64(failures))]
        }
        object["batch"] = options.batch.map { batch in
            .object([
                "max_events": .integer(Int64(batch.maximumEvents)),
                "max_wait": .integer(batch.maximumWait.milliseconds),
            ])
        }
        object["rate_limit"] = options.rateLimit.map { .integer(Int64($0)) }
        if !options.headers.isEmpty { object["headers"] = .array(options.headers.map { .string($0.name) }) }
        object["client_certificate"] = options.clientCertificate.map { .string($0.certificatePEM) }
        object["retry_schedule"] = options.retrySchedule.map { waits in
            .array(waits.map { .integer($0.milliseconds) })
        }
        if options.addsCloudEventHeaders { object["cloud_events"] = true }
        if options.wantsHandshake { object["handshake"] = true }
        object["max_backlog_age"] = options.maximumBacklogAge.map { .integer($0.milliseconds) }
        return JSON.object(object).text
    }

    /// The endpoint; `nil` where the text is none that `text` made, or `secrets` do not belong to it.
    static func endpoint(
        _ text: String, secrets: EndpointSecrets, key: EndpointKey, isEnabled: Bool
    ) -> WebhookEndpoint? {
        guard case .object(let object)? = try? JSONReader.read(Array(text.utf8)),
            let address = object["url"]?.string, let url = try? WebhookURL(address, allowingPlain: true),
            let patterns = object["event_types"]?.strings,
            let options = options(object, secrets: secrets)
        else { return nil }
        var shows: Set<Attachment.Kind> = []
        if object["include_biometrics"]?.bool == true { shows.insert(.biometric) }
        if object["include_photos"]?.bool == true { shows.insert(.photo) }
        return WebhookEndpoint(
            key: key, url: url, secrets: secrets.signing,
            patterns: patterns.compactMap(EventPattern.init),
            serials: object["devices"]?.strings.map { Set($0.compactMap { SerialNumber($0) }) },
            allowsPrivate: object["allow_private"]?.bool ?? false, isEnabled: isEnabled,
            maximumInFlight: object["max_in_flight"]?.int ?? 16, shows: shows, options: options,
            name: object["name"]?.string)
    }

    private static func options(_ object: JSONObject, secrets: EndpointSecrets) -> EndpointOptions? {
        var options = EndpointOptions()
        if let ordering = object["ordering"] {
            guard let known = Self.ordering(ordering) else { return nil }
            options.ordering = known
        }
        if case .object(let batch)? = object["batch"] {
            guard let events = batch["max_events"]?.int, let wait = batch["max_wait"]?.int else { return nil }
            options.batch = BatchRule(maximumEvents: events, maximumWait: .milliseconds(wait))
        }
        let names = object["headers"]?.strings ?? []
        guard names.count == secrets.headerValues.count else { return nil }
        options.rateLimit = object["rate_limit"]?.int
        options.headers = zip(names, secrets.headerValues).map { HeaderField(name: $0, value: $1) }
        options.auth = secrets.auth
        if let certificate = object["client_certificate"]?.string {
            guard let privateKey = secrets.privateKey else { return nil }
            options.clientCertificate = ClientCertificate(
                certificatePEM: certificate, privateKeyPEM: privateKey)
        }
        if case .array(let waits)? = object["retry_schedule"] {
            options.retrySchedule = waits.compactMap(\.int).map { .milliseconds($0) }
        }
        options.addsCloudEventHeaders = object["cloud_events"]?.bool ?? false
        options.wantsHandshake = object["handshake"]?.bool ?? false
        options.maximumBacklogAge = object["max_backlog_age"]?.int.map { .milliseconds($0) }
        return options
    }

    private static func ordering(_ value: JSON) -> DeliveryOrdering? {
        guard case .object(let object) = value, let policy = object["device"] else { return nil }
        if policy.string == "block" { return .device(.block) }
        return policy.int.map { .device(.skip(after: $0)) }
    }
}
