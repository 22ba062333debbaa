import BridgeCore

/// `devices`: a tenant's terminals.
enum Devices: ClientVerb {
    static let name = "devices"
    static let summary = "Lists, claims, changes and releases terminals"
    static let ownOptions = [status.description]

    static let status = Option.text("status", "STATUS", "list: in this state only, e.g. offline")

    static let actions = [
        ClientAction(
            words: ["list"], summary: "the tenant's terminals", method: "GET", path: "/v1/devices",
            query: [("status", status)],
            columns: ["serial", "name", "status", "last_seen", "address", "firmware", "time_zone"]),
        ClientAction(
            words: ["held"], summary: "terminals that knock and are nobody's (admin key)", method: "GET",
            path: "/v1/devices/held", columns: ["serial", "first_seen", "last_seen", "address"]),
        ClientAction(
            words: ["show", "SERIAL"], summary: "one terminal", method: "GET", path: "/v1/devices/{0}"),
        ClientAction(
            words: ["claim", "SERIAL", "[NAME]"],
            summary: "makes it the tenant's; --data {\"time_zone\":…,\"comm_key\":…}", method: "POST",
            path: "/v1/devices", takes: [ClientOptions.data.description],
            body: { operands, arguments throws(ClientError) in
                try ClientOptions.fields(
                    arguments, ("serial", operands[0]), ("name", operands.dropFirst().first))
            }),
        ClientAction(
            words: ["set", "SERIAL"], summary: "changes what --data names", method: "PATCH",
            path: "/v1/devices/{0}", takes: [ClientOptions.data.description],
            body: { _, arguments throws(ClientError) in try ClientOptions.changes(arguments) }),
        ClientAction(
            words: ["release", "SERIAL"], summary: "makes it nobody's", method: "DELETE",
            path: "/v1/devices/{0}"),
        ClientAction(
            words: ["diagnose", "SERIAL"], summary: "why it is silent", method: "GET",
            path: "/v1/devices/{0}/diagnosis"),
        ClientAction(
            words: ["reupload", "SERIAL", "TABLE"],
            summary: "has it send a table once more from the beginning, e.g. ATTLOG", method: "POST",
            path: "/v1/devices/{0}/reupload",
            body: { operands, _ throws(ClientError) in ["table": .string(operands[1])] }),
        ClientAction(
            words: ["transfer", "SERIAL", "TENANT"], summary: "makes it another tenant's (admin key)",
            method: "POST", path: "/v1/devices/{0}/transfer",
            body: { operands, _ throws(ClientError) in ["to": .string(operands[1]), "confirm": true] }),
    ]
}
