/// Reads the members of a JSON object against rules and collects every breach.
///
/// Ask for each member once, then call `finish`: it refuses members nobody asked for.
package struct FieldReader {
    /// Unknown members that are named, at most: a request may be full of them.
    private static let maximumUnknown = 20
    private let object: JSONObject
    private let prefix: String
    private var asked: Set<String> = []
    package private(set) var errors: [FieldError] = []

    /// - Parameter prefix: Stands before the names in messages, e.g. `params.`.
    package init(_ object: JSONObject, prefix: String = "") {
        self.object = object
        self.prefix = prefix
    }

    package mutating func refuse(_ name: String, _ message: String) {
        errors.append(FieldError(field: prefix + name, message: message))
    }

    /// A member's value; JSON null counts as absent.
    package mutating func value(_ name: String, required: Bool = false) -> JSON? {
        asked.insert(name)
        let value = object[name]
        if value == nil || value == .null {
            if required { refuse(name, "is required") }
            return nil
        }
        return value
    }

    /// A text of 1 to `maximum` UTF-8 bytes that a terminal's line protocol can carry.
    package mutating func text(
        _ name: String, required: Bool = false, maximum: Int, allowingTab: Bool = false
    ) -> String? {
        guard let value = value(name, required: required) else { return nil }
        guard case .string(let text) = value else {
            refuse(name, "must be a string, not \(value.kind)")
            return nil
        }
        guard 1...maximum ~= text.utf8.count else {
            refuse(name, "must be 1 to \(maximum) bytes long, is \(text.utf8.count)")
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
        return text
    }

    package mutating func integer(
        _ name: String, required: Bool = false, in range: ClosedRange<Int>
    ) -> Int? {
        guard let value = value(name, required: required) else { return nil }
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
        guard let value = value(name, required: required) else { return nil }
        guard case .object(let object) = value else {
            refuse(name, "must be an object, not \(value.kind)")
            return nil
        }
        return object
    }

    /// Throws everything that was wrong, unknown members included.
    package mutating func finish() throws(InvalidFields) {
        let known = asked.sorted().joined(separator: ", ")
        let rule = known.isEmpty ? "is not known; nothing is taken here" : "is not known; known are \(known)"
        for name in object.names.filter({ !asked.contains($0) }).prefix(Self.maximumUnknown) {
            refuse(String(name.prefix(100)), rule)
        }
        guard errors.isEmpty else { throw InvalidFields(errors: errors) }
    }
}
