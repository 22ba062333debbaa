import BridgeConfiguration

/// `print-config`: shows what a configuration comes to.
enum PrintConfig: Verb {
    static let name = "print-config"
    static let summary = "Prints the effective configuration, defaults filled in and secrets masked"
    static let details = ""
    static let options = [ConfigurationFile.option.description]

    static func run(_ arguments: ParsedArguments) -> Int32 {
        switch ConfigurationFile.load(arguments[ConfigurationFile.option]) {
        case .success(let file):
            do throws(StandardStream.Failure) {
                try StandardStream.output.print(ConfigurationWriter.text(of: file.configuration))
                return ExitCode.success
            } catch {
                StandardStream.error.write("\(Program.name) \(name): \(error)\n")
                return ExitCode.failure
            }
        case .failure(let unusable): return unusable.report()
        }
    }
}
