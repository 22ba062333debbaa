import BridgeCore

/// A verb that talks to a running bridge: `adms-bridge NAME ACTION … --option VALUE`.
protocol ClientVerb: Verb {
    static var actions: [ClientAction] { get }
    /// Options of this verb alone.
    static var ownOptions: [OptionDescription] { get }
}

extension ClientVerb {
    static var operands: String { "ACTION …" }

    static var details: String {
        let rows = actions.map { (left: $0.words.joined(separator: " "), right: $0.summary) }
        let width = rows.map(\.left.count).max() ?? 0
        return rows.map { row in
            "  \(row.left)\(String(repeating: " ", count: width - row.left.count))  \(row.right)"
        }.joined(separator: "\n")
    }

    static var options: [OptionDescription] { ownOptions + ClientOptions.all }

    static func run(_ arguments: ParsedArguments) -> Int32 {
        do throws(ClientError) {
            let words = arguments.operands
            guard let action = actions.first(where: { $0.name == words.first }) else {
                throw .misuse("takes one of \(actions.map(\.name).joined(separator: ", ")) first")
            }
            let operands = Array(words.dropFirst())
            guard action.operands.contains(operands.count) else {
                throw .misuse(
                    "is used like this: \(Program.name) \(name) \(action.words.joined(separator: " "))")
            }
            try perform(action, operands, arguments)
            return ExitCode.success
        } catch {
            StandardStream.error.write("\(Program.name) \(name): \(error)\n")
            return error.isMisuse ? ExitCode.misuse : ExitCode.failure
        }
    }

    private static func perform(
        _ action: ClientAction, _ operands: [String], _ arguments: ParsedArguments
    ) throws(ClientError) {
        let connection = try APIConnection(arguments)
        let body: JSONObject? = if let body = action.body { try body(operands, arguments) } else { nil }
        guard !action.columns.isEmpty else {
            let answer = try connection.send(
                action.method, action.target(operands, arguments), body: body)
            return show(answer, arguments)
        }
        try list(action, operands, arguments, over: connection)
    }

    /// Pages of a list, up to `--limit` elements.
    private static func list(
        _ action: ClientAction, _ operands: [String], _ arguments: ParsedArguments,
        over connection: APIConnection
    ) throws(ClientError) {
        let limit = arguments[ClientOptions.limit]
        var (rows, next): ([JSONObject], String?) = ([], nil)
        repeat {
            var more = [(name: "limit", value: String(min(200, limit - rows.count)))]
            if let next { more.append((name: "after", value: next)) }
            let answer = try connection.send("GET", action.target(operands, arguments, more: more), body: nil)
            guard let page = answer["data"]?.objects else {
                throw ClientError(description: "the bridge's answer is no list")
            }
            rows += page
            next = answer["next"].flatMap(ClientTable.text)
        } while next != nil && rows.count < limit
        if arguments[ClientOptions.json] {
            for row in rows { StandardStream.output.write(JSON.object(row).text + "\n") }
        } else {
            StandardStream.output.write(ClientTable.text(of: rows, columns: action.columns))
            if next != nil { StandardStream.error.write("there are more; see --limit\n") }
        }
    }

    private static func show(_ answer: JSONObject, _ arguments: ParsedArguments) {
        let text =
            arguments[ClientOptions.json] ? JSON.object(answer).text + "\n" : ClientTable.text(of: answer)
        StandardStream.output.write(text)
    }
}

extension JSON {
    fileprivate var objects: [JSONObject]? {
        guard case .array(let elements) = self else { return nil }
        return elements.compactMap { if case .object(let object) = $0 { object } else { nil } }
    }
}
