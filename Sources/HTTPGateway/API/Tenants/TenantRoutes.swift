import BridgeCore

/// The customers of whoever runs the bridge.
struct TenantRoutes: Sendable {
    let book: any TenantBook
    let authentication: Authentication
    let directory: DeviceDirectory
    let threads: ReadingThreads

    private static let id = ["id": Schema.text(.tenant)]
    private static let managed = Operation.Refusal(status: 409, summary: "The configuration file has it.")

    var routes: [Route] {
        [
            Route(
                "GET", "/v1/tenants", .admin(list),
                Operation(
                    group: "Tenants", summary: "Tenants, by id", query: [.limit, .after(.text(.tenant))],
                    answer: .ok("A page.", .page(of: .tenant)))),
            Route(
                "POST", "/v1/tenants", .admin(create),
                Operation(
                    group: "Tenants", summary: "Make a tenant", body: .tenantOrder,
                    answer: .created("It is there.", .tenant),
                    refusals: [.init(status: 409, summary: "There is or was a tenant of this id.")])),
            Route(
                "GET", "/v1/tenants/{id}", .admin(show),
                Operation(
                    group: "Tenants", summary: "A tenant", path: Self.id, answer: .ok("The tenant.", .tenant))
            ),
            Route(
                "PATCH", "/v1/tenants/{id}", .admin(rename),
                Operation(
                    group: "Tenants", summary: "Rename a tenant", path: Self.id, body: .tenantPatch,
                    answer: .ok("The tenant as it is now.", .tenant), refusals: [Self.managed])),
            Route(
                "DELETE", "/v1/tenants/{id}", .admin(remove),
                Operation(
                    group: "Tenants", summary: "Remove a tenant and all it has",
                    details:
                        "Its keys stop at once and its terminals are nobody's; the answer comes when its log is gone too. The id is not given again.",
                    path: Self.id, answer: .ok("What was removed.", .tenantRemoval),
                    refusals: [Self.managed])),
        ]
    }

    private static func id(_ request: AdminRequest) throws(Problem) -> TenantID {
        guard let id = TenantID(request.captured[0]) else { throw .noTenant }
        return id
    }

    @Sendable private func list(_ request: AdminRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query()
        let (after, limit) = (query.text("after").flatMap { TenantID($0) }, query.limit)
        threads.run(answer) { () throws(Problem) in
            let found = try stored { () throws(StoreError) in
                try book.tenants(after: after, limit: limit + 1)
            }
            return .page(found, limit: limit, place: \.id.text) { $0.value($1.shown) }
        }
    }

    @Sendable private func show(_ request: AdminRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let id = try Self.id(request)
        threads.run(answer) { () throws(Problem) in
            let report = try stored { () throws(StoreError) in try book.tenant(id) }
            guard let report else { throw .noTenant }
            return APIReply(200) { $0.value(report.shown) }
        }
    }

    @Sendable private func create(_ request: AdminRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let fields = try request.fields()
        guard let id = fields.text("id").flatMap({ TenantID($0) }) else { throw .noTenant }
        let path = "/v1/tenants/\(id)"
        let note = request.note(fields, object: path)
        book.create(id, name: fields.text("name") ?? id.text, noting: note) { [authentication] result in
            let made = Self.report(result)
            if case .success = made { authentication.add(id) }
            answer(
                made.map { report in
                    APIReply(201, headers: [("Location", path)]) { $0.value(report.shown) }
                })
        }
    }

    @Sendable private func rename(_ request: AdminRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (id, fields) = (try Self.id(request), try request.fields())
        // Null sets it back to what it is unless said.
        guard fields["name"] != nil else { return try show(request, answer) }
        book.rename(id, to: fields.text("name") ?? id.text, noting: request.note(fields)) { result in
            answer(Self.report(result).map { report in APIReply(200) { $0.value(report.shown) } })
        }
    }

    @Sendable private func remove(_ request: AdminRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let id = try Self.id(request)
        book.remove(id, noting: request.note()) { [authentication, directory] removal in
            authentication.remove(id)
            for serial in removal.devices {
                directory.put(serial) { device in
                    // Somebody may have claimed it in the transaction behind.
                    if device.tenant == id { device.release() }
                }
            }
        } completion: { result in
            answer(
                result.mapError(Problem.store).flatMap { removed in
                    switch removed {
                    case .done(let removal): .success(APIReply(200) { $0.value(removal.shown(of: id)) })
                    case .absent: .failure(.noTenant)
                    case .managed: .failure(.managed("tenant"))
                    }
                })
        }
    }

    private static func report(_ result: Result<TenantEdit, StoreError>) -> Result<TenantReport, Problem> {
        result.mapError(Problem.store).flatMap { edit in
            switch edit {
            case .done(let report): .success(report)
            case .absent: .failure(.noTenant)
            case .managed: .failure(.managed("tenant"))
            case .taken:
                .failure(
                    Problem(
                        status: 409, code: "tenant_exists",
                        detail: "there is or was a tenant of this id; ids are not given twice"))
            }
        }
    }
}

extension Problem {
    fileprivate static let noTenant = Problem.notFound("tenant of this id")

    static func managed(_ what: String) -> Problem {
        Problem(
            status: 409, code: "managed_by_configuration",
            detail: "the configuration file has this \(what); change it there")
    }
}

extension TenantReport {
    fileprivate var shown: JSON {
        [
            "id": .string(id.text), "name": .string(name), "managed": .bool(isManaged),
            "created_at": JSON(createdAt?.rfc3339),
        ]
    }
}

extension TenantRemoval {
    fileprivate func shown(of id: TenantID) -> JSON {
        [
            "id": .string(id.text), "keys": JSON(keys), "endpoints": JSON(endpoints),
            "devices": .array(devices.map { .string($0.text) }), "commands": JSON(commands),
            "events": JSON(events), "answers": JSON(answers), "states": JSON(states),
        ]
    }
}

extension Schema {
    fileprivate static let tenantOrder = Schema.object(
        .required("id", .text(.tenant), "For ever: events and their ids hang on it."),
        .optional("name", .text(.line(1...200)), "The id unless said.")
    ).named("TenantOrder")

    fileprivate static let tenantPatch = Schema.object(.optional("name", .text(.line(1...200))))
        .named("TenantPatch")

    fileprivate static let tenant = Schema.report(
        .required("id", .text(.tenant)), .required("name", .words),
        .required("managed", .boolean, "Whether the configuration file has it."),
        .required("created_at", .instant.orNull)
    ).named("Tenant")

    fileprivate static let tenantRemoval = Schema.report(
        .required("id", .text(.tenant)), .required("keys", .count), .required("endpoints", .count),
        .required(
            "devices", .list(of: .text(.serial)),
            "Terminals that are nobody's now; what they told of themselves and when they were heard is forgotten."
        ),
        .required("commands", .count), .required("events", .count),
        .required("answers", .count, "Kept answers to requests under an `Idempotency-Key`."),
        .required(
            "states", .count, "What was known of people and templates on its terminals, to tell what is news."
        )
    ).named("TenantRemoval")
}
