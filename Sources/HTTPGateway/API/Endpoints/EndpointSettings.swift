import BridgeCore

/// What people may set an endpoint to: the rules, read from JSON and written as JSON.
struct EndpointSettings: Sendable {
    /// Whether `http://` will not do.
    let requiresHTTPS: Bool
    /// Knows where webhooks may go; `nil`: nobody does before the first attempt.
    let tester: (any WebhookTester)?

    private static let biometrics = "Whether webhooks carry templates; needs the scope `biometrics:read`."

    /// The members that can be set at creation and later.
    var members: [Schema.Member] {
        [
            .optional("name", .text(.line(1...200)), "For people."),
            .required("url", .text(.webhookURL(allowingPlain: !requiresHTTPS))),
            .optional(
                "event_types", .list(of: .text(.eventPattern), 1...100),
                #"Exact types, families like "attendance.*", or "*" for all, the default. `access.recorded` and `door.state_changed` are for access control, of which no terminal tells the bridge yet."#
            ),
            .optional(
                "devices", .list(of: .text(.serialOrAll), 1...10_000),
                #"Only events of these terminals; "*" for all, the default."#),
            .optional("enabled", .boolean, "false stops deliveries and keeps the place in the log."),
            .optional(
                "ordering", .choice(["none", "device"]),
                "device: at most one request under way per terminal, and an event that failed holds back those after it of the same terminal."
            ),
            .optional(
                "skip_after", .integer(EndpointOptions.skips),
                "For ordering device: failed attempts after which an event becomes a dead letter and its terminal goes on; null: it is held until the schedule is exhausted."
            ),
            .optional(
                "batch", .batch, "Several events in one request: `{\"type\":\"batch\",\"events\":[…]}`."),
            .optional("max_in_flight", .integer(1...10_000), "Requests under way at once; 16 unless said."),
            .optional(
                "rate_limit", .integer(EndpointOptions.rateLimits), "Requests per second; null: no limit."),
            .optional(
                "headers",
                .map(
                    names: .headerName, of: .text(.headerValue), maximum: EndpointOptions.maximumHeaders),
                "Sent along with every webhook. Values that look like credentials are shown as ***."),
            .optional("auth", .auth, "How the bridge says who is calling, beside the signature."),
            .optional("client_certificate", .clientCertificate, "Shown in the TLS handshake."),
            .optional(
                "retry_schedule",
                .list(
                    of: .text(.duration(EndpointOptions.waits)), EndpointOptions.scheduleLengths),
                "Waits after the 1st, 2nd … failed attempt; null: the bridge's own."),
            .optional("include_biometrics", .boolean, Self.biometrics),
            .optional(
                "include_photos", .boolean,
                "Whether webhooks carry photos; needs the scope `biometrics:read`."),
            .optional(
                "cloudevents", .boolean, "Whether webhooks carry the CloudEvents 1.0 binary headers too."),
            .optional(
                "handshake", .boolean, "Whether the receiver must agree first (CloudEvents web hooks)."),
            .optional(
                "max_backlog_age", .text(.duration(EndpointOptions.backlogAges)),
                "What is older may be let go undelivered, which `endpoint.backlog_dropped` tells; null: the bridge's own."
            ),
            .optional(
                "allow_private",
                .refused(
                    "is only for the configuration file: over the API webhooks go to https:// addresses outside private networks"
                )),
        ]
    }

    /// The endpoint that judged members describe. The caller keeps what they do not speak of: its secrets and
    /// whether it may be at a private address.
    func endpoint(
        _ members: JSONObject, key: EndpointKey, secrets: [EndpointSecret], allowsPrivate: Bool
    ) -> Result<WebhookEndpoint, InvalidFields> {
        let url: WebhookURL
        do throws(WebhookURL.Invalid) {
            url = try WebhookURL(
                members.text("url") ?? "", allowingPlain: !requiresHTTPS || allowsPrivate)
        } catch {
            return .failure(InvalidFields(errors: [FieldError(field: "url", message: error.rule)]))
        }
        let options = EndpointOptions(members)
        let errors = Self.contradictions(members, options, isSecure: url.isSecure)
        guard errors.isEmpty else { return .failure(InvalidFields(errors: errors)) }
        let serials = members.texts("devices") ?? ["*"]
        var shows: Set<Attachment.Kind> = []
        if members.flag("include_biometrics") == true { shows.insert(.biometric) }
        if members.flag("include_photos") == true { shows.insert(.photo) }
        return .success(
            WebhookEndpoint(
                key: key, url: url, secrets: secrets,
                patterns: Self.unique(members.texts("event_types") ?? ["*"])
                    .compactMap { EventPattern($0) },
                serials: serials.contains("*") ? nil : Set(serials.compactMap { SerialNumber($0) }),
                allowsPrivate: allowsPrivate, isEnabled: members.flag("enabled") ?? true,
                maximumInFlight: members.integer("max_in_flight") ?? 16, shows: shows, options: options,
                name: members.text("name")))
    }

    /// Refuses a URL that spells out an address to which no webhook would ever go. Of the new ones only: what the
    /// configuration has opened since, or closed, is no reason to refuse another change.
    func requireReachable(_ endpoint: WebhookEndpoint) throws(Problem) {
        let isReachable = tester?.mayDeliver(to: endpoint.url, allowsPrivate: endpoint.allowsPrivate)
        guard isReachable == false else { return }
        throw .invalid([
            FieldError(
                field: "url",
                message:
                    "must not lead to this address: webhooks go to public ones and to the networks of delivery.allow_private_networks in the configuration"
            )
        ])
    }

    private static func contradictions(
        _ members: JSONObject, _ options: EndpointOptions, isSecure: Bool
    ) -> [FieldError] {
        var errors = options.contradictions(
            isSecure: isSecure, hasCertificate: options.clientCertificate != nil
        ).map { FieldError(field: $0.refusal.key, message: $0.refusal.rule) }
        if let (half, rule) = options.clientCertificate?.refusal {
            errors.append(FieldError(field: "client_certificate.\(half)", message: rule))
        }
        if members.integer("skip_after") != nil, !options.ordering.isByDevice {
            errors.append(FieldError(field: "skip_after", message: "is for ordering device only"))
        }
        var names: Set<String> = []
        for header in options.headers {
            let refusal = HeaderField.refusal(
                name: header.name, value: header.value, besideAuth: options.auth != nil)
            if let refusal {
                errors.append(FieldError(field: "headers.\(header.name)", message: refusal))
            } else if !names.insert(header.name.lowercased()).inserted {
                errors.append(
                    FieldError(
                        field: "headers.\(header.name)",
                        message: "must be set only once; upper and lower case are the same header"))
            }
        }
        return errors
    }

    private static func unique(_ texts: [String]) -> [String] {
        texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension EndpointOptions {
    /// From judged members; what contradicts itself is not seen here.
    fileprivate init(_ members: JSONObject) {
        self.init()
        if members.text("ordering") == "device" {
            ordering = .device(members.integer("skip_after").map(PoisonPolicy.skip) ?? .block)
        }
        batch = members.object("batch").map { batch in
            BatchRule(
                maximumEvents: batch.integer("max_events") ?? 100,
                maximumWait: batch.duration("max_wait") ?? .seconds(1))
        }
        rateLimit = members.integer("rate_limit")
        headers = (members.object("headers") ?? [:]).members.compactMap { name, value in
            if case .string(let text) = value { HeaderField(name: name, value: text) } else { nil }
        }
        auth = members.object("auth").flatMap { auth in
            if let user = auth.text("user"), let password = auth.text("password") {
                return .basic(user: user, password: password)
            }
            return auth.text("token").map { .bearer(token: $0) }
        }
        clientCertificate = members.object("client_certificate").flatMap { pair in
            guard let certificate = pair.text("certificate"), let key = pair.text("private_key") else {
                return nil
            }
            return ClientCertificate(certificatePEM: certificate, privateKeyPEM: key)
        }
        retrySchedule = members.texts("retry_schedule")?.compactMap(DurationText.parse)
        addsCloudEventHeaders = members.flag("cloudevents") ?? false
        wantsHandshake = members.flag("handshake") ?? false
        maximumBacklogAge = members.duration("max_backlog_age")
    }
}
