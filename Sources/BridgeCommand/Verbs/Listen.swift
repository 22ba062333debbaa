import BridgeConfiguration
import BridgeCore
import HTTPEngine

/// `listen`: a receiver of webhooks.
enum Listen: Verb {
    static let name = "listen"
    static let summary = "Receives webhooks on 127.0.0.1, verifies their signatures and prints each event"
    static let details = """
        As it comes it is the endpoint of config.example.yaml. Once a signature was bad it says so, answers 401 and
        later exits with 1.
        """
    static let options = [port.description, secret.description, count.description]

    static let port = Option.integer(
        "port", "PORT", in: 0...65535, default: Demonstration.receiverPort, "the port to listen on, 0 for any"
    )

    static let secret = Option.value(
        "secret", "SECRET", rule: SigningSecret.rule, default: SigningSecret(Demonstration.secret),
        "the endpoint's secret (whsec_…); the public one of config.example.yaml by default"
    ) { text in SigningSecret(text).map(Optional.some) }

    static let count = Option.integer(
        "count", "N", in: 0...1_000_000, default: 0, "end after so many webhooks, 0 for never")

    static func run(_ arguments: ParsedArguments) -> Int32 {
        guard let secret = arguments[secret], let port = UInt16(exactly: arguments[port]) else {
            return ExitCode.misuse
        }
        StopSignal.block()
        let limit = arguments[count] == 0 ? nil : arguments[count]
        let receiver = WebhookReceiver(secret: secret, limit: limit, clock: SystemClock()) { line in
            StandardStream.output.write(line + "\n")
        }
        do throws(HTTPServerError) {
            let server = try HTTPServer(
                address: "127.0.0.1", port: port, tls: nil, limits: HTTPLimits(), responder: receiver)
            StandardStream.output.write("listening on http://127.0.0.1:\(server.port)/, interrupt to end\n")
            if limit == nil { _ = StopSignal.wait() } else { StopSignal.wait(orFor: receiver.isFull) }
            server.stop(grace: .seconds(1))
        } catch {
            StandardStream.error.write("\(Program.name) listen: \(error)\n")
            return ExitCode.failure
        }
        let tally = receiver.tally
        StandardStream.output.write("\(tally.valid) with a good signature, \(tally.invalid) with a BAD one\n")
        return tally.invalid == 0 ? ExitCode.success : ExitCode.failure
    }
}
