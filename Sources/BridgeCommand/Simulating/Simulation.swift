import BridgeCore
import SimulatedTerminal

/// A terminal in a box, from its first handshake on: `simulate`.
struct Simulation {
    private var terminal: Terminal
    private let line: TerminalLine
    private let clock: any WallClock
    private let say: (String) -> Void

    init(
        server: String, serial: SerialNumber, clock: any WallClock, say: @escaping (String) -> Void
    ) throws(TerminalLine.Failure) {
        terminal = Terminal(serial: serial)
        line = try TerminalLine(server: server, serial: serial)
        self.clock = clock
        self.say = say
    }

    /// What a terminal does at power-on: handshake, then its options.
    mutating func start() throws(TerminalLine.Failure) {
        let options = try line.handshake()
        say("handshake ok: \(options.count) options, the server's zone for us is \(offset) from UTC")
        let answer = try line.upload(table: "options", terminal.optionsText)
        say("options sent, server says \(answer)")
    }

    /// Somebody comes by; the terminal reports at once.
    mutating func punch() throws(TerminalLine.Failure) {
        let now = clock.now() + .seconds(line.offsetMinutes * 60)
        let punch = terminal.punch(at: CivilTime(unixSeconds: now.seconds))
        let answer = try line.upload(table: "ATTLOG", punch.row)
        let what = punch.status == 0 ? "in" : "out"
        say("punch: pin \(punch.pin) \(what) at \(punch.time.text()), server says \(answer)")
    }

    /// Asks for commands, carries them out and reports.
    mutating func poll() throws(TerminalLine.Failure) {
        for command in try line.poll(info: terminal.info) {
            guard let execution = terminal.execute(command) else { continue }
            say("command \(execution.id): \(Self.shown(command)) -> the terminal \(execution.story)")
            if let upload = execution.upload, !upload.rows.isEmpty {
                let answer = try line.upload(table: upload.table, upload.rows)
                say("\(upload.table) sent, server says \(answer)")
            }
            try line.report(execution)
            say("command \(execution.id): returned \(execution.returnCode)")
            if execution.isReboot { try start() }
        }
    }

    private var offset: String {
        let (hours, minutes) = (abs(line.offsetMinutes) / 60, abs(line.offsetMinutes) % 60)
        return "\(line.offsetMinutes < 0 ? "-" : "+")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }

    /// A command without its number and without what nobody may read over a shoulder.
    private static func shown(_ command: Substring) -> String {
        command.split(separator: ":", maxSplits: 2).last.map { text in
            text.split(separator: "\t", omittingEmptySubsequences: false).map { cell in
                cell.hasPrefix("Passwd=") && cell.count > 7 ? "Passwd=***" : String(cell)
            }.joined(separator: " ")
        } ?? ""
    }
}
