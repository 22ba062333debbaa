import BridgeCore

/// What a JSON value may be. One description serves both: it stands in the OpenAPI document, and requests are
/// judged by it.
struct Schema: Sendable {
    indirect enum Kind: Sendable {
        case anything
        case boolean
        case integer(ClosedRange<Int64>)
        case number
        case text(TextRule)
        /// Any text at all; in answers only.
        case words
        case choice([String])
        case list(Schema, lengths: ClosedRange<Int>)
        case object([Member], isOpen: Bool)
        /// An object whose members' names are data.
        case map(names: TextRule?, values: Schema, maximum: Int)
        case oneOf([Schema])
        /// An object that is what one of its members says.
        case variants(by: String, [Variant])
        /// Never taken, and this is why; the document is silent about it.
        case refused(String)
    }

    /// A member of an object.
    struct Member: Sendable {
        let name: String
        var schema: Schema
        var isRequired: Bool
    }

    /// One of the objects something may be, by the word its telling member then has.
    struct Variant: Sendable {
        let word: String
        let schema: Schema
    }

    let kind: Kind
    /// For people.
    var summary: String?
    /// Taken where the member is left out.
    var fallback: JSON?
    var example: JSON?
    /// Under which it stands among the document's components, with what is said of it there.
    private(set) var component: Component?
    var isNullable = false

    struct Component: Sendable {
        let name: String
        let summary: String?
    }

    init(_ kind: Kind) { self.kind = kind }
}

extension Schema {
    static let anything = Schema(.anything)
    static let boolean = Schema(.boolean)
    static let number = Schema(.number)
    static let words = Schema(.words)
    /// A count or a code, in answers.
    static let integer = Schema(.integer(.min ... .max))
    static let count = Schema(.integer(0 ... .max))
    /// A time, in answers and in requests.
    static let instant = Schema(.text(.instant))

    static func integer(_ range: ClosedRange<Int>) -> Schema {
        Schema(.integer(Int64(range.lowerBound)...Int64(range.upperBound)))
    }

    static func text(_ rule: TextRule) -> Schema { Schema(.text(rule)) }
    static func choice(_ words: [String]) -> Schema { Schema(.choice(words)) }
    static func refused(_ why: String) -> Schema { Schema(.refused(why)) }
    static func oneOf(_ schemas: Schema...) -> Schema { Schema(.oneOf(schemas)) }

    static func variants(by member: String, _ variants: [Variant]) -> Schema {
        Schema(.variants(by: member, variants))
    }

    static func list(of element: Schema, _ lengths: ClosedRange<Int> = 0...Int.max) -> Schema {
        Schema(.list(element, lengths: lengths))
    }

    static func map(names: TextRule? = nil, of values: Schema, maximum: Int = .max) -> Schema {
        Schema(.map(names: names, values: values, maximum: maximum))
    }

    /// What a request may say: no other members, and null counts as absent where a member may be absent.
    static func object(_ members: Member...) -> Schema { object(members) }
    static func object(_ members: [Member]) -> Schema {
        let members = members.map { member in
            var member = member
            if !member.isRequired { member.schema.isNullable = true }
            return member
        }
        return Schema(.object(members, isOpen: false))
    }

    /// What an answer says; a client should be ready for members that come later.
    static func report(_ members: Member...) -> Schema { report(members) }
    static func report(_ members: [Member]) -> Schema { Schema(.object(members, isOpen: true)) }

    /// A page of a list, as every list is answered.
    static func page(of element: Schema, maximum: Int = PageLimit.maximum) -> Schema {
        .report(
            .required("data", .list(of: element, 0...maximum)),
            .required(
                "next",
                Schema.words.orNull.saying("Give it as `after` to go on; null: there is no more for now.")))
    }

    /// The same, and null.
    var orNull: Schema {
        var schema = self
        schema.isNullable = true
        return schema
    }

    /// The same; left out it is `value`.
    func unlessSaid(_ value: JSON) -> Schema {
        var schema = self
        schema.fallback = value
        return schema
    }

    func such(as example: JSON) -> Schema {
        var schema = self
        schema.example = example
        return schema
    }

    func saying(_ summary: String) -> Schema {
        var schema = self
        schema.summary = summary
        return schema
    }

    /// The same as a component of the document under this name, which must be one thing's only.
    func named(_ name: String) -> Schema {
        var schema = self
        schema.component = Component(name: name, summary: summary)
        schema.summary = nil
        return schema
    }
}

extension Schema.Member {
    static func required(_ name: String, _ schema: Schema, _ summary: String? = nil) -> Self {
        Self(name: name, schema: summary.map(schema.saying) ?? schema, isRequired: true)
    }

    static func optional(_ name: String, _ schema: Schema, _ summary: String? = nil) -> Self {
        Self(name: name, schema: summary.map(schema.saying) ?? schema, isRequired: false)
    }
}

extension Schema {
    /// The same body as a merge patch (RFC 7396): every member may be left out, and null sets it back.
    var patch: Schema {
        switch kind {
        case .anything, .boolean, .integer, .number, .text, .words, .choice, .list, .refused: return self
        case .variants(_, let variants):
            // A part of one does not say which it is of.
            return copy(as: .oneOf(variants.map(\.schema.patch)))
        case .oneOf(let schemas): return copy(as: .oneOf(schemas.map(\.patch)))
        case .map(let names, let values, let maximum):
            return copy(as: .map(names: names, values: values.patch.orNull, maximum: maximum))
        case .object(let members, let isOpen):
            let patches = members.map { member in
                Member(name: member.name, schema: member.schema.patch.orNull, isRequired: false)
            }
            return copy(as: .object(patches, isOpen: isOpen))
        }
    }

    private func copy(as kind: Kind) -> Schema {
        var schema = Schema(kind)
        schema.summary = summary ?? component?.summary
        schema.isNullable = isNullable
        return schema
    }
}
