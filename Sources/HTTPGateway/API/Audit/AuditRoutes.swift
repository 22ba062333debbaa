import BridgeCore

/// Who changed what, when and from where.
struct AuditRoutes: Sendable {
    let changes: any ChangeLog
    let threads: ReadingThreads

    var routes: [Route] {
        [
            Route(
                "GET", "/v1/audit", .adminForOneOrAll(list),
                Operation(
                    group: "Bridge", summary: "Who changed what, newest first",
                    details:
                        "Names of fields are kept, and of what they were set to only what `details` says: never a secret, never anything about people. Without `Bridge-Tenant` the changes of all tenants are told, and those of tenants themselves.",
                    query: [.limit, .after(.text(.change))], answer: .ok("A page.", .page(of: .change))))
        ]
    }

    @Sendable private func list(_ request: AdminRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query()
        let (before, limit) = (query.sequence("after"), query.limit)
        let tenant = request.access.tenantActedFor
        threads.run(answer) { () throws(Problem) in
            let found = try stored { () throws(StoreError) in
                try changes.changes(of: tenant, before: before, limit: limit + 1)
            }
            return .page(found, limit: limit, place: { String($0.number) }) { $0.value($1.shown) }
        }
    }
}

extension ChangeRecord {
    fileprivate var shown: JSON {
        [
            "number": .integer(number), "at": .string(note.at.rfc3339), "tenant": JSON(note.tenant?.text),
            "actor": .string(note.actor), "address": .string(note.address),
            "request_id": .string(note.requestID), "action": .string(note.action),
            "object": .string(note.object), "fields": .array(note.fields.map(JSON.string)),
            "details": .object(note.details),
        ]
    }
}

extension TextRule {
    fileprivate static let change = TextRule(
        says: "the number of a change", lengths: 1...18, pattern: "^[1-9][0-9]{0,17}$",
        holds: { text in Int64(text).map { $0 > 0 && String($0) == text } ?? false })
}

extension Schema {
    fileprivate static let change = Schema.report(
        .required("number", .count), .required("at", .instant),
        .required("tenant", .words.orNull, "Null where it is about tenants themselves."),
        .required("actor", .words, "`admin` or `key:<id>`."), .required("address", .words),
        .required("request_id", .words), .required("action", .words, "E.g. `PATCH /v1/endpoints/{id}`."),
        .required("object", .words, "What it was done to."),
        .required("fields", .list(of: .words), "Names of the fields that were given."),
        .required(
            "details", .map(of: .anything),
            "What was asked for: of an order the `type` of the command, and of one for many how many terminals (`device_count`) and the first 100 of them (`devices`); of a transfer `from` and `to`, noted for both tenants; of a key its `id` and `scopes`; of an endpoint its `id`."
        )
    ).named("Change")
}
