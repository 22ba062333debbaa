import BridgeCore

/// Writes one entry of `endpoints`, with `***` for secrets, credentials and what headers hold.
enum EndpointWriter {
    /// - Parameter certificate: The files of `client_certificate`.
    static func write(_ endpoint: WebhookEndpoint, certificate: TLSFiles?, to section: inout YAMLWriter) {
        section.text("id", endpoint.key.id.text)
        section.text("name", endpoint.name)
        section.text("url", endpoint.url.text)
        section.secret("secret", isSet: true)
        section.texts("previous_secrets", endpoint.secrets.dropFirst().map { _ in "***" })
        section.texts("event_types", endpoint.patterns.map(\.text))
        section.texts("devices", endpoint.serials.map { $0.map(\.text).sorted() } ?? ["*"])
        section.word("allow_private", endpoint.allowsPrivate)
        section.word("enabled", endpoint.isEnabled)
        section.word("max_in_flight", endpoint.maximumInFlight)
        section.word("include_biometrics", endpoint.shows.contains(.biometric))
        section.word("include_photos", endpoint.shows.contains(.photo))
        write(endpoint.options, certificate: certificate, to: &section)
    }

    /// An option that is not set is an empty key: for most of them no value says "none".
    private static func write(
        _ options: EndpointOptions, certificate: TLSFiles?, to section: inout YAMLWriter
    ) {
        write(options.ordering, to: &section)
        if let batch = options.batch {
            section.mapping("batch") { section in
                section.word("max_events", batch.maximumEvents)
                section.duration("max_wait", batch.maximumWait)
            }
        } else {
            section.text("batch", nil)
        }
        section.word("rate_limit", ifSet: options.rateLimit)
        if options.headers.isEmpty {
            section.text("headers", nil)
        } else {
            section.mapping("headers") { section in
                for header in options.headers { section.text(quoting: header.name, "***") }
            }
        }
        write(options.auth, to: &section)
        if let certificate {
            section.mapping("client_certificate") { section in
                section.text("certificate", certificate.certificate)
                section.text("private_key", certificate.privateKey)
            }
        } else {
            section.text("client_certificate", nil)
        }
        if let schedule = options.retrySchedule {
            section.words("retry_schedule", schedule.map(DurationText.text))
        } else {
            section.text("retry_schedule", nil)
        }
        section.word("cloudevents", options.addsCloudEventHeaders)
        section.word("handshake", options.wantsHandshake)
        section.text("max_backlog_age", options.maximumBacklogAge.map(DurationText.text))
    }

    private static func write(_ ordering: DeliveryOrdering, to section: inout YAMLWriter) {
        let (word, skip): (String, Int?) =
            switch ordering {
            case .none: ("none", nil)
            case .device(.block): ("device", nil)
            case .device(.skip(let attempts)): ("device", attempts)
            }
        section.word("ordering", word)
        section.word("skip_after", ifSet: skip)
    }

    private static func write(_ auth: EndpointAuth?, to section: inout YAMLWriter) {
        switch auth {
        case nil: section.text("auth", nil)
        case .basic:
            section.mapping("auth") { section in
                section.word("type", "basic")
                section.secret("user", isSet: true)
                section.secret("password", isSet: true)
            }
        case .bearer:
            section.mapping("auth") { section in
                section.word("type", "bearer")
                section.secret("token", isSet: true)
            }
        }
    }
}
