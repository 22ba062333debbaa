import BridgeConfiguration
import BridgeCore

/// `simulate`: a terminal in a box.
enum Simulate: Verb {
    static let name = "simulate"
    static let summary = "Plays a terminal: shakes hands, uploads punches, polls and carries out commands"
    static let details = "It prints what it does, and as it comes it is the terminal of config.example.yaml."
    static let options = [
        server.description, serial.description, punches.description, interval.description,
    ]

    static let server = Option.value(
        "server", "URL", rule: "an address like http://127.0.0.1:8081", default: "http://127.0.0.1:8081",
        "the bridge's device listener; http://127.0.0.1:8081 by default"
    ) { text in text.hasPrefix("http://") || text.hasPrefix("https://") ? text : nil }

    static let serial = Option.value(
        "serial", "SN", rule: SerialNumber.rule, default: SerialNumber(Demonstration.serial),
        "its serial number; \(Demonstration.serial) by default"
    ) { text in SerialNumber(text).map(Optional.some) }

    static let punches = Option.integer(
        "punches", "N", in: 0...1_000_000, default: 10, "how many punches it uploads")

    static let interval = Option.duration(
        "interval", "D", in: .zero ... .seconds(86400), default: .seconds(1),
        "the wait between two punches or polls")

    static func run(_ arguments: ParsedArguments) -> Int32 {
        StandardStream.error.write("\(Program.name) simulate: not built in yet\n")
        return ExitCode.failure
    }
}
