import BridgeCore
import Crypto

/// Webhook endpoints over the API: look, make, change, remove.
struct EndpointRoutes: Sendable {
    let book: any EndpointBook
    let settings: EndpointSettings
    let threads: ReadingThreads

    static let id = ["id": Schema.text(.endpoint)]
    static let managed = Operation.Refusal(status: 409, summary: "The configuration file has it.")

    var routes: [Route] {
        [
            Route(
                "GET", "/v1/endpoints", .scope(.endpointsRead, list),
                Operation(
                    group: "Endpoints", summary: "Endpoints and how they fare, by id",
                    query: [.limit, .after(.text(.endpoint))], answer: .ok("A page.", .page(of: .endpoint)))),
            Route(
                "POST", "/v1/endpoints", .scope(.endpointsWrite, create),
                Operation(
                    group: "Endpoints", summary: "Make an endpoint",
                    details: "It gets the events that come from now on; `replay` brings earlier ones.",
                    body: Schema.object(Self.creation + settings.members).named("EndpointOrder"),
                    answer: .created("It is there.", .newEndpoint),
                    refusals: [.init(status: 409, summary: "There is one of this id already.")])),
            Route(
                "GET", "/v1/endpoints/{id}", .scope(.endpointsRead, show),
                Operation(
                    group: "Endpoints", summary: "An endpoint and how it fares", path: Self.id,
                    answer: .ok("The endpoint.", .endpoint))),
            Route(
                "PATCH", "/v1/endpoints/{id}", .scope(.endpointsWrite, change),
                Operation(
                    group: "Endpoints", summary: "Change an endpoint",
                    details:
                        "A merge patch (RFC 7396): what is left out stays, null sets an option back to its default. Enabling one that was disabled goes on where it stands.",
                    path: Self.id, body: Schema.object(settings.members).patch.named("EndpointPatch"),
                    answer: .ok("The endpoint as it is now.", .endpoint), refusals: [Self.managed])),
            Route(
                "DELETE", "/v1/endpoints/{id}", .scope(.endpointsWrite, remove),
                Operation(
                    group: "Endpoints", summary: "Remove an endpoint and what waits for it",
                    details: "The events stay in the log.", path: Self.id, answer: .gone("It is gone."),
                    refusals: [Self.managed])),
        ]
    }

    /// What can only be said at creation.
    private static let creation: [Schema.Member] = [
        .optional("id", .text(.endpoint), "`ep_…` unless said."),
        .optional("secret", .text(.secret), "Made by the bridge unless said."),
        .optional("secret_type", .secretType, "Of the secret the bridge makes; symmetric unless said."),
    ]

    /// The endpoint a path names.
    static func key(_ request: TenantRequest) throws(Problem) -> EndpointKey {
        guard let id = EndpointID(request.captured[0]) else { throw .noEndpoint }
        return EndpointKey(tenant: request.access.tenant, id: id)
    }

    @Sendable private func list(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query()
        let (tenant, now, limit) = (request.access.tenant, request.now, query.limit)
        let after = query.text("after").flatMap { EndpointID($0) }
        threads.run(answer) { () throws(Problem) in
            let found = try stored { () throws(StoreError) in
                try book.endpoints(of: tenant, after: after, limit: limit + 1)
            }
            return .page(found, limit: limit, place: \.endpoint.key.id.text) {
                $0.value(.object($1.shown(at: now)))
            }
        }
    }

    @Sendable private func show(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (key, now) = (try Self.key(request), request.now)
        threads.run(answer) { () throws(Problem) in
            let report = try stored { () throws(StoreError) in try book.endpoint(key) }
            guard let report else { throw .noEndpoint }
            return APIReply(200) { $0.value(.object(report.shown(at: now))) }
        }
    }

