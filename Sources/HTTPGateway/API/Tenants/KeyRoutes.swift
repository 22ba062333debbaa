import BridgeCore
import Crypto

/// What opens the API for a tenant. Only the admin key makes and ends keys: no scope is for that.
struct KeyRoutes: Sendable {
    let book: any KeyBook
    let authentication: Authentication
    let threads: ReadingThreads

    /// What a key may do unless said: all but what shows templates and photos, and what gives terminals any text.
    private static let usualScopes = KeyScope.allCases.filter { $0 != .commandsRaw && $0 != .biometricsRead }
    private static let lives = Duration.seconds(60)...Duration.seconds(3650 * 86400)

    var routes: [Route] {
        [
            Route(
                "GET", "/v1/keys", .adminForTenant(list),
                Operation(
                    group: "Tenants", summary: "A tenant's keys, by id; never the keys themselves",
                    query: [.limit, .after(.text(.key))], answer: .ok("A page.", .page(of: .key)))),
            Route(
                "POST", "/v1/keys", .adminForTenant(create),
                Operation(
                    group: "Tenants", summary: "Make a key",
                    details:
                        "The answer shows it, this once: where the request is repeated under its `Idempotency-Key`, `key` is null.",
                    body: .keyOrder(usual: Self.usualScopes, Self.lives), isBodyOptional: true,
                    answer: .created("It opens from now on.", .newKey),
                    refusals: [.init(status: 409, summary: "There is a key of this id already.")])),
            Route(
                "DELETE", "/v1/keys/{id}", .adminForTenant(revoke),
                Operation(
                    group: "Tenants", summary: "End a key at once", path: ["id": .text(.key)],
                    answer: .gone("It opens nothing any more."),
                    refusals: [.init(status: 409, summary: "The configuration file has it.")])),
        ]
    }

    @Sendable private func list(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query()
        let (tenant, after, limit) = (request.access.tenant, query.text("after"), query.limit)
        threads.run(answer) { () throws(Problem) in
            let found = try stored { () throws(StoreError) in
                try book.keys(of: tenant, after: after, limit: limit + 1)
            }
            return .page(found, limit: limit, place: \.key.id) { $0.value(.object($1.shown)) }
        }
    }

    @Sendable private func create(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let fields = try request.fields()
        let id = fields.text("id") ?? "key_" + Base64.encodeURLSafe(SecureRandom.bytes(12))
        let scopes = fields.texts("scopes").map { $0.compactMap(KeyScope.init) } ?? Self.usualScopes
        // Nobody gives what he has not.
        for scope in scopes { try request.access.require(scope) }
        let secret = "abk_" + Base64.encodeURLSafe(SecureRandom.bytes(32))
        let key = TenantKey(
            tenant: request.access.tenant, id: id, digest: SHA256.digest(Array(secret.utf8)),
            scopes: Set(scopes), expiresAt: fields.duration("expires_in").map { request.now + $0 })
        let path = "/v1/keys/\(id)"
        let note = request.note(
            fields, object: path,
            details: [
                "id": .string(id), "scopes": .array(scopes.map(\.rawValue).sorted().map(JSON.string)),
                "expires_at": JSON(key.expiresAt?.rfc3339),
            ])
        book.create(key, name: fields.text("name"), noting: note) { [authentication] result in
            let made = Self.report(result)
            if case .success = made { authentication.add(key) }
            answer(
                made.map { report in
                    APIReply(201, headers: [("Location", path)]) { writer, isRevealing in
                        var object = report.shown
                        object["key"] = isRevealing ? .string(secret) : .null
                        writer.value(.object(object))
                    }
                })
        }
    }

    @Sendable private func revoke(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let note = request.note(details: ["id": .string(request.captured[0])])
        book.revoke(request.captured[0], of: request.access.tenant, noting: note) {
            [authentication] result in
            let ended = Self.report(result)
            if case .success(let report) = ended { authentication.remove(report.key) }
            answer(ended.map { _ in .nothing })
        }
    }

    private static func report(_ result: Result<KeyEdit, StoreError>) -> Result<KeyReport, Problem> {
        result.mapError(Problem.store).flatMap { edit in
            switch edit {
            case .done(let report): .success(report)
            case .absent: .failure(.notFound("key of this id"))
            case .managed: .failure(.managed("key"))
            case .taken:
                .failure(
                    Problem(status: 409, code: "key_exists", detail: "there is a key of this id already"))
            }
        }
    }
}

extension KeyReport {
    fileprivate var shown: JSONObject {
        [
            "id": .string(key.id), "name": JSON(name),
            "scopes": .array(
                KeyScope.allCases.filter(key.scopes.contains).map { .string($0.rawValue) }),
            "managed": .bool(isManaged), "created_at": JSON(createdAt?.rfc3339),
            "expires_at": JSON(key.expiresAt?.rfc3339),
        ]
    }
}

extension TextRule {
    fileprivate static let key = TextRule(
        says: EndpointID.rule, lengths: 1...64, pattern: "^[A-Za-z0-9_-]{1,64}$",
        holds: { EndpointID($0) != nil })
}

extension Schema {
    private static let scopes = KeyScope.allCases.map(\.rawValue)

    fileprivate static func keyOrder(usual: [KeyScope], _ lives: ClosedRange<Duration>) -> Schema {
        .object(
            .optional("id", .text(.key), "`key_…` unless said."),
            .optional("name", .text(.line(1...200)), "For people."),
            .optional(
                "scopes", .list(of: .choice(scopes), 1...scopes.count),
                "What it may do; \(usual.map(\.rawValue).joined(separator: ", ")) unless said."),
            .optional(
                "expires_in", .text(.duration(lives)), "How long it opens; for ever unless said.")
        ).named("KeyOrder")
    }

    private static let keyMembers: [Member] = [
        .required("id", .text(.key)), .required("name", .words.orNull),
        .required("scopes", .list(of: .words)),
        .required("managed", .boolean, "Whether the configuration file has it."),
        .required("created_at", .instant.orNull),
        .required("expires_at", .instant.orNull, "When it stops opening; null: never."),
    ]

    fileprivate static let key = Schema.report(keyMembers).named("Key")

    fileprivate static let newKey = Schema.report(
        keyMembers + [.required("key", .words.orNull, "Shown this once.")]
    ).named("NewKey")
}
