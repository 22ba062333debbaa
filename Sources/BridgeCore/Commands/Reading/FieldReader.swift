/// Reads the members of a JSON object against rules and collects every breach.
///
/// Ask for each member once, and for all of them whatever they hold, then call `finish`: it refuses members
/// nobody asked for. What was asked is in `parameters`.
package struct FieldReader {
    /// Unknown members that are named, at most: a request may be full of them.
    private static let maximumUnknown = 20
    private let object: JSONObject
    let prefix: String
    private var asked: Set<String> = []
    package private(set) var parameters: [Parameter] = []
    package private(set) var errors: [FieldError] = []

    /// - Parameter prefix: Stands before the names in messages, e.g. `params.`.
    package init(_ object: JSONObject, prefix: String = "") {
        self.object = object
        self.prefix = prefix
    }

    package mutating func refuse(_ name: String, _ message: String) {
        errors.append(FieldError(field: prefix + name, message: message))
    }

    mutating func refuse(_ others: [FieldError]) { errors += others }

    /// A member's value; JSON null counts as absent.
    package mutating func value(_ name: String, required: Bool = false) -> JSON? {
        value(Parameter(name: name, kind: .any, isRequired: required, rule: "any value"))
    }

    mutating func value(_ parameter: Parameter) -> JSON? {
        if asked.insert(parameter.name).inserted { parameters.append(parameter) }
        let value = object[parameter.name]
        if value == nil || value == .null {
            if parameter.isRequired { refuse(parameter.name, "is required") }
            return nil
        }
        return value
    }

    /// Whether the member is there and not null; asking does not count as reading it.
    func isGiven(_ name: String) -> Bool { object[name].map { $0 != .null } ?? false }

    /// A text of 1 to `maximum` UTF-8 bytes that a terminal's line protocol can carry.
    ///
    /// - Parameters:
    ///   - takesEmpty: Whether a text without a byte is one too: it takes away what was there.
    ///   - rule: What `isRight` asks for, as the end of the sentence "must be …".
    package mutating func text(
        _ name: String, required: Bool = false, maximum: Int, takesEmpty: Bool = false,
        allowingTab: Bool = false, rule: String? = nil, fallback: String? = nil, isWithheld: Bool = false,
        where isRight: (String) -> Bool = { _ in true }
    ) -> String? {
        let lengths = (takesEmpty ? 0 : 1)...maximum
        let parameter = Parameter(
            name: name, kind: .text(lengths), isRequired: required,
            rule: rule ?? "1 to \(maximum) bytes long", fallback: fallback.map(JSON.string),
            isWithheld: isWithheld)
        guard let value = value(parameter) else { return fallback }
        guard let text = line(value, of: name, lengths, allowingTab: allowingTab) else { return nil }
        guard isRight(text) else {
            refuse(name, "must be \(parameter.rule)")
            return nil
        }
        return text
    }

    /// `nil` after a refusal.
    mutating func line(
        _ value: JSON, of name: String, _ lengths: ClosedRange<Int>, allowingTab: Bool = false
    ) -> String? {
        guard case .string(let text) = value else {
            refuse(name, "must be a string, not \(value.kind)")
            return nil
        }
        guard lengths ~= text.utf8.count else {
            refuse(
                name,
                "must be \(lengths.lowerBound) to \(lengths.upperBound) bytes long, is \(text.utf8.count)")
            return nil
        }
        let isTab = { (scalar: UInt8) in allowingTab && scalar == 9 }
        guard !text.utf8.contains(where: { ($0 < 0x20 && !isTab($0)) || $0 == 0x7f }) else {
            refuse(
                name,
                "must not contain \(allowingTab ? "" : "TAB, ")CR, LF, NUL or another control character: "
                    + "the terminal's line protocol cannot carry it")
            return nil
        }
        guard !text.unicodeScalars.contains(where: { $0.steersText && $0.value >= 0x80 }) else {
            refuse(
                name,
                "must not contain control characters of U+0080 to U+009F, line separators (U+2028, U+2029) or "
                    + "what turns the direction of text (U+202A to U+202E, U+2066 to U+2069)")
            return nil
        }
        return text
    }

    package mutating func integer(
        _ name: String, required: Bool = false, in range: ClosedRange<Int>, fallback: Int? = nil
    ) -> Int? {
        let parameter = Parameter(
            name: name, kind: .integer(range), isRequired: required,
            rule: "\(range.lowerBound) to \(range.upperBound)",
            fallback: fallback.map { .integer(Int64($0)) })
        guard let value = value(parameter) else { return fallback }
        return number(value, of: name, in: range)
    }

    /// `nil` after a refusal.
    mutating func number(_ value: JSON, of name: String, in range: ClosedRange<Int>) -> Int? {
        guard case .integer(let number) = value else {
            refuse(name, "must be an integer, not \(value.kind)")
            return nil
        }
        guard let number = Int(exactly: number), range.contains(number) else {
            refuse(name, "must be \(range.lowerBound) to \(range.upperBound), is \(number)")
            return nil
        }
        return number
    }

    package mutating func object(_ name: String, required: Bool = false) -> JSONObject? {
        let parameter = Parameter(
            name: name, kind: .object([]), isRequired: required, rule: "an object")
        guard let value = value(parameter) else { return nil }
        guard case .object(let object) = value else {
            refuse(name, "must be an object, not \(value.kind)")
            return nil
        }
        return object
    }

    /// Throws everything that was wrong, unknown members included.
    package mutating func finish() throws(InvalidFields) {
        refuseUnknown()
        guard errors.isEmpty else { throw InvalidFields(errors: errors) }
    }

    mutating func refuseUnknown() {
        let known = asked.sorted().joined(separator: ", ")
        let rule = known.isEmpty ? "is not known; nothing is taken here" : "is not known; known are \(known)"
        for name in object.names.filter({ !asked.contains($0) }).prefix(Self.maximumUnknown) {
            refuse(String(name.prefix(100)), rule)
        }
    }
}
