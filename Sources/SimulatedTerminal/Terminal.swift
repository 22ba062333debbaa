package import BridgeCore

/// An attendance terminal's insides: its people, its records and what it does when told to. No network, no clock.
package struct Terminal: Sendable {
    package let serial: SerialNumber
    package let model: TerminalModel
    package private(set) var people: [(pin: String, name: String)]
    /// Punches it has ever made, oldest first.
    package private(set) var punches: [TerminalPunch] = []
    private var options: [(name: String, value: String)]

    package init(serial: SerialNumber, model: TerminalModel) {
        self.serial = serial
        self.model = model
        people = model.people
        let versions = model.infoTail ?? []
        options = [
            ("~DeviceName", "adms-bridge simulator"), ("~OEMVendor", "ADMS BRIDGE CO., LTD."),
            ("FWVersion", model.firmware), ("PushVersion", "Ver \(model.pushVersion ?? "2.2.14")"),
            ("FingerFunOn", "1"), ("FaceFunOn", "1"), ("FPVersion", versions.first ?? "9"),
            ("FaceVersion", versions.dropFirst().first ?? "0"), ("~MaxUserCount", "10"),
            ("~MaxAttLogCount", "10"),
        ]
        options += model.options
    }

    /// Somebody comes by: people take turns, first all in, then all out.
    package mutating func punch(at time: CivilTime) -> TerminalPunch {
        let round = max(1, people.count)
        let pin = people.isEmpty ? "1" : people[punches.count % round].pin
        let status = model.knowsDirection ? punches.count / round % 2 : 255
        let punch = TerminalPunch(pin: pin, time: time, status: status)
        punches.append(punch)
        return punch
    }

    /// The body of its `options` upload: one line, cut by commas (protocol section 3.7).
    package var optionsText: String {
        options.map { "\($0.name)=\($0.value)" }.joined(separator: ",") + "\n"
    }

    /// `INFO` of a poll (protocol section 4); `nil` where its family tells none.
    package var info: String? {
        model.infoTail.map { tail in
            let counts = [model.firmware, String(people.count), "0", String(punches.count), "127.0.0.1"]
            return (counts + tail).joined(separator: ",")
        }
    }

    /// The OPERLOG rows of its people.
    package var peopleRows: String { people.map { model.row(of: $0) }.joined() }

    /// Carries out one line of an answer to a poll (protocol section 6.5); `nil` for a line that is no command.
    package mutating func execute(_ line: some StringProtocol) -> Execution? {
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "C" else { return nil }
        var execution = perform(String(parts[2]))
        execution.id = String(parts[1])
        return execution
    }

    private mutating func perform(_ text: String) -> Execution {
        let known: [(start: String, verb: String, act: (inout Terminal, String) -> Execution)] = [
            ("DATA UPDATE USERINFO ", "DATA", { $0.saveUser($1) }),
            ("DATA DELETE USERINFO ", "DATA", { $0.deleteUser($1) }),
            ("DATA QUERY USERINFO", "DATA", { $0.reportUsers($1) }),
            ("DATA QUERY ATTLOG ", "DATA", { $0.reportPunches($1) }),
            ("SET OPTION ", "SET OPTION", { $0.setOption($1) }),
            ("INFO", "INFO", { terminal, _ in terminal.reportInfo() }),
            ("CHECK", "CHECK", { _, _ in Execution(story: "looks for changes") }),
            ("REBOOT", "REBOOT", { _, _ in Execution(story: "reboots", isReboot: true) }),
            ("AC_UNLOCK", "AC_UNLOCK", { _, _ in Execution(story: "opens the door") }),
        ]
        guard let command = known.first(where: { text.hasPrefix($0.start) }) else {
            return Execution(returnCode: -1002, story: "does not know this command")
        }
        var execution = command.act(&self, String(text.dropFirst(command.start.count)))
        execution.verb = command.verb
        return execution
    }

    private mutating func saveUser(_ text: String) -> Execution {
        let fields = Self.fields(text)
        guard let pin = fields["PIN"] else { return Execution(returnCode: -1, story: "was given no PIN") }
        people.removeAll { $0.pin == pin }
        people.append((pin, fields["Name"] ?? ""))
        return Execution(story: "saves user \(pin)")
    }

    private mutating func deleteUser(_ text: String) -> Execution {
        let pin = Self.fields(text)["PIN"] ?? ""
        guard people.contains(where: { $0.pin == pin }) else {
            return Execution(returnCode: -10, story: "has no user \(pin)")
        }
        people.removeAll { $0.pin == pin }
        return Execution(story: "deletes user \(pin)")
    }

    private func reportUsers(_ text: String) -> Execution {
        let pin = Self.fields(text)["PIN"]
        let rows = people.filter { pin == nil || $0.pin == pin }.map { model.row(of: $0) }
        return Execution(story: "sends \(rows.count) users", upload: ("OPERLOG", rows.joined()))
    }

    private func reportPunches(_ text: String) -> Execution {
        let fields = Self.fields(text)
        // The form of these times sorts as text.
        let rows = punches.filter { punch in
            punch.time.text() >= fields["StartTime"] ?? "" && punch.time.text() <= fields["EndTime"] ?? "9"
        }.map { model.row(of: $0) }
        return Execution(story: "sends \(rows.count) punches again", upload: ("ATTLOG", rows.joined()))
    }

    private mutating func setOption(_ text: String) -> Execution {
        guard let (name, value) = Self.pair(text[...]) else {
            return Execution(returnCode: -1, story: "was given no option")
        }
        options.removeAll { $0.name == name }
        options.append((name, value))
        return Execution(story: "sets \(name)")
    }

    private func reportInfo() -> Execution {
        let lines = options + [("UserCount", String(people.count)), ("AttLogCount", String(punches.count))]
        return Execution(
            story: "tells about itself", output: lines.map { "\($0.name)=\($0.value)\n" }.joined())
    }

    private static func fields(_ text: String) -> [String: String] {
        Dictionary(text.drop { $0 == " " }.split(separator: "\t").compactMap(pair)) { $1 }
    }

    private static func pair(_ text: Substring) -> (String, String)? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
}
