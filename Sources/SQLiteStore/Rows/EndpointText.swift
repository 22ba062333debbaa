import BridgeCore

/// What an endpoint is set to, as the JSON text of its column. Position and pauses have columns of their own.
enum EndpointText {
    static func write(_ endpoint: WebhookEndpoint) -> String {
        var object: JSONObject = [
            "url": .string(endpoint.url.text),
            "secrets": .array(endpoint.secrets.map { .string($0.secret.revealed) }),
            "event_types": .array(endpoint.patterns.map { .string($0.text) }),
            "allow_private": .bool(endpoint.allowsPrivate),
            "max_in_flight": .integer(Int64(endpoint.maximumInFlight)),
        ]
        if endpoint.shows.contains(.biometric) { object["include_biometrics"] = true }
        if endpoint.shows.contains(.photo) { object["include_photos"] = true }
        object["devices"] = endpoint.serials.map { serials in
            .array(serials.map(\.text).sorted().map(JSON.string))
        }
        return JSON.object(object).text
    }

    /// `nil` where the text is none that `write` made.
    static func read(_ text: String, key: EndpointKey, isEnabled: Bool) -> WebhookEndpoint? {
        guard case .object(let object)? = try? JSONReader.read(Array(text.utf8)),
            let address = object["url"]?.string, let url = try? WebhookURL(address, allowingPlain: true),
            let secrets = object["secrets"]?.strings, let patterns = object["event_types"]?.strings
        else { return nil }
        var shows: Set<Attachment.Kind> = []
        if object["include_biometrics"]?.bool == true { shows.insert(.biometric) }
        if object["include_photos"]?.bool == true { shows.insert(.photo) }
        return WebhookEndpoint(
            key: key, url: url, secrets: secrets.compactMap { SigningSecret($0).map { EndpointSecret($0) } },
            patterns: patterns.compactMap(EventPattern.init),
            serials: object["devices"]?.strings.map { Set($0.compactMap { SerialNumber($0) }) },
            allowsPrivate: object["allow_private"]?.bool ?? false, isEnabled: isEnabled,
            maximumInFlight: object["max_in_flight"]?.int ?? 16, shows: shows)
    }
}
