/// What `--help` prints.
enum HelpText {
    static func program(_ verbs: [any Verb.Type]) -> String {
        """
        \(Program.name): takes attendance terminals' records and delivers them as signed webhooks.

        \(columns(verbs.map { ("\(Program.name) \($0.name)", $0.summary) }))

        Each of them explains itself with --help. Exit codes: 0 done, 1 failed, 2 wrong arguments or configuration.

        """
    }

    static func verb(_ verb: any Verb.Type) -> String {
        let options = verb.options.map { (spelling($0), $0.summary) } + [("--help", "prints this text")]
        let usage = verb.options.map { " [\(spelling($0))]" }.joined()
        let details = verb.details.isEmpty ? "" : verb.details + "\n\n"
        return """
            \(Program.name) \(verb.name)\(verb.operands.isEmpty ? "" : " " + verb.operands)\(usage)

            \(verb.summary).

            \(details)\(columns(options))

            """
    }

    private static func spelling(_ option: OptionDescription) -> String {
        "--\(option.name)" + (option.placeholder.map { " \($0)" } ?? "")
    }

    private static func columns(_ rows: [(left: String, right: String)]) -> String {
        let width = rows.map(\.left.count).max() ?? 0
        return rows.map { row in
            "  \(row.left)\(String(repeating: " ", count: width - row.left.count))  \(row.right)"
        }.joined(separator: "\n")
    }
}
