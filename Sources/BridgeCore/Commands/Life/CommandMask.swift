import Crypto

/// Params as they may be shown: without what nobody may read back.
///
/// Passwords become `***`; templates and pictures `{"size", "sha256"}`, as events have them without their content.
/// Masking what is masked changes nothing.
package enum CommandMask {
    /// Members that hold bytes nobody ordered to be shown.
    private static let bulky: Set<String> = ["template", "photo"]
    /// Keys of a terminal's text that end so, lower case: what somebody could log in with.
    private static let secrets = ["passwd", "password", "pwd", "comkey", "commkey", "authkey"]
    /// Those of templates and pictures.
    private static let biometrics = ["tmp", "template", "content", "photo"]
    /// So many base64 characters in a row are a template or a picture, whatever their key.
    private static let suspiciousRun = 256

    package static func masked(_ params: JSONObject) -> JSONObject {
        var shown = JSONObject()
        for (name, value) in params.members { shown.append(name: name, value: masked(value, of: name)) }
        // An option's value is secret where its name says so.
        if case .string(let option)? = params["name"], isSecret(option), params["value"] != nil {
            shown["value"] = "***"
        }
        return shown
    }

    private static func masked(_ value: JSON, of name: String) -> JSON {
        switch value {
        case .null: return .null
        case .bool, .integer, .number: return isSecret(name) ? "***" : value
        case .string(let text):
            if isSecret(name) { return "***" }
            if bulky.contains(name) { return summary(text) }
            return .string(name == "text" || name == "command" ? masked(text) : text)
        case .array(let elements): return .array(elements.map { masked($0, of: name) })
        case .object(let object):
            if bulky.contains(name), case .string(let content)? = object["content_base64"] {
                return summary(content)
            }
            return .object(masked(object))
        }
    }

    private static func summary(_ base64: String) -> JSON {
        guard let bytes = Base64.decode(base64) else { return "***" }
        return ["size": .integer(Int64(bytes.count)), "sha256": .string(SHA256.hexDigest(bytes))]
    }

    /// A raw command is the terminal's own text, whose cells end at a TAB.
    private static func masked(_ text: String) -> String {
        text.split(separator: "\t", omittingEmptySubsequences: false).map(maskedCell).joined(separator: "\t")
    }

    /// A cell up to the first key whose value may not be shown; the rest of it may be that value.
    private static func maskedCell(_ cell: Substring) -> String {
        var start = cell.startIndex
        while let equals = cell[start...].firstIndex(of: "=") {
            start = cell.index(after: equals)
            let (key, value) = (cell[..<equals].lowercased(), cell[start...])
            if value.isEmpty || value.hasPrefix("[") && value.hasSuffix(" bytes withheld]") { break }
            if secrets.contains(where: key.hasSuffix) { return cell[..<start] + "***" }
            if biometrics.contains(where: key.hasSuffix) || hasLongRun(value) {
                return cell[..<start] + "[\(value.utf8.count) bytes withheld]"
            }
        }
        return hasLongRun(cell) ? "[\(cell.utf8.count) bytes withheld]" : String(cell)
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return secrets.contains(where: name.hasSuffix)
    }

    private static func hasLongRun(_ text: Substring) -> Bool {
        var run = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                run += 1
            default: run = 0
            }
            if run >= suspiciousRun { return true }
        }
        return false
    }
}
