/// What a client verb is told by its options or, where one is not given, by the environment.
struct ClientSettings {
    private let arguments: ParsedArguments
    private let environment: [String: String]

    init(_ arguments: ParsedArguments, _ environment: [String: String]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// `--server` or `$ADMS_BRIDGE_SERVER`, by the same rule; an empty variable is none.
    func value(_ option: Option<String?>) throws(ClientError) -> String? {
        if let value = arguments[option] { return value }
        let variable = "ADMS_BRIDGE_" + option.description.name.uppercased()
        guard let value = environment[variable], !value.isEmpty else { return nil }
        if let breach = option.description.breach(value) { throw .misuse("$\(variable) \(breach)") }
        return value
    }
}
