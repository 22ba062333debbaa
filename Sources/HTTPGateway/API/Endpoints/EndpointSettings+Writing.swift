import BridgeCore

extension WebhookEndpoint {
    /// What stands where a secret is not shown. In a change it says: as it is.
    static let mask = "***"

    /// What the endpoint is set to, as people may set it.
    ///
    /// - Parameter revealing: Whether credentials are in it, for a merge patch to be applied to; else they are masked.
    func settings(revealing: Bool) -> JSONObject {
        func secret(_ text: String) -> JSON { .string(revealing ? text : Self.mask) }
        var object = JSONObject()
        object["name"] = JSON(name)
        object["url"] = .string(url.text)
        object["event_types"] = .array(patterns.map { .string($0.text) })
        object["devices"] = .array(serials?.map(\.text).sorted().map(JSON.string) ?? ["*"])
        object["enabled"] = .bool(isEnabled)
        let (ordering, skip) = orderingWords
        object["ordering"] = .string(ordering)
        object["skip_after"] = JSON(skip)
        object["batch"] =
            options.batch.map { batch in
                [
                    "max_events": JSON(batch.maximumEvents),
                    "max_wait": .string(DurationText.text(of: batch.maximumWait)),
                ]
            } ?? .null
        object["max_in_flight"] = JSON(maximumInFlight)
        object["rate_limit"] = JSON(options.rateLimit)
        var headers = JSONObject()
        for header in options.headers {
            headers[header.name] = header.isSensitive ? secret(header.value) : .string(header.value)
        }
        object["headers"] = .object(headers)
        object["auth"] =
            switch options.auth {
            case nil: .null
            case .basic(let user, let password):
                ["type": "basic", "user": .string(user), "password": secret(password)]
            case .bearer(let token): ["type": "bearer", "token": secret(token)]
            }
        object["client_certificate"] =
            options.clientCertificate.map { pair in
                ["certificate": .string(pair.certificatePEM), "private_key": secret(pair.privateKeyPEM)]
            } ?? .null
        object["retry_schedule"] =
            options.retrySchedule.map { .array($0.map { .string(DurationText.text(of: $0)) }) } ?? .null
        object["include_biometrics"] = .bool(shows.contains(.biometric))
        object["include_photos"] = .bool(shows.contains(.photo))
        object["cloudevents"] = .bool(options.addsCloudEventHeaders)
        object["handshake"] = .bool(options.wantsHandshake)
        object["max_backlog_age"] = JSON(options.maximumBacklogAge.map(DurationText.text(of:)))
        return object
    }

    private var orderingWords: (ordering: String, skipAfter: Int?) {
        switch options.ordering {
        case .none: ("none", nil)
        case .device(.block): ("device", nil)
        case .device(.skip(let after)): ("device", after)
        }
    }
}

extension HeaderField {
    /// Whether the value is somebody's credential, by the name.
    fileprivate var isSensitive: Bool {
        let name = name.lowercased()
        return [
            "auth", "token", "key", "secret", "cookie", "pass", "pwd", "sign", "credential", "session", "jwt",
        ]
        .contains { name.contains($0) }
    }
}

extension JSONObject {
    /// This object with a merge patch applied (RFC 7396). `***` in place of a text that is there leaves it as it is,
    /// so that what was read can be sent back.
    func merging(_ patch: JSONObject) -> JSONObject {
        var merged = self
        for (name, value) in patch.members {
            if value == .null {
                merged[name] = nil
            } else if case .object(let inner) = value {
                let old = merged.object(name) ?? [:]
                // Another kind of credentials has nothing in common with those before.
                let isOther = inner.text("type") != nil && inner.text("type") != old.text("type")
                merged[name] = .object((isOther ? [:] : old).merging(inner))
            } else if value != .string(WebhookEndpoint.mask) || merged.text(name) == nil {
                merged[name] = value
            }
        }
        return merged
    }
}
