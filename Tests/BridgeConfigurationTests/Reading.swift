import BridgeConfiguration

/// Reads a text as `c.yaml`.
func read(_ text: String, _ environment: [String: String] = [:]) -> Result<Configuration, ConfigurationErrors>
{
    ConfigurationReader.read(Array(text.utf8), fileName: "c.yaml", environment: environment)
}

/// The errors of a text, without the file's name; none if it was fine.
func errors(_ text: String, _ environment: [String: String] = [:]) -> [String] {
    switch read(text, environment) {
    case .success: []
    case .failure(let errors): errors.lines.map { String($0.dropFirst("c.yaml:".count)) }
    }
}
