import BridgeCore

extension EndpointReport {
    /// Failures in a row after which an endpoint is only probed.
    static let breakerThreshold = 5

    func status(at now: Instant) -> String {
        if !endpoint.isEnabled || disabledBecause != nil { return "disabled" }
        if let pausedUntil, now < pausedUntil { return "paused" }
        return health.isFailing ? "failing" : "healthy"
    }

    /// As the API shows it: what it is set to, credentials masked, and how it fares.
    func shown(at now: Instant) -> JSONObject {
        var object: JSONObject = ["id": .string(endpoint.key.id.text)]
        for (name, value) in endpoint.settings(revealing: false).members { object[name] = value }
        object["allow_private"] = .bool(endpoint.allowsPrivate)
        object["managed"] = .bool(isManaged)
        object["created_at"] = JSON(createdAt?.rfc3339)
        object["status"] = .string(status(at: now))
        object["position"] = .integer(position)
        object["undelivered"] = JSON(undelivered)
        object["undelivered_is_minimum"] = .bool(hasMoreUndelivered)
        object["oldest_undelivered_age_seconds"] =
            oldestUndelivered.map { .integer(max(0, (now - $0).components.seconds)) } ?? .null
        object["waiting"] = JSON(waiting)
        object["dead_letters"] = JSON(dead)
        object["breaker"] = [
            "state": .string(health.failures >= Self.breakerThreshold ? "open" : "closed"),
            "failures": JSON(health.failures), "failing_since": JSON(health.failingSince?.rfc3339),
        ]
        object["last_error"] = JSON(health.lastError)
        object["last_success_at"] = JSON(health.lastSuccess?.rfc3339)
        object["paused_until"] = JSON(pausedUntil.flatMap { now < $0 ? $0.rfc3339 : nil })
        object["disabled_because"] = JSON(disabledBecause)
        return object
    }
}

extension Schema {
    private static let batchShown = Schema.report(
        .required("max_events", .integer), .required("max_wait", .words))

    private static let authShown = Schema.report(
        .required("type", .choice(["basic", "bearer"])), .optional("user", .words),
        .optional("password", .words, "Masked."), .optional("token", .words, "Masked."))

    private static let breaker = Schema.report(
        .required(
            "state", .choice(["closed", "open"]), "open: it is only probed, until an attempt succeeds."),
        .required("failures", .count, "Since the last success."),
        .required("failing_since", .instant.orNull))

    /// What every answer about an endpoint has.
    static let endpointMembers: [Member] = [
        .required("id", .text(.endpoint)),
        .required("name", .words.orNull),
        .required("url", .words),
        .required("event_types", .list(of: .words)),
        .required("devices", .list(of: .words)),
        .required("enabled", .boolean),
        .required("ordering", .choice(["none", "device"])),
        .required("skip_after", .integer.orNull),
        .required("batch", batchShown.orNull),
        .required("max_in_flight", .integer),
        .required("rate_limit", .integer.orNull),
        .required("headers", .map(of: .words), "Values that look like credentials are masked."),
        .required("auth", authShown.orNull),
        .required(
            "client_certificate",
            Schema.report(.required("certificate", .words), .required("private_key", .words, "Masked."))
                .orNull),
        .required("retry_schedule", Schema.list(of: .words).orNull),
        .required("include_biometrics", .boolean),
        .required("include_photos", .boolean),
        .required("cloudevents", .boolean),
        .required("handshake", .boolean),
        .required("max_backlog_age", .words.orNull),
        .required("allow_private", .boolean, "Only the configuration file can set it."),
        .required("managed", .boolean, "It stands in the configuration file and cannot be changed here."),
        .required("created_at", .instant.orNull),
        .required("status", .choice(["healthy", "failing", "paused", "disabled"])),
        .required(
            "position", .count,
            "Everything up to this sequence number is delivered, not wanted, waiting or dead."),
        .required("undelivered", .count, "Events it has not had yet."),
        .required("undelivered_is_minimum", .boolean, "There are more than `undelivered` says, or may be."),
        .required("oldest_undelivered_age_seconds", .count.orNull),
        .required(
            "waiting", .count,
            "Events that wait for another attempt; counted to \(EndpointReport.exceptionsLimit)."),
        .required("dead_letters", .count, "Counted to \(EndpointReport.exceptionsLimit)."),
        .required("breaker", breaker),
        .required("last_error", .words.orNull),
        .required("last_success_at", .instant.orNull),
        .required("paused_until", .instant.orNull, "As the receiver wished (`Retry-After`)."),
        .required("disabled_because", .words.orNull),
    ]

    static let endpoint = Schema(.object(endpointMembers, isOpen: true)).named("Endpoint")

    static let newEndpoint = Schema(
        .object(
            endpointMembers + [
                .required(
                    "secret", .words.orNull,
                    "What the receiver verifies with; null where the request is repeated. `GET …/secret` shows it again."
                )
            ], isOpen: true)
    ).named("NewEndpoint")
}
