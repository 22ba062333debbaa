import BridgeCore

/// `commands`: what terminals are to do.
enum Commands: ClientVerb {
    static let name = "commands"
    static let summary = "Sends commands to terminals and follows them"
    static let ownOptions = [
        params.description, device.description, status.description, wait.description,
    ]

    static let params = Option.text("params", "JSON", "send: the command's parameters")
    static let device = Option.text("device", "SERIAL", "list: of this terminal only")
    static let status = Option.text("status", "STATUS", "list: in this state only")
    static let wait = Option.text("wait", "D", "show: waits so long for the state to change, e.g. 30s")

    static let actions = [
        ClientAction(
            words: ["list"], summary: "newest first", method: "GET", path: "/v1/commands",
            query: [("device", device), ("status", status)],
            columns: ["id", "device", "type", "status", "created_at", "reason"]),
        ClientAction(
            words: ["show", "ID"], summary: "one command", method: "GET", path: "/v1/commands/{0}",
            query: [("wait", wait)]),
        ClientAction(
            words: ["send", "SERIAL", "TYPE"],
            summary: "e.g. send SIM0000000001 door.unlock --params '{\"seconds\":5}'", method: "POST",
            path: "/v1/devices/{0}/commands", body: send),
        ClientAction(
            words: ["cancel", "ID"], summary: "while it is queued", method: "DELETE",
            path: "/v1/commands/{0}"),
    ]

    @Sendable private static func send(
        _ operands: [String], _ arguments: ParsedArguments
    ) throws(ClientError) -> JSONObject {
        var fields = try ClientOptions.fields(arguments)
        fields["type"] = .string(operands[1])
        if let text = arguments[params] {
            guard case .object(let object)? = try? JSONReader.read(Array(text.utf8)) else {
                throw .misuse("--params must be a JSON object")
            }
            fields["params"] = .object(object)
        }
        return fields
    }
}
