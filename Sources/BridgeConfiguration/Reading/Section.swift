/// Reads the members of one mapping against rules and collects every breach.
///
/// Whoever reads asks for each key once; `finish` then refuses the keys nobody asked for.
struct Section {
    /// Empty for the whole file.
    let path: String
    let line: Int
    private let members: [YAMLMember]
    private var asked: [String] = []
    private(set) var problems: [ConfigurationProblem] = []
    /// The paths of all keys that were asked for, with `[]` for every place in a list.
    private(set) var knownKeys: Set<String> = []

    init(_ node: YAMLNode, path: String) {
        self.path = path
        line = node.line
        switch node.content {
        case .mapping(let members): self.members = members
        case .null, .unusable: members = []
        case .scalar, .sequence:
            members = []
            let name = path.isEmpty ? YAMLStream.path : path
            problems = [
                ConfigurationProblem(
                    line: node.line, path: name, text: "must be a mapping (key: value), not \(node.kind)")
            ]
        }
    }

    /// A single value, or `nil` where the key is missing or its value was refused.
    mutating func optional<Value>(_ key: String, _ rule: Rule<Value>) -> Value? {
        guard let node = ask(key) else { return nil }
        return take(node, rule, at: path(of: key))
    }

    mutating func value<Value>(_ key: String, _ rule: Rule<Value>, default value: Value) -> Value {
        optional(key, rule) ?? value
    }

    mutating func required<Value>(_ key: String, _ rule: Rule<Value>) -> Value? {
        if ask(key) == nil { refuse(key, "is required") }
        return optional(key, rule)
    }

    /// From the file, else from an environment variable; an empty variable counts as none.
    mutating func optional<Value>(
        _ key: String, _ rule: Rule<Value>, orVariable variable: String, in environment: [String: String]
    ) -> Value? {
        let value = optional(key, rule)
        guard !has(key), let text = environment[variable], !text.isEmpty else { return value }
        do throws(Breach) {
            return try rule.parse(text)
        } catch {
            refuse(key, "comes from the environment variable \(variable) and \(error.rule)")
            return nil
        }
    }

    /// A list of single values; an element that was refused is left out.
    mutating func list<Value>(
        _ key: String, of rule: Rule<Value>, count: ClosedRange<Int>, default value: [Value]
    ) -> [Value] {
        list(key, of: rule, count: count, default: Optional(value)) ?? value
    }

    /// The same where no list is something else than any list.
    mutating func list<Value>(
        _ key: String, of rule: Rule<Value>, count: ClosedRange<Int>, default value: [Value]?
    ) -> [Value]? {
        guard let elements = elements(key, count: count) else { return value }
        return elements.enumerated().compactMap { place, element in
            take(element, rule, at: "\(path(of: key))[\(place)]")
        }
    }

    /// The mapping under `key`; an empty one if it is missing.
    mutating func section<Value>(_ key: String, _ read: (inout Section) -> Value) -> Value {
        let node = ask(key) ?? YAMLNode(line: line(of: key), content: .null)
        return within(Section(node, path: path(of: key)), read)
    }

    /// The same, but `nil` where the key is missing or has no mapping; `{}` is one.
    mutating func optionalSection<Value>(_ key: String, _ read: (inout Section) -> Value?) -> Value? {
        let node = ask(key) ?? YAMLNode(line: line(of: key), content: .null)
        let child = Section(node, path: path(of: key))
        if case .mapping = node.content { return within(child, read) }
        // Nothing to read: the keys become known all the same, and nothing that is required is missed.
        problems += child.problems
        var absent = child
        _ = read(&absent)
        knownKeys.formUnion(absent.knownKeys)
        return nil
    }

    /// A mapping whose keys are the file's own; a pair for which `read` throws is refused, without its value, and
    /// left out.
    mutating func pairs<Value>(
        _ key: String, count: ClosedRange<Int>, _ read: (String, String) throws(Breach) -> Value
    ) -> [Value] {
        guard let node = ask(key) else { return [] }
        let pairs = Section(node, path: path(of: key))
        problems += pairs.problems
        guard count.contains(pairs.members.count) else {
            let text =
                "must have \(count.lowerBound) to \(count.upperBound) entries, has \(pairs.members.count)"
            refuse(path: path(of: key), line: node.line, text)
            return []
        }
        return pairs.members.compactMap { member in
            take(member.value, at: pairs.path(of: member.key), hidingValue: true) { text throws(Breach) in
                try read(member.key, text)
            }
        }
    }

