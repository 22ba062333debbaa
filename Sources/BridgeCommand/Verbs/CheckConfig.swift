/// `check-config`: says everything that is wrong with a configuration.
enum CheckConfig: Verb {
    static let name = "check-config"
    static let summary = "Checks a configuration file"
    static let details = """
        Exits with 0 if it is fine, else with 2 and every error as FILE:LINE: key: what is wrong. Nothing is opened,
        written or bound.
        """
    static let options = [ConfigurationFile.option.description]

    static func run(_ arguments: ParsedArguments) -> Int32 {
        switch ConfigurationFile.load(arguments[ConfigurationFile.option]) {
        case .success(let file):
            StandardStream.output.write("\(file.name): fine\n")
            return ExitCode.success
        case .failure(let unusable): return unusable.report()
        }
    }
}
