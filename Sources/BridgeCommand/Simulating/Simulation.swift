import BridgeCore
import SimulatedTerminal

/// A terminal in a box, from its first handshake on: `simulate`.
struct Simulation {
    private var terminal: Terminal
    private let line: TerminalLine
    private let clock: any WallClock
    /// How long it lets pass before it tries again what the server did not take.
    private let patience: Duration
    private let say: (String) -> Void
    /// What the server has not taken yet, oldest first: it goes in this order.
    private var unsent: [TerminalUpload] = []
    /// How many of those were told of last, so that waiting is told once and not at every try.
    private var told = 0
    /// Whether the server was away, or could not do its work, when it was asked last.
    private var isCutOff = false

    init(
        server: String, serial: SerialNumber, model: TerminalModel, clock: any WallClock,
        patience: Duration, say: @escaping (String) -> Void
    ) throws(TerminalLine.Failure) {
        terminal = Terminal(serial: serial, model: model)
        self.patience = patience
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

    /// Punches it keeps because the server does not take them.
    var keptPunches: Int { unsent.count { $0.isPunch } }

    /// Somebody comes by; the terminal reports at once.
    mutating func punch() throws(TerminalLine.Failure) {
        let punch = terminal.punch(at: now)
        let direction = [0: " in", 1: " out"][punch.status] ?? ""
        let story = "punch: pin \(punch.pin)\(direction) at \(punch.time.text())"
        unsent.append(.punch(terminal.model.row(of: punch), at: punch.time, story: story))
        if terminal.model.takesPhotos { unsent.append(.photo(of: punch)) }
        try deliver()
    }

    /// Tries again what was not taken, asks for commands, carries them out and reports.
    mutating func poll() throws(TerminalLine.Failure) {
        try deliver()
        for command in try line.poll(info: terminal.info) {
            guard let execution = terminal.execute(command) else { continue }
            say(
                "command \(execution.id): \(VisibleText.of(Self.shown(command))) -> the terminal \(execution.story)"
            )
            if let upload = execution.upload, !upload.rows.isEmpty {
                try self.upload(upload.table, upload.rows)
            }
            for punch in execution.photos {
                unsent.append(.photo(of: punch))
            }
            try deliver()
            try line.report(execution)
            say("command \(execution.id): returned \(execution.returnCode)")
            if execution.isReboot { try start() }
        }
    }

    /// Polls as one who has all the time in the world: a server that is away for a while is asked again.
    mutating func pollPatiently() throws(TerminalLine.Failure) {
        do throws(TerminalLine.Failure) {
            try poll()
            if isCutOff { say("the server is back") }
            isCutOff = false
        } catch {
            guard error.isPassing else { throw error }
            guard !isCutOff else { return }
            isCutOff = true
            say("\(VisibleText.of(error.description)); trying again in \(DurationText.text(of: patience))")
        }
    }

    private mutating func upload(_ table: String, _ rows: String) throws(TerminalLine.Failure) {
        unsent.append(.rows(rows, table: table, at: now))
        try deliver()
    }

    /// Uploads what there is. A server that answers 503 gets it later: nothing is thrown away (protocol section 3).
    private mutating func deliver() throws(TerminalLine.Failure) {
        do throws(TerminalLine.Failure) {
            while let upload = unsent.first {
                let answer = try line.send(upload)
                say("\(upload.story), server says \(VisibleText.of(answer))")
                unsent.removeFirst()
            }
            told = 0
        } catch {
            guard case .refused(status: 503, let reason) = error else { throw error }
            guard unsent.count != told else { return }
            told = unsent.count
            let again = DurationText.text(of: patience)
            let kept = keptPunches == 1 ? "1 punch" : "\(keptPunches) punches"
            say(
                "held: the server does not take our data yet (\(VisibleText.of(reason))); keeping \(kept), "
                    + "trying again in \(again)")
        }
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
