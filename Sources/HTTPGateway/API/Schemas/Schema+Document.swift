import BridgeCore

extension Schema {
    /// As JSON Schema 2020-12 writes it, components by reference.
    var document: JSON {
        guard let component else { return definition }
        let reference: JSONObject = ["$ref": .string("#/components/schemas/\(component.name)")]
        var object = isNullable ? ["anyOf": [.object(reference), ["type": "null"]]] : reference
        if let summary { object["description"] = .string(summary) }
        return .object(object)
    }

    /// As it stands among the components, where it has a name.
    var definition: JSON {
        var object = JSONObject()
        describe(into: &object)
        let words = component == nil ? summary : component?.summary
        if let words { object["description"] = .string(words) }
        if let fallback { object["default"] = fallback }
        if let example { object["examples"] = [example] }
        return .object(object)
    }

    /// Every component in it by its name, itself included.
    var components: [(name: String, schema: Schema)] {
        let inner: [Schema] =
            switch kind {
            case .anything, .boolean, .integer, .number, .text, .words, .choice, .refused: []
            case .list(let element, _): [element]
            case .object(let members, _): members.map(\.schema)
            case .map(_, let values, _): [values]
            case .oneOf(let schemas): schemas
            case .variants(_, let variants): variants.map(\.schema)
            }
        var own: [(name: String, schema: Schema)] = []
        if let component {
            var schema = self
            schema.isNullable = false
            own.append((component.name, schema))
        }
        return own + inner.flatMap(\.components)
    }

    private func describe(into object: inout JSONObject) {
        switch kind {
        case .anything, .refused: break
        case .boolean: object["type"] = type("boolean")
        case .number: object["type"] = type("number")
        case .words: object["type"] = type("string")
        case .integer(let range):
            object["type"] = type("integer")
            if range.lowerBound != .min { object["minimum"] = .integer(range.lowerBound) }
            if range.upperBound != .max { object["maximum"] = .integer(range.upperBound) }
        case .text(let rule):
            object["type"] = type("string")
            Self.describe(rule, into: &object)
        case .choice(let words):
            object["type"] = type("string")
            object["enum"] = .array(words.map(JSON.string) + (isNullable && component == nil ? [.null] : []))
        case .list(let element, let lengths):
            object["type"] = type("array")
            object["items"] = element.document
            if lengths.lowerBound > 0 { object["minItems"] = JSON(lengths.lowerBound) }
            if lengths.upperBound != .max { object["maxItems"] = JSON(lengths.upperBound) }
        case .object(let members, let isOpen):
            object["type"] = type("object")
            var properties = JSONObject()
            for member in members {
                if case .refused = member.schema.kind { continue }
                properties[member.name] = member.schema.document
            }
            object["properties"] = .object(properties)
            let required = members.filter(\.isRequired).map { JSON.string($0.name) }
            if !required.isEmpty { object["required"] = .array(required) }
            if !isOpen { object["additionalProperties"] = false }
        case .map(let names, let values, let maximum):
            object["type"] = type("object")
            object["additionalProperties"] = values.document
            if maximum != .max { object["maxProperties"] = JSON(maximum) }
            if let names {
                var rule = JSONObject()
                Self.describe(names, into: &rule)
                object["propertyNames"] = .object(rule)
            }
        case .oneOf(let schemas):
            object["anyOf"] = .array(
                schemas.map(\.document) + (isNullable && component == nil ? [["type": "null"]] : []))
        case .variants(let member, let variants):
            object["type"] = type("object")
            object["oneOf"] = .array(variants.map(\.schema.document))
            var mapping = JSONObject()
            for variant in variants { mapping[variant.word] = variant.schema.document.reference }
            object["discriminator"] = ["propertyName": .string(member), "mapping": .object(mapping)]
        }
    }

    private func type(_ name: String) -> JSON {
        // A component says nothing of null: whoever refers to it does.
        isNullable && component == nil ? [.string(name), "null"] : .string(name)
    }

    private static func describe(_ rule: TextRule, into object: inout JSONObject) {
        if rule.lengths.lowerBound > 0 { object["minLength"] = JSON(rule.lengths.lowerBound) }
        if rule.lengths.upperBound != .max { object["maxLength"] = JSON(rule.lengths.upperBound) }
        if let pattern = rule.pattern { object["pattern"] = .string(pattern) }
        if let format = rule.format { object["format"] = .string(format) }
    }
}

extension JSON {
    /// Where a schema that is only a reference leads.
    fileprivate var reference: JSON? {
        if case .object(let object) = self { object["$ref"] } else { nil }
    }
}
