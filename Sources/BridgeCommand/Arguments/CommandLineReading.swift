import BridgeConfiguration

/// What a command line asks for.
enum CommandLineReading {
    case run(any Verb.Type, ParsedArguments)
    /// Somebody asked for this text.
    case help(String)
    /// It cannot be understood; the sentence says why.
    case refused(String)

    /// - Parameter words: Without the program's own name.
    init(_ words: [String], verbs: [any Verb.Type]) {
        guard let first = words.first else {
            self = .refused("\(Program.name) needs to be told what to do; see \(Program.name) --help")
            return
        }
        if ["--help", "-h", "help"].contains(first) {
            self = .help(HelpText.program(verbs))
            return
        }
        let name = first == "--version" ? Version.name : first
        guard let verb = verbs.first(where: { $0.name == name }) else {
            let kind = first.hasPrefix("-") ? "option" : "verb"
            let hint = Spelling.hint(for: first, among: verbs.map { $0.name })
            self = .refused("\(Program.name) knows no \(kind) \"\(first)\"\(Self.orHelp(hint, Program.name))")
            return
        }
        do throws(Refusal) {
            let rest = words.dropFirst()
            // Whoever asks for help gets it, whatever else stands there.
            self =
                rest.contains("--help") || rest.contains("-h")
                ? .help(HelpText.verb(verb)) : .run(verb, try Self.arguments(rest, of: verb))
        } catch {
            self = .refused("\(Program.name) \(verb.name): \(error.sentence)")
        }
    }

    private struct Refusal: Error {
        let sentence: String
    }

    private static func arguments(
        _ words: ArraySlice<String>, of verb: any Verb.Type
    ) throws(Refusal) -> ParsedArguments {
        var (arguments, rest) = (ParsedArguments(), words)
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                guard !verb.operands.isEmpty else {
                    throw Refusal(sentence: "takes no argument \"\(word)\"")
                }
                arguments.add(operand: word)
                continue
            }
            let parts = word.dropFirst(2).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts.first ?? "")
            guard let option = verb.options.first(where: { $0.name == name }) else {
                let hint = Spelling.hint(for: "--" + name, among: verb.options.map { "--" + $0.name })
                let help = orHelp(hint, "\(Program.name) \(verb.name)")
                throw Refusal(sentence: "knows no option \"--\(name)\"\(help)")
            }
            guard !arguments.has(option) else { throw Refusal(sentence: "--\(name) is given twice") }
            var value = parts.count == 2 ? String(parts[1]) : nil
            if option.placeholder == nil {
                guard value == nil else { throw Refusal(sentence: "--\(name) takes no value") }
                value = ""
            }
            guard let value = value ?? rest.popFirst() else {
                throw Refusal(sentence: "--\(name) needs a value")
            }
            // The value itself is not repeated: it may be a secret.
            if let breach = option.breach(value) { throw Refusal(sentence: "--\(name) \(breach)") }
            arguments.add(value, for: option)
        }
        return arguments
    }

    private static func orHelp(_ hint: String, _ command: String) -> String {
        hint.isEmpty ? "; see \(command) --help" : hint
    }
}
