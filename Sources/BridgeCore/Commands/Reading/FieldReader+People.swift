/// Members that many commands have: people, and texts that end up between a terminal's own words.
extension FieldReader {
    private static let pinRule = "1 to 24 of A-Z a-z 0-9 _ - and not 0"

    /// A person's number: 1 to 24 letters or digits (protocol section 3.3; 14 digits are the documents' limit,
    /// newer models take more).
    mutating func pin(required: Bool) -> String? {
        text("pin", required: required, maximum: 24, rule: Self.pinRule, where: Self.isPin)
    }

    /// A list of people's numbers; empty where it is left out.
    mutating func pins(_ name: String, maximum: Int) -> [String] {
        let parameter = Parameter(
            name: name, kind: .list(of: .text(1...24), maximum: maximum),
            rule: "a list of at most \(maximum) pins, each \(Self.pinRule)")
        var isGiven = false
        var pins: [String] = []
        for (place, value) in list(parameter, counts: 0...maximum, isGiven: &isGiven).enumerated() {
            let name = "\(name)[\(place)]"
            guard let pin = line(value, of: name, 1...24) else { continue }
            if Self.isPin(pin) { pins.append(pin) } else { refuse(name, "must be \(Self.pinRule)") }
        }
        return pins
    }

    private static func isPin(_ text: String) -> Bool {
        Identifier.isWellFormed(text.utf8, lengths: 1...24) && text != "0"
    }

    /// A free text beside which a terminal looks for `keys` (protocol section 6.1, DEVSRC): it finds them anywhere
    /// in the line.
    mutating func prose(
        _ name: String, required: Bool = false, maximum: Int, takesEmpty: Bool = false,
        withoutKeys keys: [String]
    ) -> String? {
        let list = keys.map { "`\($0)`" }.joined(separator: " ")
        return text(
            name, required: required, maximum: maximum, takesEmpty: takesEmpty,
            rule: "1 to \(maximum) bytes long without \(list), which terminals would read as other fields"
                + (takesEmpty ? "; or empty, which takes it away" : "")
        ) { text in !keys.contains { text.contains($0) } }
    }

    /// The name of a terminal's option.
    ///
    /// - Parameter allowingMakers: Whether those beginning with `~` are taken. They are the maker's: terminals
    ///   refuse to set them (protocol section 6.5).
    mutating func optionName(allowingMakers: Bool) -> String? {
        text(
            "name", required: true, maximum: 64,
            rule: "1 to 64 of A-Z a-z 0-9 _ -"
                + (allowingMakers
                    ? ", perhaps after a ~"
                    : " and not begin with ~: terminals do not let these options be set")
        ) { name in
            let rest = allowingMakers && name.hasPrefix("~") ? name.dropFirst() : name[...]
            return Identifier.isWellFormed(rest.utf8, lengths: 1...64)
        }
    }

    static func isDigits(_ text: String) -> Bool { text.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
}