    @Sendable private func create(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let fields = try request.fields()
        let id = fields.text("id") ?? "ep_" + Base64.encodeURLSafe(SecureRandom.bytes(12))
        guard let id = EndpointID(id) else { throw .noEndpoint }
        let secret = try SigningSecret.chosen(by: fields)
        let key = EndpointKey(tenant: request.access.tenant, id: id)
        let read = settings.endpoint(
            fields, key: key, secrets: [EndpointSecret(secret)], allowsPrivate: false)
        let endpoint: WebhookEndpoint
        switch read {
        case .success(let read): endpoint = read
        case .failure(let invalid): throw .invalid(invalid.errors)
        }
        try settings.requireReachable(endpoint)
        if !endpoint.shows.isEmpty { try request.access.require(.biometricsRead) }
        let now = request.now
        let note = request.note(
            fields, object: "/v1/endpoints/\(id)", details: ["id": .string(id.text)])
        book.create(endpoint, at: now, noting: note) { result in
            answer(
                Self.report(result).map { report in
                    APIReply(201, headers: [("Location", "/v1/endpoints/\(id)")]) { writer, isRevealing in
                        var object = report.shown(at: now)
                        object["secret"] = isRevealing ? .string(secret.shown) : .null
                        writer.value(.object(object))
                    }
                })
        }
    }

    @Sendable private func change(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (key, patch, now) = (try Self.key(request), try request.fields(), request.now)
        let (settings, access) = (self.settings, request.access)
        let refusal = Refusal()
        var details: JSONObject = ["id": .string(key.id.text)]
        if let isEnabled = patch.flag("enabled") { details["enabled"] = .bool(isEnabled) }
        book.change(key, at: now, noting: request.note(patch, details: details)) { result in
            if let problem = refusal.problem { return answer(.failure(problem)) }
            answer(
                Self.report(result).map { report in
                    APIReply(200) { $0.value(.object(report.shown(at: now))) }
                })
        } _: { endpoint in
            refusal.noting(endpoint) { () throws(Problem) in
                try settings.changed(endpoint, by: patch, access)
            }
        }
    }

    @Sendable private func remove(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let key = try Self.key(request)
        let note = request.note(details: ["id": .string(key.id.text)])
        book.remove(key, at: request.now, noting: note) { result in
            answer(Self.report(result).map { _ in .nothing })
        }
    }

    /// The endpoint after a change, or why there was none.
    static func report(_ result: Result<EndpointEdit, StoreError>) -> Result<EndpointReport, Problem> {
        result.mapError(Problem.store).flatMap { edit in
            switch edit {
            case .done(let report): .success(report)
            case .absent: .failure(.noEndpoint)
            case .taken:
                .failure(
                    Problem(
                        status: 409, code: "endpoint_exists",
                        detail: "there is an endpoint of this id already"))
            case .managed:
                .failure(
                    Problem(
                        status: 409, code: "managed_by_configuration",
                        detail: "the configuration file has this endpoint; change it there"))
            }
        }
    }
}

extension EndpointSettings {
    /// The endpoint with a merge patch applied.
    fileprivate func changed(
        _ endpoint: WebhookEndpoint, by patch: JSONObject, _ access: TenantAccess
    ) throws(Problem) -> WebhookEndpoint {
        let members = endpoint.settings(revealing: true).merging(patch)
        let errors = Schema.object(self.members).breaches(of: .object(members))
        // An address that may be private is the configuration's; a new one is not.
        let isMoved = members.text("url") != endpoint.url.text
        let kept = endpoint.allowsPrivate && !isMoved
        guard errors.isEmpty || (kept && errors.allSatisfy { $0.field == "url" }) else {
            throw .invalid(errors)
        }
        switch self.endpoint(members, key: endpoint.key, secrets: endpoint.secrets, allowsPrivate: kept) {
        case .failure(let invalid): throw .invalid(invalid.errors)
        case .success(let changed):
            if isMoved { try requireReachable(changed) }
            // Whoever may not see templates must not have them sent elsewhere either.
            if !changed.shows.isEmpty, isMoved || changed.shows != endpoint.shows {
                try access.require(.biometricsRead)
            }
            return changed
        }
    }
}

extension Problem {
    static let noEndpoint = Problem.notFound("endpoint of this id")
}
