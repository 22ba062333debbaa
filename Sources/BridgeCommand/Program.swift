import Glibc

/// `adms-bridge`: finds the verb, reads its arguments and runs it.
@main enum Program {
    static let name = "adms-bridge"

    private static var verbs: [any Verb.Type] {
        [
            Serve.self, CheckConfig.self, PrintConfig.self, Simulate.self, Listen.self, Bench.self,
            Tenants.self, Keys.self, Devices.self, Endpoints.self, Commands.self, Events.self, Version.self,
        ]
    }

    static func main() {
        exit(run(Array(CommandLine.arguments.dropFirst())))
    }

    private static func run(_ words: [String]) -> Int32 {
        switch CommandLineReading(words, verbs: verbs) {
        case .run(let verb, let arguments): return verb.run(arguments)
        case .help(let text):
            StandardStream.output.write(text)
            return ExitCode.success
        case .refused(let sentence):
            StandardStream.error.write("\(sentence)\n")
            return ExitCode.misuse
        }
    }
}

/// What the program's exit tells a script.
enum ExitCode {
    static let success: Int32 = 0
    /// It was asked for the right thing and could not do it.
    static let failure: Int32 = 1
    /// Arguments or configuration are wrong.
    static let misuse: Int32 = 2
}
