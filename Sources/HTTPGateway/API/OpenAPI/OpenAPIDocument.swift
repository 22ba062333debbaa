import BridgeCore

/// The API as OpenAPI 3.1 describes it, written from the routes themselves.
struct OpenAPIDocument {
    let routes: [Route]
    /// Of the program.
    let version: String

    private static let introduction = """
        Terminals in, signed webhooks out, commands back. Every request carries `Authorization: Bearer <key>`; what \
        a key may do is said by its scopes. The admin key acts for the tenant that the header `Bridge-Tenant` names. \
        Errors are problems (RFC 9457); every answer has an `X-Request-Id`, which the log has too. Lists are read \
        page by page: `limit`, and `after` = the `next` of the page before. Members that are not described here may \
        be added to answers; in requests they are refused.
        """

    var json: JSON {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "adms-bridge", "version": .string(version),
                "description": .string(Self.introduction),
                "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "tags": .array((groups + ["Webhooks"]).map { ["name": .string($0)] }),
            "paths": .object(paths),
            "webhooks": .object(OpenAPIWebhooks.json),
            "components": [
                "schemas": .object(schemas), "headers": .object(Self.headers),
                "parameters": .object(Self.parameters),
                "securitySchemes": [
                    "key": [
                        "type": "http", "scheme": "bearer",
                        "description":
                            "A tenant's key (`abk_…`), which has scopes, or the bridge's admin key.",
                    ]
                ],
            ],
        ]
    }

    private var groups: [String] {
        routes.map(\.operation.group).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private var paths: JSONObject {
        var paths = JSONObject()
        for route in routes {
            var item: JSONObject = if case .object(let item)? = paths[route.path] { item } else { [:] }
            item[route.method.lowercased()] = OpenAPIOperation(route: route).json
            paths[route.path] = .object(item)
        }
        return paths
    }

    private var schemas: JSONObject {
        let used = routes.flatMap { route in
            [route.operation.body, route.operation.answer.schema].compactMap { $0 }
                + route.operation.query.map(\.schema) + route.operation.path.values
        }
        var object = JSONObject()
        for (name, schema) in ([Problem.schema, Schema.event] + used).flatMap(\.components) {
            object[name] = schema.definition
        }
        return object
    }

    private static let headers: JSONObject = [
        "RequestID": [
            "description": "Names this request in the bridge's log.", "schema": ["type": "string"],
        ],
        "RetryAfter": [
            "description": "Seconds to wait before asking again.",
            "schema": ["type": "integer", "minimum": 0],
        ],
        "IdempotencyReplayed": [
            "description": "The request was carried out before; this is the answer from then.",
            "schema": ["type": "string", "enum": ["true"]],
        ],
        "Location": [
            "description": "The path of what was made.", "schema": ["type": "string"],
        ],
    ]

    private static let parameters: JSONObject = [
        "BridgeTenant": [
            "name": "Bridge-Tenant", "in": "header", "required": false,
            "description":
                "For whom the admin key acts; a tenant's key needs it not, and may name none but its own tenant.",
            "schema": Schema.text(.tenant).document,
        ],
        "IdempotencyKey": [
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description":
                "Your own name for this request: sent again with the same name and body it is not done again but answered as before; with another body it is refused (422).",
            "schema": ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]{1,255}$"],
        ],
    ]
}
