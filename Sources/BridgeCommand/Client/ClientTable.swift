import BridgeCore

/// JSON for people: lists as tables, objects as lines.
enum ClientTable {
    /// - Parameter widths: Of the columns so far, for rows that come little by little; none: heads come first.
    static func text(of rows: [JSONObject], columns: [String], widths: inout [Int]) -> String {
        var lines = rows.map { row in columns.map { visible(value($0, of: row)) } }
        if widths.isEmpty {
            lines.insert(columns.map { $0.split(separator: ".").last?.uppercased() ?? "" }, at: 0)
            widths = columns.map { _ in 0 }
        }
        for line in lines { widths = zip(widths, line).map { max($0, ScreenWidth.of($1)) } }
        return lines.map { cells in
            let padded = zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - ScreenWidth.of(cell))
            }
            return padded.joined(separator: "  ").trimmedEnd + "\n"
        }.joined()
    }

    static func text(of object: JSONObject, indent: String = "") -> String {
        let width = object.members.map { ScreenWidth.of(VisibleText.of($0.name)) }.max() ?? 0
        return object.members.map { name, value in
            let name = VisibleText.of(name)
            if case .object(let inner) = value, !inner.members.isEmpty {
                return "\(indent)\(name):\n" + text(of: inner, indent: indent + "  ")
            }
            let padding = String(repeating: " ", count: width - ScreenWidth.of(name))
            return "\(indent)\(name):\(padding) \(visible(value))\n"
        }.joined()
    }

    /// One value as a screen shows it.
    private static func visible(_ value: JSON?) -> String { VisibleText.of(text(value) ?? "-") }

    /// One value in one line; `nil` for null.
    static func text(_ value: JSON?) -> String? {
        switch value {
        case nil, .null: nil
        case .string(let text): text
        case .array(let elements): elements.map { text($0) ?? "-" }.joined(separator: ", ")
        case .bool, .integer, .number, .object: value?.text
        }
    }

    /// A member by its path, e.g. `device.serial`.
    private static func value(_ path: String, of row: JSONObject) -> JSON? {
        var value: JSON? = .object(row)
        for name in path.split(separator: ".") {
            guard case .object(let object)? = value else { return nil }
            value = object[String(name)]
        }
        return value
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self
        while text.hasSuffix(" ") { text.removeLast() }
        return text
    }
}
