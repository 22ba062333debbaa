import BridgeCore

/// How an event of the log looks in its line. Values may come from strangers: nothing in them can end the line,
/// look like another field or move the reader's cursor.
enum LogLine {
    /// Bytes of a value; the rest is cut off.
    private static let longestValue = 1024

    /// `2026-11-20T01:02:03.456Z INFO delivery.attempted outcome=delivered reason="not found"`
    static func text(
        at now: Instant, _ level: LogLevel, _ event: String, _ fields: [(name: String, value: String)]
    ) -> String {
        var line = "\(now.rfc3339) \(level.name.uppercased()) \(event)"
        for (name, value) in fields { line += " \(name)=\(quotedIfNeeded(cut(value)))" }
        return line + "\n"
    }

    /// `{"time":"2026-11-20T01:02:03.456Z","level":"info","event":"delivery.attempted","outcome":"delivered"}`
    static func json(
        at now: Instant, _ level: LogLevel, _ event: String, _ fields: [(name: String, value: String)]
    ) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("time")
        writer.string(now.rfc3339)
        writer.key("level")
        writer.string(level.name)
        writer.key("event")
        writer.string(event)
        for (name, value) in fields {
            writer.key(named: name)
            writer.string(cut(value))
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    private static func cut(_ value: String) -> String {
        value.utf8.count <= longestValue
            ? value : String(decoding: value.utf8.prefix(longestValue), as: UTF8.self) + "…"
    }

    private static func quotedIfNeeded(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { character in
            0x21...0x7e ~= character && character != UInt8(ascii: "\"") && character != UInt8(ascii: "=")
                && character != UInt8(ascii: "\\")
        }
        return isPlain && !value.isEmpty ? value : "\"\(escaped(value))\""
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                    text += "\\u{\(String(scalar.value, radix: 16))}"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }
}
