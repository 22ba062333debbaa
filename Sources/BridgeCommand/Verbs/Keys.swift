import BridgeCore

/// `keys`: what opens the API for a tenant.
enum Keys: ClientVerb {
    static let name = "keys"
    static let summary = "Lists, makes and revokes a tenant's keys"
    static let ownOptions: [OptionDescription] = []
    static let actions = [
        ClientAction(
            words: ["list"], summary: "every key, without its secret", method: "GET", path: "/v1/keys",
            columns: ["id", "name", "scopes", "created_at", "expires_at"]),
        ClientAction(
            words: ["create", "[NAME]"], summary: "a new key, shown once; --data {\"scopes\":[…]} limits it",
            method: "POST", path: "/v1/keys", takes: [ClientOptions.data.description],
            body: { operands, arguments throws(ClientError) in
                try ClientOptions.fields(arguments, ("name", operands.first))
            }),
        ClientAction(
            words: ["revoke", "ID"], summary: "ends a key at once", method: "DELETE", path: "/v1/keys/{0}"),
    ]
}
