package import BridgeCore

/// An attendance terminal's insides: its people, its records and what it does when told to. No network, no clock.
package struct Terminal: Sendable {
    package let serial: SerialNumber
    package let model: TerminalModel
    /// Punches it has ever made, oldest first.
    package internal(set) var punches: [TerminalPunch] = []
    var records: [TerminalTable: [TerminalRecord]] = [:]
    var options: [(name: String, value: String)]

    package init(serial: SerialNumber, model: TerminalModel) {
        self.serial = serial
        self.model = model
        let versions = model.infoTail ?? []
        options = [
            ("~DeviceName", "adms-bridge simulator"), ("~OEMVendor", "ADMS BRIDGE CO., LTD."),
            ("FWVersion", model.firmware), ("PushVersion", "Ver \(model.pushVersion ?? "2.2.14")"),
            ("FingerFunOn", "1"), ("FaceFunOn", "1"), ("FPVersion", versions.first ?? "9"),
            ("FaceVersion", versions.dropFirst().first ?? "0"), ("~MaxUserCount", "10"),
            ("~MaxAttLogCount", "10"),
        ]
        for option in model.options { set(option.name, to: option.value) }
        records[.people] = model.people.map { person in
            TerminalRecord("PIN=\(person.pin)\tName=\(person.name)\t\(model.userCells)")
        }
    }

    package var people: [(pin: String, name: String)] {
        (records[.people] ?? []).map { ($0["PIN"] ?? "", $0["Name"] ?? "") }
    }

    /// Somebody comes by: people take turns, first all in, then all out.
    package mutating func punch(at time: CivilTime) -> TerminalPunch {
        let people = people
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
            let fingerprints = records[.fingerprints]?.count ?? 0
            let counts = [
                model.firmware, String(people.count), String(fingerprints), String(punches.count),
                "127.0.0.1",
            ]
            return (counts + tail).joined(separator: ",")
        }
    }

    /// The OPERLOG rows of its people.
    package var peopleRows: String { rows(.people) { _ in true } }

    /// The rows of a table, each with its LF.
    func rows(_ table: TerminalTable, where isMeant: (TerminalRecord) -> Bool) -> String {
        guard let word = table.rowWord else { return "" }
        return (records[table] ?? []).filter(isMeant).map { "\(word) \($0.text)\n" }.joined()
    }

    func option(_ name: String) -> String? { options.last { $0.name == name }?.value }

    mutating func set(_ name: String, to value: String) {
        options.removeAll { $0.name == name }
        options.append((name, value))
    }

    /// Carries out one line of an answer to a poll (protocol section 6.5); `nil` for a line that is no command.
    package mutating func execute(_ line: some StringProtocol) -> Execution? {
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "C" else { return nil }
        var execution = perform(String(parts[2]))
        execution.id = String(parts[1])
        return execution
    }
}
