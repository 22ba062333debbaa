import BridgeCore

/// The parameters of a request's query, judged by the route's schemas.
struct Query: Sendable {
    private var values: [String: JSON] = [:]

    /// A parameter's text as the value its schema wants, where it can be read so.
    static func value(_ text: String, _ schema: Schema) -> JSON {
        switch schema.kind {
        case .integer:
            let digits = text.first == "-" ? text.dropFirst() : text[...]
            let isPlain = digits.utf8.allSatisfy { 0x30...0x39 ~= $0 }
            return isPlain ? Int64(text).map(JSON.integer) ?? .string(text) : .string(text)
        case .boolean: return text == "true" ? true : text == "false" ? false : .string(text)
        case .anything, .number, .text, .words, .choice, .list, .object, .map, .oneOf, .variants, .refused:
            return .string(text)
        }
    }

    /// In what a parameter breaks the rules of its schema. It is always written as a text, so that it is one says
    /// nothing to whoever wrote it.
    static func breaches(of value: JSON, _ schema: Schema, at name: String) -> [FieldError] {
        switch (schema.kind, value) {
        case (.integer(let range), .string):
            let bounds = range.upperBound == .max ? "" : " from \(range.lowerBound) to \(range.upperBound)"
            return [FieldError(field: name, message: "must be an integer\(bounds)")]
        case (.boolean, .string): return [FieldError(field: name, message: "must be true or false")]
        default: return schema.breaches(of: value, at: name)
        }
    }

    func contains(_ name: String) -> Bool { values[name] != nil }
    mutating func set(_ name: String, _ value: JSON) { values[name] = value }

    func text(_ name: String) -> String? {
        if case .string(let text)? = values[name] { text } else { nil }
    }

    func integer(_ name: String) -> Int? {
        if case .integer(let number)? = values[name] { Int(number) } else { nil }
    }

    func flag(_ name: String) -> Bool? {
        if case .bool(let flag)? = values[name] { flag } else { nil }
    }

    /// A place in the log.
    func sequence(_ name: String) -> Int64? { text(name).flatMap { Int64($0) } }

    /// How many elements a page may have.
    var limit: Int { integer("limit") ?? PageLimit.usual }
}
