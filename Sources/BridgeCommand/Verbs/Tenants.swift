import BridgeCore

/// `tenants`: the customers, for whoever runs the bridge.
enum Tenants: ClientVerb {
    static let name = "tenants"
    static let summary = "Lists, makes and removes tenants of a running bridge (admin key)"
    static let ownOptions: [OptionDescription] = []
    static let actions = [
        ClientAction(
            words: ["list"], summary: "every tenant", method: "GET", path: "/v1/tenants",
            columns: ["id", "name", "managed", "created_at"]),
        ClientAction(words: ["show", "ID"], summary: "one tenant", method: "GET", path: "/v1/tenants/{0}"),
        ClientAction(
            words: ["create", "ID", "[NAME]"], summary: "a new tenant", method: "POST", path: "/v1/tenants",
            takes: [ClientOptions.data.description],
            body: { operands, arguments throws(ClientError) in
                try ClientOptions.fields(
                    arguments, ("id", operands[0]), ("name", operands.dropFirst().first))
            }),
        ClientAction(
            words: ["rename", "ID", "NAME"], summary: "another name", method: "PATCH",
            path: "/v1/tenants/{0}",
            body: { operands, _ throws(ClientError) in ["name": .string(operands[1])] }),
        ClientAction(
            words: ["delete", "ID"], summary: "removes it with everything it has", method: "DELETE",
            path: "/v1/tenants/{0}"),
    ]
}
