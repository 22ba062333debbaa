/// `serve`: runs the bridge.
enum Serve: Verb {
    static let name = "serve"
    static let summary = "Runs the bridge"
    static let details = """
        SIGTERM or SIGINT stops it: it accepts nothing new, finishes what is under way within shutdown_grace, closes
        the store and exits with 0.
        """
    static let options = [ConfigurationFile.option.description]

    static func run(_ arguments: ParsedArguments) -> Int32 {
        StandardStream.error.write("\(Program.name) serve: not built in yet\n")
        return ExitCode.failure
    }
}
