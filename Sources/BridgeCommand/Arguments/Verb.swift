/// Something the program can do: `adms-bridge NAME --option VALUE …`.
protocol Verb {
    static var name: String { get }
    /// What it does, in one line.
    static var summary: String { get }
    /// What else its user should know; may be empty.
    static var details: String { get }
    static var options: [OptionDescription] { get }

    /// What stands before the options, as help shows it; empty: nothing may.
    static var operands: String { get }

    /// - Returns: The program's exit code.
    static func run(_ arguments: ParsedArguments) -> Int32
}

extension Verb {
    static var operands: String { "" }
}