    /// A list of mappings; one for which `read` has no value is left out.
    mutating func sections<Value>(
        _ key: String, count: ClosedRange<Int>, _ read: (inout Section) -> Value?
    ) -> [Value] {
        guard let elements = elements(key, count: count) else { return [] }
        return elements.enumerated().compactMap { place, element in
            let place = "\(path(of: key))[\(place)]"
            if case .null = element.content {
                refuse(path: place, line: element.line, "must be a mapping (key: value), not nothing")
                return nil
            }
            return within(Section(element, path: place), read)
        }
    }

    mutating func refuse(_ key: String, _ text: String) {
        refuse(path: path(of: key), line: line(of: key), text)
    }

    /// Refuses every key nobody asked for.
    mutating func finish() {
        for member in members where !asked.contains(member.key) {
            let hint = Spelling.hint(for: member.key, among: asked)
            let known = "; known here are \(asked.joined(separator: ", "))"
            refuse(
                path: path(of: member.key), line: member.line, "is not known" + (hint.isEmpty ? known : hint))
        }
    }

    func path(of key: String) -> String { ConfigurationProblem.path(path, key) }

    /// Whether the file gives the key a value.
    func has(_ key: String) -> Bool {
        guard let member = members.first(where: { $0.key == key }) else { return false }
        if case .null = member.value.content { return false }
        return true
    }

    /// Where the key stands, or where it would.
    func line(of key: String) -> Int { members.first { $0.key == key }?.line ?? line }

    private mutating func refuse(path: String, line: Int, _ text: String) {
        problems.append(ConfigurationProblem(line: line, path: path, text: text))
    }

    /// `nil` where the key is missing or empty.
    private mutating func ask(_ key: String) -> YAMLNode? {
        if !asked.contains(key) { asked.append(key) }
        knownKeys.insert(Self.pattern(path(of: key)))
        return has(key) ? members.first { $0.key == key }?.value : nil
    }

    private mutating func take<Value>(_ node: YAMLNode, _ rule: Rule<Value>, at path: String) -> Value? {
        take(node, at: path, hidingValue: rule.hidesValue, rule.parse)
    }

    private mutating func take<Value>(
        _ node: YAMLNode, at path: String, hidingValue: Bool, _ parse: (String) throws(Breach) -> Value
    ) -> Value? {
        switch node.content {
        case .unusable: return nil
        case .null, .mapping, .sequence:
            refuse(path: path, line: node.line, "must be a single value, not \(node.kind)")
            return nil
        case .scalar(let scalar):
            do throws(Breach) {
                return try parse(scalar.text)
            } catch {
                let value = hidingValue ? "" : ", is \(Shown.quoted(scalar.written))"
                refuse(path: path, line: node.line, error.rule + value + error.hint)
                return nil
            }
        }
    }

    private mutating func elements(_ key: String, count: ClosedRange<Int>) -> [YAMLNode]? {
        guard let node = ask(key) else { return nil }
        switch node.content {
        case .unusable, .null: return nil
        case .scalar, .mapping:
            refuse(path: path(of: key), line: node.line, "must be a list, not \(node.kind)")
            return nil
        case .sequence(let elements):
            guard count.contains(elements.count) else {
                let text =
                    "must have \(count.lowerBound) to \(count.upperBound) entries, has \(elements.count)"
                refuse(path: path(of: key), line: node.line, text)
                return nil
            }
            return elements
        }
    }

    private mutating func within<Value>(_ child: Section, _ read: (inout Section) -> Value) -> Value {
        var child = child
        let value = read(&child)
        child.finish()
        problems += child.problems
        knownKeys.formUnion(child.knownKeys)
        return value
    }

    /// `tenants[0].id` → `tenants[].id`
    private static func pattern(_ path: String) -> String {
        var (pattern, isInside) = ("", false)
        for character in path {
            if character == "]" { isInside = false }
            if !isInside { pattern.append(character) }
            if character == "[" { isInside = true }
        }
        return pattern
    }
}
