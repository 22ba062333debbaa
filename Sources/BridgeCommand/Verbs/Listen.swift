import BridgeConfiguration
import BridgeCore

/// `listen`: a receiver of webhooks.
enum Listen: Verb {
    static let name = "listen"
    static let summary = "Receives webhooks on 127.0.0.1, verifies their signatures and prints each event"
    static let details = """
        As it comes it is the endpoint of config.example.yaml. Once a signature was bad it says so, answers 401 and
        later exits with 1.
        """
    static let options = [port.description, secret.description]

    static let port = Option.integer(
        "port", "PORT", in: 0...65535, default: Demonstration.receiverPort, "the port to listen on, 0 for any"
    )

    static let secret = Option.value(
        "secret", "SECRET", rule: SigningSecret.rule, default: SigningSecret(Demonstration.secret),
        "the endpoint's secret (whsec_…); the public one of config.example.yaml by default"
    ) { text in SigningSecret(text).map(Optional.some) }

    static func run(_ arguments: ParsedArguments) -> Int32 {
        StandardStream.error.write("\(Program.name) listen: not built in yet\n")
        return ExitCode.failure
    }
}
