import BridgeCore

/// The commands there are, in words: what the document says of `params`.
enum CommandCatalogue {
    /// A paragraph for each type: what it does and what it takes.
    static let text = (["What the type takes:"] + CommandType.allCases.map(paragraph)).joined(
        separator: "\n\n")

    private static func paragraph(_ type: CommandType) -> String {
        let parameters = type.parameters.map(words)
        let taken =
            parameters.isEmpty ? "Takes nothing." : "Takes " + parameters.joined(separator: "; ") + "."
        return "`\(type.rawValue)`: \(type.summary) \(taken)"
    }

    private static func words(_ parameter: Parameter) -> String {
        let need = parameter.isRequired ? " (required)" : ""
        let members =
            switch parameter.kind {
            case .object(let inner), .list(of: .object(let inner), maximum: _):
                ": { " + inner.map(words).joined(separator: "; ") + " }"
            case .text, .integer, .flag, .choice, .time, .binary, .list, .any: ""
            }
        return "`\(parameter.name)`\(need) \(parameter.rule)\(members)"
    }
}
