import BridgeCore

/// What a terminal does when told to (protocol section 6.5).
extension Terminal {
    private typealias Action = @Sendable (inout Terminal, String) -> Execution

    /// What the texts of commands begin with, the verb that is echoed, and what is done; the first that fits.
    private static let known: [(start: String, verb: String, act: Action)] = [
        ("DATA UPDATE ", "DATA", { $0.update($1) }), ("DATA DELETE ", "DATA", { $0.delete($1) }),
        ("DATA QUERY ", "DATA", { terminal, text in terminal.query(text) }),
        ("DATA USER ", "DATA", { $0.update("USERINFO " + $1) }),
        ("DATA DEL_USER ", "DATA", { $0.delete("USERINFO " + $1) }),
        ("DATA FP ", "DATA", { $0.update("FINGERTMP " + $1) }),
        ("DATA DEL_FP ", "DATA", { $0.delete("FINGERTMP " + $1) }),
        ("SET OPTION ", "SET OPTION", { $0.setOption($1) }),
        ("GET OPTION FROM ", "GET OPTION", { terminal, text in terminal.tellOption(text) }),
        ("RELOAD OPTIONS", "RELOAD OPTIONS", { _, _ in Execution(story: "takes up its options") }),
        ("INFO", "INFO", { terminal, _ in terminal.reportInfo() }),
        ("CHECK", "CHECK", { _, _ in Execution(story: "looks for changes") }),
        ("LOG", "LOG", { _, _ in Execution(story: "has nothing more to send") }),
        ("VERIFY SUM ATTLOG ", "VERIFY SUM", { terminal, text in terminal.count(text) }),
        ("CLEAR LOG", "CLEAR_LOG", { terminal, _ in terminal.clearPunches() }),
        ("CLEAR PHOTO", "CLEAR_PHOTO", { _, _ in Execution(story: "removes all punch photos") }),
        ("CLEAR BIODATA", "CLEAR_BIODATA", { terminal, _ in terminal.clear([.templates], "templates") }),
        ("CLEAR ALL USERINFO", "CLEAR ALL USERINFO", { terminal, _ in terminal.clearPeople() }),
        ("CLEAR DATA", "CLEAR_DATA", { terminal, _ in terminal.clearEverything() }),
        ("REBOOT", "REBOOT", { _, _ in Execution(story: "reboots", isReboot: true) }),
        ("AC_UNLOCK", "AC_UNLOCK", { _, _ in Execution(story: "opens the door") }),
        ("AC_UNALARM", "AC_UNALARM", { _, _ in Execution(story: "ends the alarm") }),
        ("ENROLL_FP ", "ENROLL_FP", { $0.enrolFinger($1) }),
        ("ENROLL_BIO ", "ENROLL_BIO", { $0.enrolTemplate($1) }),
        ("ENROLL_MF ", "ENROLL_MF", { $0.enrolCard($1) }),
        ("GetFile ", "GetFile", { terminal, text in terminal.sendFile(text) }),
        ("PutFile ", "PutFile", { _, _ in Execution(story: "would fetch a file") }),
        ("SHELL ", "Shell", { _, _ in Terminal.shell() }),
        ("UPGRADE ", "UPGRADE", { _, _ in Execution(story: "would install firmware", isReboot: true) }),
    ]

    mutating func perform(_ text: String) -> Execution {
        guard let command = Self.known.first(where: { text.hasPrefix($0.start) }) else {
            return Execution(returnCode: -1002, story: "does not know this command")
        }
        var execution = command.act(&self, String(text.dropFirst(command.start.count)))
        execution.verb = command.verb
        return execution
    }

    // MARK: - Options

    private mutating func setOption(_ text: String) -> Execution {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            return Execution(returnCode: -1, story: "was given no option")
        }
        let name = String(text[..<equals])
        guard !name.hasPrefix("~") else {
            return Execution(returnCode: -1, story: "does not let \(name) be set")
        }
        set(name, to: String(text[text.index(after: equals)...]))
        return Execution(story: name == "DateTime" ? "sets its clock" : "sets \(name)")
    }

    private func tellOption(_ name: String) -> Execution {
        guard let value = option(name) else {
            return Execution(returnCode: -4, story: "has no option \(name)")
        }
        return Execution(story: "tells \(name)", output: "\(name)=\(value)\n")
    }

    private func reportInfo() -> Execution {
        let lines = options + [("UserCount", String(people.count)), ("AttLogCount", String(punches.count))]
        return Execution(
            story: "tells about itself", output: lines.map { "\($0.name)=\($0.value)\n" }.joined())
    }

    // MARK: - Punches

    /// The punches of `StartTime=…<TAB>EndTime=…`. The form of these times sorts as text.
    func punches(in text: String) -> [TerminalPunch] {
        let span = TerminalRecord(text)
        let (from, until) = (span["StartTime"] ?? "", span["EndTime"] ?? "9")
        return punches.filter { punch in
            let time = punch.time.text(separator: from.contains("T") ? "T" : " ")
            return time >= from && time <= until
        }
    }

    private func count(_ text: String) -> Execution {
        let (count, span) = (punches(in: text).count, TerminalRecord(text))
        return Execution(
            story: "counts \(count) punches",
            fields: "&StartTime=\(span["StartTime"] ?? "")&EndTime=\(span["EndTime"] ?? "")"
                + "&AttlogSum=\(count)")
    }

    private mutating func clearPunches() -> Execution {
        punches = []
        return Execution(story: "removes all punches")
    }

    private mutating func clear(_ tables: [TerminalTable], _ what: String) -> Execution {
        for table in tables { records[table] = nil }
        return Execution(story: "removes all \(what)")
    }

    private mutating func clearPeople() -> Execution {
        clear(TerminalTable.allCases.filter { $0 == .people || $0.isPersonal }, "people")
    }

    private mutating func clearEverything() -> Execution {
        punches = []
        return clear(TerminalTable.allCases, "records")
    }

    // MARK: - Files

    private func sendFile(_ path: String) -> Execution {
        guard path.hasSuffix("options.cfg") else {
            return Execution(returnCode: -3, story: "has no file \(path)")
        }
        let text = options.map { "\($0.name)=\($0.value)\n" }.joined()
        var execution = Execution(returnCode: text.utf8.count, story: "sends \(path)")
        execution.file = (path, text)
        return execution
    }

    /// A simulated terminal runs nothing.
    private static func shell() -> Execution {
        var execution = Execution(story: "has no system to run this in")
        execution.file = ("shellout.txt", "adms-bridge simulator\n")
        return execution
    }
}
