import BridgeCore

/// Members of a body whose schema has been judged: of another kind than asked for they cannot be, and null counts
/// as absent.
extension JSONObject {
    func text(_ name: String) -> String? {
        if case .string(let text)? = self[name] { text } else { nil }
    }

    func integer(_ name: String) -> Int? {
        if case .integer(let number)? = self[name] { Int(exactly: number) } else { nil }
    }

    func flag(_ name: String) -> Bool? {
        if case .bool(let flag)? = self[name] { flag } else { nil }
    }

    func object(_ name: String) -> JSONObject? {
        if case .object(let object)? = self[name] { object } else { nil }
    }

    func list(_ name: String) -> [JSON]? {
        if case .array(let elements)? = self[name] { elements } else { nil }
    }

    func texts(_ name: String) -> [String]? {
        list(name)?.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    func duration(_ name: String) -> Duration? { text(name).flatMap(DurationText.parse) }
    func instant(_ name: String) -> Instant? { text(name).flatMap { Instant(rfc3339: $0) } }
}
