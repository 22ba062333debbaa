import BridgeCore

/// What the bridge posts to endpoints, as the document's `webhooks` tell it.
enum OpenAPIWebhooks {
    static var json: JSONObject {
        var webhooks = JSONObject()
        for type in EventType.allCases where !EventType.unmade.contains(type) {
            webhooks[type.rawValue] = ["post": webhook(of: type)]
        }
        return webhooks
    }

    private static func webhook(of type: EventType) -> JSON {
        let name = type.rawValue
        let words = name.split { "._".contains($0) }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        let schema: JSON = [
            "description": .string(
                "What `data` holds is said by `webhook-schemas/\(name).json` (`urn:adms-bridge:webhook-schema:\(name)`)."
            ),
            "allOf": [
                Schema.event.document,
                ["type": "object", "properties": ["type": ["type": "string", "const": .string(name)]]],
            ],
        ]
        return [
            "operationId": .string("on" + words.joined()), "tags": ["Webhooks"],
            "summary": .string("The event `\(name)`"),
            "description":
                "Signed by Standard Webhooks 1.0.0. It may come twice: `webhook-id` is then the same.",
            "parameters": .array(headers),
            "requestBody": ["required": true, "content": ["application/json": ["schema": schema]]],
            "responses": [
                "2XX": ["description": "Received. Whatever else is answered, it is sent again later."]
            ],
        ]
    }

    private static let headers: [JSON] = [
        ("webhook-id", "The event's id."), ("webhook-timestamp", "Unix seconds of this attempt."),
        (
            "webhook-signature",
            "`v1,` and the base64 of an HMAC-SHA256, or `v1a,` and that of an Ed25519 signature; several with blanks between them."
        ),
    ].map { name, summary in
        [
            "name": .string(name), "in": "header", "required": true, "description": .string(summary),
            "schema": ["type": "string"],
        ]
    }
}

extension EventType {
    /// Types that may be subscribed to for the day when terminals of access control are spoken with; nothing makes
    /// them yet.
    static let unmade: Set<EventType> = [.accessRecorded, .doorStateChanged]
}
