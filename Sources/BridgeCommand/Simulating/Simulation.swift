import BridgeCore
import SimulatedTerminal

/// A terminal in a box, from its first handshake on: `simulate`.
struct Simulation {
    private var terminal: Terminal
    private let line: TerminalLine
    private let clock: any WallClock
    private let say: (String) -> Void

    init(
        server: String, serial: SerialNumber, model: TerminalModel, clock: any WallClock,
        say: @escaping (String) -> Void
    ) throws(TerminalLine.Failure) {
        terminal = Terminal(serial: serial, model: model)
        line = try TerminalLine(server: server, serial: serial, model: model)
        self.clock = clock
        self.say = say
    }

    /// What a terminal does at power-on: handshake, then whatever its model tells of itself.
    mutating func start() throws(TerminalLine.Failure) {
        let options = try line.handshake()
        say("handshake ok: \(options.count) options, the server's zone for us is \(offset) from UTC")
        if terminal.model.asksTime, let time = try line.time() {
            say("the server's time is \(time.text()), \(offset) from UTC")
        }
        if terminal.model.reportsOptions { try upload("options", terminal.optionsText) }
        if terminal.model.uploadsPeople { try upload("OPERLOG", terminal.peopleRows) }
    }

    /// Somebody comes by; the terminal reports at once.
    mutating func punch() throws(TerminalLine.Failure) {
        let punch = terminal.punch(at: now)
        let answer = try line.upload(table: "ATTLOG", terminal.model.row(of: punch), at: punch.time)
        let direction = [0: " in", 1: " out"][punch.status] ?? ""
        say("punch: pin \(punch.pin)\(direction) at \(punch.time.text()), server says \(answer)")
        if terminal.model.takesPhotos {
            say("photo sent, server says \(try line.upload(photoOf: punch))")
        }
    }

    /// Asks for commands, carries them out and reports.
    mutating func poll() throws(TerminalLine.Failure) {
        for command in try line.poll(info: terminal.info) {
            guard let execution = terminal.execute(command) else { continue }
            say("command \(execution.id): \(Self.shown(command)) -> the terminal \(execution.story)")
            if let upload = execution.upload, !upload.rows.isEmpty {
                try self.upload(upload.table, upload.rows)
            }
            for punch in execution.photos {
                say("photo sent, server says \(try line.upload(photoOf: punch))")
            }
            try line.report(execution)
            say("command \(execution.id): returned \(execution.returnCode)")
            if execution.isReboot { try start() }
        }
    }

    private func upload(_ table: String, _ rows: String) throws(TerminalLine.Failure) {
        let answer = try line.upload(table: table, rows, at: now)
        say("\(table) sent, server says \(answer)")
    }

    /// The terminal's own clock.
    private var now: CivilTime {
        CivilTime(unixSeconds: (clock.now() + .seconds(line.offsetMinutes * 60)).seconds)
    }

    private var offset: String {
        let (hours, minutes) = (abs(line.offsetMinutes) / 60, abs(line.offsetMinutes) % 60)
        return "\(line.offsetMinutes < 0 ? "-" : "+")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }

    /// A command without its number and without what nobody may read over a shoulder.
    private static func shown(_ command: Substring) -> String {
        command.split(separator: ":", maxSplits: 2).last.map { text in
            text.split(separator: "\t", omittingEmptySubsequences: false).map { cell in
                if cell.hasPrefix("Passwd="), cell.count > 7 { return "Passwd=***" }
                let key = cell.prefix { $0 != "=" }
                let isBinary = ["TMP", "Tmp", "Content"].contains(key) && cell.count > key.count + 1
                return isBinary ? "\(key)=…" : String(cell)
            }.joined(separator: " ")
        } ?? ""
    }
}
