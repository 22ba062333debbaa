import BridgeCore

extension EndpointOptions {
    private enum Ordering: String, CaseIterable { case none, device }
    private enum AuthType: String, CaseIterable { case basic, bearer }

    /// All but the client certificate, which is in files: reading a configuration opens none.
    static func read(_ section: inout Section) -> EndpointOptions {
        var options = EndpointOptions()
        options.ordering = readOrdering(&section)
        options.batch = section.optionalSection("batch", BatchRule.read)
        options.rateLimit = section.optional("rate_limit", .integer(in: rateLimits))
        options.auth = section.optionalSection("auth", readAuth)
        options.headers = readHeaders(&section)
        options.retrySchedule = section.list(
            "retry_schedule", of: .duration(in: waits), count: scheduleLengths, default: nil)
        options.addsCloudEventHeaders = section.value("cloudevents", .boolean, default: false)
        options.wantsHandshake = section.value("handshake", .boolean, default: false)
        options.maximumBacklogAge = section.optional("max_backlog_age", .duration(in: backlogAges))
        return options
    }

    private static func readOrdering(_ section: inout Section) -> DeliveryOrdering {
        let ordering = section.value(
            "ordering", .choice(Ordering.allCases.map { ($0.rawValue, $0) }), default: .none)
        let skip = section.optional("skip_after", .integer(in: skips))
        switch ordering {
        case .none:
            if section.has("skip_after") { section.refuse("skip_after", "is for ordering: device only") }
            return .none
        case .device: return .device(skip.map(PoisonPolicy.skip) ?? .block)
        }
    }

    private static func readAuth(_ section: inout Section) -> EndpointAuth? {
        let type = section.required("type", .choice(AuthType.allCases.map { ($0.rawValue, $0) }))
        let user = section.optional("user", .credential(EndpointAuth.refusal(user:)))
        let password = section.optional("password", .credential(EndpointAuth.refusal(password:)))
        let token = section.optional("token", .credential(EndpointAuth.refusal(token:)))
        guard let type else { return nil }
        let (needed, foreign) =
            switch type {
            case .basic: (["user", "password"], ["token"])
            case .bearer: (["token"], ["user", "password"])
            }
        for key in needed where !section.has(key) {
            section.refuse(key, "is required where type is \(type.rawValue)")
        }
        for key in foreign where section.has(key) {
            section.refuse(key, "must not be set where type is \(type.rawValue)")
        }
        switch type {
        case .basic: return user.flatMap { user in password.map { .basic(user: user, password: $0) } }
        case .bearer: return token.map { .bearer(token: $0) }
        }
    }

    private static func readHeaders(_ section: inout Section) -> [HeaderField] {
        let besideAuth = section.has("auth")
        var names: Set<String> = []
        return section.pairs("headers", count: 0...maximumHeaders) { name, value throws(Breach) in
            if let refusal = HeaderField.refusal(name: name, value: value, besideAuth: besideAuth) {
                throw Breach(refusal)
            }
            guard names.insert(name.lowercased()).inserted else {
                throw Breach("must be set only once; upper and lower case are the same header")
            }
            return HeaderField(name: name, value: value)
        }
    }
}

extension BatchRule {
    static let defaults = BatchRule(maximumEvents: 100, maximumWait: .seconds(1))

    static func read(_ section: inout Section) -> BatchRule {
        BatchRule(
            maximumEvents: section.value(
                "max_events", .integer(in: sizes), default: defaults.maximumEvents),
            maximumWait: section.value("max_wait", .duration(in: waits), default: defaults.maximumWait))
    }
}
