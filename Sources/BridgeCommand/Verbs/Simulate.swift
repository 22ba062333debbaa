import BridgeConfiguration
import BridgeCore
import Glibc
import SimulatedTerminal

/// `simulate`: a terminal in a box.
enum Simulate: Verb {
    static let name = "simulate"
    static let summary = "Plays a terminal: shakes hands, uploads punches, polls and carries out commands"
    static let details = """
        It prints what it does, and as it comes it is the terminal of config.example.yaml. After its punches it goes on
        polling until it is interrupted, or ends if it is to work --once. What the server does not take yet (503, a
        terminal nobody has claimed) it keeps and tries again; working --once it then ends with 1. While it polls, a server
        that goes away is waited for. It can be a terminal of another family:

        \(TerminalModel.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
        """
    static let options = [
        server.description, serial.description, model.description, punches.description, interval.description,
        once.description,
    ]

    static let server = Option.value(
        "server", "URL", rule: "an address like http://127.0.0.1:8081", default: "http://127.0.0.1:8081",
        "the bridge's device listener; http://127.0.0.1:8081 by default"
    ) { text in text.hasPrefix("http://") || text.hasPrefix("https://") ? text : nil }

    static let serial = Option.value(
        "serial", "SN", rule: SerialNumber.rule, default: SerialNumber(Demonstration.serial),
        "its serial number; \(Demonstration.serial) by default"
    ) { text in SerialNumber(text).map(Optional.some) }

    static let model = Option.value(
        "model", "NAME", rule: "one of " + TerminalModel.all.map(\.name).joined(separator: ", "),
        default: TerminalModel.speedface, "the family it plays; \(TerminalModel.speedface.name) by default"
    ) { TerminalModel.named($0) }

    static let punches = Option.integer(
        "punches", "N", in: 0...1_000_000, default: 3, "how many punches it uploads")

    static let interval = Option.duration(
        "interval", "D", in: .zero ... .seconds(86400), default: .seconds(2),
        "the wait between two punches or polls")

    static let once = Option.flag("once", "end after the punches and one more poll")

    static func run(_ arguments: ParsedArguments) -> Int32 {
        guard let serial = arguments[serial] else { return ExitCode.misuse }
        let (server, model) = (arguments[server], arguments[model])
        say("terminal \(serial), a \(model.name), server \(server)")
        do throws(TerminalLine.Failure) {
            var simulation = try Simulation(
                server: server, serial: serial, model: model, clock: SystemClock(),
                patience: patience(arguments), say: say)
            try work(&simulation, arguments)
            // Only who works --once comes here: a terminal would go on trying.
            guard simulation.keptPunches == 0 else {
                StandardStream.error.write(
                    "\(Program.name) simulate: the server took none of the \(simulation.keptPunches) punches left; "
                        + "without --once it is tried again\n")
                return ExitCode.failure
            }
            return ExitCode.success
        } catch {
            StandardStream.error.write("\(Program.name) simulate: \(server): \(error)\n")
            return ExitCode.failure
        }
    }

    private static func work(
        _ simulation: inout Simulation, _ arguments: ParsedArguments
    ) throws(TerminalLine.Failure) {
        try simulation.start()
        for _ in 0..<arguments[punches] {
            try simulation.punch()
            try simulation.poll()
            pause(arguments[interval])
        }
        guard !arguments[once] else { return try simulation.poll() }
        say("polling for commands every \(DurationText.text(of: arguments[interval]))")
        while true {
            try simulation.pollPatiently()
            pause(patience(arguments))
        }
    }

    /// The wait between two polls: with no wait at all it would do nothing but ask.
    private static func patience(_ arguments: ParsedArguments) -> Duration {
        max(arguments[interval], .milliseconds(200))
    }

    private static func pause(_ time: Duration) { usleep(UInt32(clamping: time.milliseconds * 1000)) }

    private static func say(_ line: String) { StandardStream.output.write(line + "\n") }
}
