import BridgeCore

/// Who changed what, when and from where.
struct AuditRoutes: Sendable {
    let changes: any ChangeLog
    let threads: ReadingThreads

    var routes: [Route] {
        [
            Route(
                "GET", "/v1/audit", .scopeOrAdminForAll(.auditRead, list),
                Operation(
                    group: "Bridge", summary: "Who changed what, newest first",
                    details:
                        "Names of fields are kept, and of what they were set to only what `details` says: never a secret, never anything about people. A tenant's key is told what was done to its tenant, by its own keys, by the admin key and by the configuration file: not from which address the admin did it, nor who another tenant is that a terminal came from or went to. The admin key without `Bridge-Tenant` is told the changes of all tenants, and those of tenants themselves.",
                    query: [.limit, .after(.text(.change))], answer: .ok("A page.", .page(of: .change))))
        ]
    }

    @Sendable private func list(_ request: ViewRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query()
        let (before, limit) = (query.sequence("after"), query.limit)
        let (tenant, viewer) = (request.access.tenantActedFor, request.access.viewer)
        threads.run(answer) { () throws(Problem) in
            let found = try stored { () throws(StoreError) in
                try changes.changes(of: tenant, before: before, limit: limit + 1)
            }
            return .page(found, limit: limit, place: { String($0.number) }) { writer, change in
                writer.value(change.shown(to: viewer))
            }
        }
    }
}

extension ChangeRecord {
    /// - Parameter viewer: To whose people it is shown; `nil`: to the bridge's keeper.
    fileprivate func shown(to viewer: TenantID?) -> JSON {
        let isWithheld = viewer != nil && note.actor == "admin"
        return [
            "number": .integer(number), "at": .string(note.at.rfc3339), "tenant": JSON(note.tenant?.text),
            "actor": .string(note.actor),
            "address": isWithheld || note.address.isEmpty ? .null : .string(note.address),
            "request_id": note.requestID.isEmpty ? .null : .string(note.requestID),
            "action": .string(note.action),
            "object": .string(note.object), "fields": .array(note.fields.map(JSON.string)),
            "details": .object(details(for: viewer)),
        ]
    }

    /// Who else is the bridge's customer is nobody's business.
    private func details(for viewer: TenantID?) -> JSONObject {
        guard let viewer else { return note.details }
        var details = note.details
        for name in ["from", "to"] where details[name] != nil && details[name] != .string(viewer.text) {
            details[name] = .null
        }
        return details
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
        .required(
            "actor", .words, "`admin`, `key:<id>`, or `configuration` for what the file changed at the start."
        ),
        .required(
            "address", .words.orNull,
            "Null where nobody called, and where it was the admin's and a tenant's key asks."),
        .required("request_id", .words.orNull, "Null where there was no request."),
        .required("action", .words, "E.g. `PATCH /v1/endpoints/{id}`, or `configuration file`."),
        .required("object", .words, "What it was done to."),
        .required("fields", .list(of: .words), "Names of the fields that were given."),
        .required(
            "details", .map(of: .anything),
            "What was asked for: of an order the `type` of the command, the first 100 `command_ids` and, of one for many, how many terminals (`device_count`) and the first 100 of them (`devices`); of a replay what its order said; of dead letters how many were named (`event_count`; null: all) and the first 100 `events`; of a redelivery the `endpoint` (null: all); of a rotation `overlap_seconds` and whether the secret was `given`; of a transfer `from` and `to`, noted for both tenants; of the configuration file, by kind, the first 100 names of what it made and changed (`devices_claimed`, …); of a key its `id` and `scopes`; of an endpoint its `id`."
        )
    ).named("Change")
}
