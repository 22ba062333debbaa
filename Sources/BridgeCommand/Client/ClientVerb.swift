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
            let (action, operands) = try choose(arguments)
            let connection = try APIConnection(arguments)
            let call = ClientCall(
                action: action, operands: operands, arguments: arguments, connection: connection)
            if let run = action.run { return try run(call) }
            if action.isList { try call.list() } else { try call.show(try call.send()) }
            return ExitCode.success
        } catch {
            StandardStream.error.write("\(Program.name) \(name): \(error)\n")
            return error.isMisuse ? ExitCode.misuse : ExitCode.failure
        }
    }

    /// The action a command line names, with its operands, if everything that stands there is for it.
    static func choose(
        _ arguments: ParsedArguments
    ) throws(ClientError) -> (action: ClientAction, operands: [String]) {
        let words = arguments.operands
        guard let action = actions.first(where: { $0.name == words.first }) else {
            throw .misuse("takes one of \(actions.map(\.name).joined(separator: ", ")) first")
        }
        let operands = Array(words.dropFirst())
        guard action.operands.contains(operands.count) else {
            throw .misuse(
                "is used like this: \(Program.name) \(name) \(action.words.joined(separator: " "))")
        }
        for (word, operand) in zip(action.words.dropFirst(), operands) where operand.isEmpty {
            throw .misuse("\(word.filter { $0 != "[" && $0 != "]" }) must not be empty")
        }
        for option in options where arguments.has(option) && !action.uses(option) {
            throw .misuse("--\(option.name) is \(uses(of: option))")
        }
        return (action, operands)
    }

    /// For which actions an option is, as the end of the sentence "--name is …".
    private static func uses(of option: OptionDescription) -> String {
        let names = actions.filter { $0.uses(option) }.map(\.name)
        guard let last = names.last else { return "for no action of \(name)" }
        return "for " + (names.dropLast().isEmpty ? "" : names.dropLast().joined(separator: ", ") + " and ")
            + last
    }
}
