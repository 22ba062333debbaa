import BridgeCore

/// `commands`: what terminals are to do.
enum Commands: ClientVerb {
    static let name = "commands"
    static let summary = "Sends commands to terminals and follows them"
    static let ownOptions = [
        params.description, device.description, status.description, wait.description, partial.description,
    ]

    static let params = Option.text(
        "params", "JSON", "send: the command's parameters; @FILE and - as in --data")
    static let device = Option.text("device", "SERIAL", "list: of this terminal only")
    static let status = Option.text("status", "STATUS", "list: in this state only")
    static let wait = Option.value(
        "wait", "D", rule: "\(DurationText.rule), up to 1h", default: nil,
        "show, send: waits until the command has ended, so long at most, e.g. 30s; exit code 1 unless completed"
    ) { text in
        DurationText.parse(text).flatMap { $0 <= .seconds(3600) ? Optional.some($0) : nil }
    }

    static let partial = Option.flag(
        "partial", "send, to many: leaves out the terminals that cannot do it, and names them")

    static let actions = [
        ClientAction(
            words: ["list"], summary: "newest first", method: "GET", path: "/v1/commands",
            query: [("device", device), ("status", status)],
            columns: ["id", "device", "type", "status", "created_at", "reason"]),
        ClientAction(
            words: ["show", "ID"], summary: "one command", method: "GET", path: "/v1/commands/{0}",
            takes: [wait.description], run: CommandWait.run),
        ClientAction(
            words: ["send", "SERIAL", "TYPE"],
            summary:
                "e.g. send SIM0000000001 door.unlock --params '{\"seconds\":5}'; to many: send all … or SN,SN,…",
            method: "POST",
            path: "/v1/devices/{0}/commands",
            takes: [
                ClientOptions.data.description, params.description, wait.description, partial.description,
            ], body: send,
            run: order),
        ClientAction(
            words: ["cancel", "ID"], summary: "while it is queued", method: "DELETE",
            path: "/v1/commands/{0}"),
    ]

    /// For one terminal or, in one order, for many.
    @Sendable private static func order(_ call: ClientCall) throws(ClientError) -> Int32 {
        guard call.operands[0] == "all" || call.operands[0].contains(",") else {
            guard !call.arguments[partial] else { throw .misuse("--partial is for an order to many") }
            return try CommandWait.run(call)
        }
        guard !call.arguments.has(wait.description) else { throw .misuse("--wait is for one terminal") }
        var fields = try send(call.operands, call.arguments)
        let serials = call.operands[0].split(separator: ",", omittingEmptySubsequences: false)
        fields["devices"] =
            call.operands[0] == "all" ? "all" : .array(serials.map { .string(String($0)) })
        if call.arguments[partial] { fields["partial"] = true }
        let answer = try call.connection.send("POST", "/v1/commands", body: fields)
        guard let rows = answer["commands"]?.objects, let skipped = answer["skipped"]?.objects else {
            throw ClientError(description: "the bridge's answer is no list")
        }
        // Of a program's lines each says by its fields which it is.
        try call.show(rows + (call.arguments[ClientOptions.json] ? skipped : []), columns: ["device", "id"])
        for terminal in skipped {
            let words = ["device", "field", "message"].map { ClientTable.text(terminal[$0]) ?? "" }
            call.note(VisibleText.of("left out: \(words[0]): \(words[1]) \(words[2])"))
        }
        return ExitCode.success
    }

    @Sendable private static func send(
        _ operands: [String], _ arguments: ParsedArguments
    ) throws(ClientError) -> JSONObject {
        var fields = try ClientOptions.fields(arguments, ("type", operands[1]))
        if let text = arguments[params] {
            guard fields["params"] == nil else { throw .misuse("--data has params too, beside --params") }
            fields["params"] = .object(try ClientOptions.object(text, of: "--params"))
        }
        return fields
    }
}
