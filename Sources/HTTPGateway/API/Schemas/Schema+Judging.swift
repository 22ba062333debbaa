import BridgeCore

extension Schema {
    /// Names of unknown members that are told, at most: a request may be full of them.
    private static let maximumUnknown = 20

    /// Everything in which a value breaks the rules.
    ///
    /// - Parameter field: Where the value stands, e.g. `batch.max_events`; empty for the whole body.
    func breaches(of value: JSON, at field: String = "") -> [FieldError] {
        if value == .null, isNullable { return [] }
        switch kind {
        case .anything: return []
        case .boolean: if case .bool = value { return [] }
        case .number:
            switch value {
            case .number, .integer: return []
            case .null, .bool, .string, .array, .object: break
            }
        case .words: if case .string = value { return [] }
        case .integer(let range):
            guard case .integer(let number) = value else { break }
            guard !range.contains(number) else { return [] }
            return [FieldError(field: field, message: Self.rule(of: range) + ", is \(number)")]
        case .text(let rule):
            guard case .string(let text) = value else { break }
            return rule.breach(text).map { [FieldError(field: field, message: $0)] } ?? []
        case .choice(let words):
            guard case .string(let text) = value else { break }
            guard !words.contains(text) else { return [] }
            return [FieldError(field: field, message: "must be one of \(words.joined(separator: ", "))")]
        case .list(let element, let lengths):
            guard case .array(let elements) = value else { break }
            return Self.breaches(in: elements, element, lengths, at: field)
        case .object(let members, _):
            guard case .object(let object) = value else { break }
            return Self.breaches(in: object, members, at: field)
        case .map(let names, let values, let maximum):
            guard case .object(let object) = value else { break }
            return Self.breaches(in: object, names, values, maximum, at: field)
        case .oneOf(let schemas): return Self.breaches(of: value, schemas, at: field)
        case .variants(let member, let variants):
            guard case .object(let object) = value else { break }
            return Self.breaches(in: object, toldBy: member, variants, at: field)
        case .refused(let why): return [FieldError(field: field, message: why)]
        }
        return [FieldError(field: field, message: "must be \(noun), not \(value.kind)")]
    }

    private static func breaches(
        in elements: [JSON], _ schema: Schema, _ lengths: ClosedRange<Int>, at field: String
    ) -> [FieldError] {
        guard lengths.contains(elements.count) else {
            let rule =
                lengths.upperBound == .max
                ? "must have at least \(lengths.lowerBound) elements"
                : "must have \(lengths.lowerBound) to \(lengths.upperBound) elements"
            return [FieldError(field: field, message: "\(rule), has \(elements.count)")]
        }
        return elements.enumerated().flatMap { schema.breaches(of: $1, at: "\(field)[\($0)]") }
    }

    private static func breaches(
        in object: JSONObject, _ members: [Member], at field: String
    ) -> [FieldError] {
        let prefix = field.isEmpty ? "" : field + "."
        var errors: [FieldError] = []
        for member in members {
            if let value = object[member.name] {
                errors += member.schema.breaches(of: value, at: prefix + member.name)
            } else if member.isRequired {
                errors.append(FieldError(field: prefix + member.name, message: "is required"))
            }
        }
        let known = members.map(\.name)
        let named = members.filter { if case .refused = $0.schema.kind { false } else { true } }.map(\.name)
        let rule =
            named.isEmpty
            ? "is not known; nothing is taken here"
            : "is not known; known are \(named.sorted().joined(separator: ", "))"
        for name in object.names.filter({ !known.contains($0) }).prefix(maximumUnknown) {
            errors.append(FieldError(field: prefix + name.prefix(100), message: rule))
        }
        return errors
    }

    private static func breaches(
        in object: JSONObject, _ names: TextRule?, _ values: Schema, _ maximum: Int, at field: String
    ) -> [FieldError] {
        guard object.members.count <= maximum else {
            return [
                FieldError(
                    field: field, message: "must have at most \(maximum) members, has \(object.members.count)"
                )
            ]
        }
        return object.members.flatMap { name, value in
            let place = "\(field).\(name.prefix(100))"
            if let breach = names?.breach(name) {
                return [FieldError(field: place, message: breach)]
            }
            return values.breaches(of: value, at: place)
        }
    }

    private static func breaches(
        in object: JSONObject, toldBy member: String, _ variants: [Variant], at field: String
    ) -> [FieldError] {
        if case .string(let word)? = object[member],
            let variant = variants.first(where: { $0.word == word })
        {
            return variant.schema.breaches(of: .object(object), at: field)
        }
        let words = Schema.choice(variants.map(\.word))
        let place = (field.isEmpty ? "" : field + ".") + member
        guard let value = object[member] else { return [FieldError(field: place, message: "is required")] }
        return words.breaches(of: value, at: place)
    }

    /// Where none of several schemas fits, the breaches of the one that comes nearest are told: of those that want
    /// a value of this kind, if any do.
    private static func breaches(of value: JSON, _ schemas: [Schema], at field: String) -> [FieldError] {
        let fitting = schemas.filter { $0.wants(value) }
        if fitting.count == 1, !fitting[0].isChoice { return fitting[0].breaches(of: value, at: field) }
        let tries = schemas.map { $0.breaches(of: value, at: field) }
        guard let nearest = tries.min(by: { $0.count < $1.count }), !nearest.isEmpty else { return [] }
        let isOfWrongKind = tries.allSatisfy { $0.first?.field == field && $0.count == 1 }
        guard isOfWrongKind else { return nearest }
        return [
            FieldError(
                field: field, message: "must be " + schemas.map(\.noun).joined(separator: ", or "))
        ]
    }

    /// Whether a value is of the kind that is asked for, however wrong otherwise.
    private func wants(_ value: JSON) -> Bool {
        switch (kind, value) {
        case (.boolean, .bool), (.integer, .integer), (.number, .integer), (.number, .number),
            (.words, .string), (.text, .string), (.choice, .string), (.list, .array), (.object, .object),
            (.map, .object), (.variants, .object), (.anything, _), (_, .null):
            true
        case (.oneOf(let schemas), _): schemas.contains { $0.wants(value) }
        default: false
        }
    }

    /// Whoever misses one of a few words may have meant something else altogether.
    private var isChoice: Bool { if case .choice = kind { true } else { false } }

    /// What fits, in words for an error message.
    private var noun: String {
        switch kind {
        case .anything: "any value"
        case .boolean: "true or false"
        case .integer: "an integer"
        case .number: "a number"
        case .words: "a string"
        case .text(let rule): "a string, \(rule.says)"
        case .choice(let words): words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
        case .list: "an array"
        case .object, .map, .variants: "an object"
        case .oneOf(let schemas): schemas.map(\.noun).joined(separator: ", or ")
        case .refused: "left out"
        }
    }

    private static func rule(of range: ClosedRange<Int64>) -> String {
        range.upperBound == .max
            ? "must be \(range.lowerBound) or greater" : "must be \(range.lowerBound) to \(range.upperBound)"
    }
}
