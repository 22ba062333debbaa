import BridgeCore

/// One route as OpenAPI 3.1 describes it.
struct OpenAPIOperation {
    let route: Route

    private var operation: Operation { route.operation }

    var json: JSON {
        var object: JSONObject = [
            "operationId": JSON(OperationNames.name(route.method, route.path)),
            "tags": [.string(operation.group)],
            "summary": .string(operation.summary),
        ]
        let details = [operation.details, access].compactMap { $0 }.joined(separator: "\n\n")
        object["description"] = .string(details)
        let security = security
        if !security.isEmpty { object["security"] = .array(security) }
        let parameters = parameters
        if !parameters.isEmpty { object["parameters"] = .array(parameters) }
        if let body = operation.body {
            var content = JSONObject()
            for type in Operation.bodyTypes(of: route.method) { content[type] = ["schema": body.document] }
            object["requestBody"] = [
                "required": .bool(!operation.isBodyOptional), "content": .object(content),
            ]
        }
        object["responses"] = .object(responses)
        return .object(object)
    }

    /// Who may, in words.
    private var access: String {
        switch route.door {
        case .open: "Needs no key."
        case .admin: "Needs the admin key."
        case .adminForTenant: "Needs the admin key, which acts for the tenant that `Bridge-Tenant` names."
        case .scope(let scope, _): "Needs the scope `\(scope.rawValue)`."
        case .scopeOrAdminForAll(let scope, _):
            "Needs the scope `\(scope.rawValue)`; the admin key may leave out `Bridge-Tenant`."
        }
    }

    private var security: [JSON] {
        switch route.door {
        case .open: []
        case .admin, .adminForTenant: [["key": ["admin"]]]
        case .scope(let scope, _), .scopeOrAdminForAll(let scope, _): [["key": [.string(scope.rawValue)]]]
        }
    }

    private var parameters: [JSON] {
        var parameters: [JSON] = route.captures.map { name in
            let schema = operation.path[name] ?? .words
            return [
                "name": .string(name), "in": "path", "required": true, "schema": schema.document,
            ]
        }
        parameters += operation.query.map { parameter in
            [
                "name": .string(parameter.name), "in": "query", "required": false,
                "description": .string(parameter.summary), "schema": parameter.schema.document,
            ]
        }
        if actsForTenant { parameters.append(["$ref": "#/components/parameters/BridgeTenant"]) }
        if route.method == "POST" { parameters.append(["$ref": "#/components/parameters/IdempotencyKey"]) }
        return parameters
    }

    private var actsForTenant: Bool {
        switch route.door {
        case .open, .admin: false
        case .adminForTenant, .scope, .scopeOrAdminForAll: true
        }
    }

    private var responses: JSONObject {
        var responses: JSONObject = [String(operation.answer.status): success]
        for (status, summaries) in refusals.sorted(by: { $0.key < $1.key }) {
            responses[String(status)] = Self.problem(status, summaries.joined(separator: " "))
        }
        return responses
    }

    private var success: JSON {
        let answer = operation.answer
        var headers: JSONObject = ["X-Request-Id": ["$ref": "#/components/headers/RequestID"]]
        if answer.hasLocation { headers["Location"] = ["$ref": "#/components/headers/Location"] }
        if route.method == "POST" {
            headers["Idempotency-Replayed"] = ["$ref": "#/components/headers/IdempotencyReplayed"]
        }
        var object: JSONObject = [
            "description": .string(answer.summary), "headers": .object(headers),
        ]
        if let schema = answer.schema {
            object["content"] = .object([answer.contentType: ["schema": schema.document]])
        }
        return .object(object)
    }

    /// Every status but success that the route can answer with, and when.
    private var refusals: [Int: [String]] {
        var refusals: [Int: [String]] = [:]
        func add(_ status: Int, _ summary: String) { refusals[status, default: []].append(summary) }
        for refusal in operation.refusals { add(refusal.status, refusal.summary) }
        switch route.door {
        case .open: break
        case .admin, .adminForTenant: add(403, "Not the admin key.")
        case .scope, .scopeOrAdminForAll:
            add(403, "The key lacks the scope, or belongs to another tenant than `Bridge-Tenant` names.")
        }
        if !route.captures.isEmpty { add(404, "There is no such thing, or not of this tenant.") }
        if case .scopeOrAdminForAll = route.door {
            add(404, "There is no tenant of the name in `Bridge-Tenant`.")
        } else if actsForTenant {
            add(400, "The admin key came without `Bridge-Tenant`.")
            add(404, "There is no tenant of the name in `Bridge-Tenant`.")
        }
        if operation.body != nil {
            add(400, "The body is not a JSON object.")
            add(413, "The body is too large.")
            add(415, "The body is not said to be JSON.")
        }
        let hasFields = operation.body != nil || !operation.query.isEmpty
        if !operation.ignoresUnknownQuery {
            add(
                422,
                hasFields
                    ? "Fields break the rules named in `errors`."
                    : "The query is not empty; no parameter is known.")
        }
        add(400, "A header came twice that may come once.")
        if case .open = route.door { return refusals }
        if route.method == "POST" {
            add(400, "The `Idempotency-Key` is no such key.")
            add(409, "A request of the same `Idempotency-Key` is under way, or its answer was lost.")
            add(422, "The `Idempotency-Key` was used with another body.")
        }
        add(401, "No valid key was sent.")
        add(429, "The key has asked too much; see `Retry-After`.")
        add(500, "The bridge failed.")
        add(503, "The store cannot be used just now; nothing was changed.")
        return refusals
    }

    private static func problem(_ status: Int, _ summary: String) -> JSON {
        var headers: JSONObject = ["X-Request-Id": ["$ref": "#/components/headers/RequestID"]]
        if status == 429 || status == 503 {
            headers["Retry-After"] = ["$ref": "#/components/headers/RetryAfter"]
        }
        return [
            "description": .string(summary), "headers": .object(headers),
            "content": ["application/problem+json": ["schema": Problem.schema.document]],
        ]
    }
}

extension Problem {
    /// As the document describes every problem.
    static let schema = Schema.report(
        .required("type", .words),
        .required("title", .words, "The status in words."),
        .required("status", .integer(400...599)),
        .required("detail", .words, "What is wrong and what would be right, for people."),
        .required("code", .words, "What is wrong, for programs."),
        .required(
            "errors",
            .list(
                of: .report(
                    .required("field", .words), .required("message", .words, "The rule it breaks."))),
            "The fields that break rules, or the first hundred and, with an empty `field`, how many more."),
        .required("request_id", .words)
    ).named("Problem")
}
