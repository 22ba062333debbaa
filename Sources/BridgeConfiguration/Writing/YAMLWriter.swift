/// Writes YAML line by line: mappings in block style, lists of single values in one line.
struct YAMLWriter {
    private(set) var text = ""
    private var indentation = 0
    /// The next line is the first of a list's element and gets its dash.
    private var beginsElement = false

    /// A key that is not ours, and a text.
    mutating func text(quoting key: String, _ value: String?) {
        // `$` is nothing special in a key.
        text(Self.scalar(key, doublingDollars: false), value)
    }

    /// A text, quoted where YAML or `${NAME}` would make something else of it; an empty key for `nil`.
    mutating func text(_ key: String, _ value: String?) {
        line(value.map { "\(key): \(Self.scalar($0, doublingDollars: true))" } ?? "\(key):")
    }

    /// A number, a duration or another word that needs no quotes.
    mutating func word(_ key: String, _ value: some CustomStringConvertible) { line("\(key): \(value)") }

    mutating func word(_ key: String, ifSet value: Int?) {
        line(value.map { "\(key): \($0)" } ?? "\(key):")
    }

    mutating func texts(_ key: String, _ values: [String]) {
        let scalars = values.map { Self.scalar($0, doublingDollars: true) }
        line("\(key): [\(scalars.joined(separator: ", "))]")
    }

    mutating func words(_ key: String, _ values: [String]) {
        line("\(key): [\(values.joined(separator: ", "))]")
    }

    mutating func mapping(_ key: String, _ write: (inout YAMLWriter) -> Void) {
        line("\(key):")
        indentation += 1
        write(&self)
        indentation -= 1
    }

    mutating func mappings<Element>(
        _ key: String, _ elements: [Element], _ write: (inout YAMLWriter, Element) -> Void
    ) {
        guard !elements.isEmpty else { return line("\(key): []") }
        line("\(key):")
        indentation += 2
        for element in elements {
            beginsElement = true
            write(&self, element)
        }
        indentation -= 2
    }

    private mutating func line(_ line: String) {
        let spaces = String(repeating: "  ", count: indentation)
        text += beginsElement ? spaces.dropLast(2) + "- " : spaces
        text += line + "\n"
        beginsElement = false
    }

    private static func scalar(_ value: String, doublingDollars: Bool) -> String {
        let isSafe = value.utf8.allSatisfy { character in
            switch character {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        // Digits alone would be a number to other readers, and these words something else again.
        let isWord = value.utf8.contains { !(0x30...0x39 ~= $0) } && value.first != "-"
        let reserved = ["null", "true", "false", "yes", "no", "on", "off"].contains(value.lowercased())
        if isSafe, isWord, !reserved { return value }
        var quoted = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "$" where doublingDollars: quoted += "$$"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                    let digits = String(scalar.value, radix: 16)
                    quoted += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
                default: quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}
