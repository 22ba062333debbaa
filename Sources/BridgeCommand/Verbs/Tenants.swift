import BridgeCore

/// `tenants`: the customers, for whoever runs the bridge.
enum Tenants: ClientVerb {
    static let name = "tenants"
    static let summary = "Lists, makes and removes tenants of a running bridge (admin key)"
    static let ownOptions = [yes.description]

    static let yes = Option.flag("yes", "delete: yes, everything of it")

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
            words: ["delete", "ID"], summary: "removes it with everything it has; needs --yes",
            method: "DELETE",
            path: "/v1/tenants/{0}", takes: [yes.description], run: delete),
        ClientAction(
            words: ["audit"],
            summary:
                "who changed what, newest first; of --tenant alone where it is given, or of a tenant's key's own",
            method: "GET",
            path: "/v1/audit", columns: ["at", "tenant", "actor", "address", "action", "object", "fields"]),
    ]

    @Sendable private static func delete(_ call: ClientCall) throws(ClientError) -> Int32 {
        guard call.arguments[yes] else {
            throw .misuse(
                "delete takes everything of \(VisibleText.of(call.operands[0])) away (keys, endpoints, terminals, events) "
                    + "and its id is never given again; say --yes if that is meant")
        }
        try call.show(try call.send())
        return ExitCode.success
    }
}
