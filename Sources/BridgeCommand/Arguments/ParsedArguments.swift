/// What stood on the command line after the verb: every value has been checked against its option.
struct ParsedArguments: Sendable, Equatable {
    private var values: [String: String] = [:]
    /// What stood there without dashes, in order.
    private(set) var operands: [String] = []

    init() {}

    /// The option's value, or its fallback where it was not given.
    subscript<Value>(option: Option<Value>) -> Value {
        values[option.description.name].flatMap(option.parse) ?? option.fallback
    }

    func has(_ option: OptionDescription) -> Bool { values[option.name] != nil }

    mutating func add(operand: String) { operands.append(operand) }

    mutating func add(_ value: String, for option: OptionDescription) { values[option.name] = value }
}
