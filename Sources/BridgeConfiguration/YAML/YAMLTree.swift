/// Builds the tree of a YAML file: the plain part of YAML, without what configuration files are better off
/// without (anchors, aliases, tags, several documents, keys that are not text).
struct YAMLTree {
    static let maximumBytes = 16 << 20
    static let maximumDepth = 16

    /// `nil` where the file could not be read to its end.
    private(set) var root: YAMLNode?
    private(set) var problems: [ConfigurationProblem] = []

    init(_ text: [UInt8]) {
        guard text.count <= Self.maximumBytes else {
            problems.append(
                ConfigurationProblem(
                    line: 1, path: YAMLStream.path, text: "the file must not be longer than 16MiB"))
            return
        }
        // Editors on Windows begin a file with this mark; libyaml knows it only where it may guess the encoding.
        let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
        do throws(ConfigurationProblem) {
            root = try document(
                YAMLStream(text.starts(with: byteOrderMark) ? Array(text.dropFirst(3)) : text))
        } catch {
            problems.append(error)
        }
    }

    private mutating func document(_ stream: YAMLStream) throws(ConfigurationProblem) -> YAMLNode {
        guard try stream.next().kind == .documentStart else { return YAMLNode(line: 1, content: .null) }
        let root = try node(stream.next(), path: "", depth: 1, from: stream)
        _ = try stream.next()
        let following = try stream.next()
        guard following.kind == .streamEnd else {
            throw ConfigurationProblem(
                line: following.line, path: YAMLStream.path,
                text: "a second document begins here; the file must be one document")
        }
        return root
    }

    private mutating func node(
        _ event: YAMLEvent, path: String, depth: Int, from stream: YAMLStream
    ) throws(ConfigurationProblem) -> YAMLNode {
        func problem(_ text: String) -> ConfigurationProblem {
            ConfigurationProblem(line: event.line, path: path.isEmpty ? YAMLStream.path : path, text: text)
        }
        if event.hasAnchor { problems.append(problem("anchors (&name) are not supported")) }
        if event.hasTag { problems.append(problem("tags (!name) are not supported")) }
        let content: YAMLNode.Content
        switch event.kind {
        case .scalar(let text, let isPlain):
            let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
            content = isNull ? .null : .scalar(YAMLScalar(text: text, written: text))
        case .mappingStart, .sequenceStart:
            guard depth <= Self.maximumDepth else {
                throw problem("lists and mappings must not stand more than \(Self.maximumDepth) deep")
            }
            content =
                event.kind == .mappingStart
                ? try mapping(path: path, depth: depth, from: stream)
                : try sequence(path: path, depth: depth, from: stream)
        case .alias:
            problems.append(problem("aliases (*name) are not supported; if a * is meant, write it in quotes"))
            content = .unusable
        case .documentStart, .documentEnd, .mappingEnd, .sequenceEnd, .streamEnd:
            content = .unusable
        }
        return YAMLNode(line: event.line, content: content)
    }

    private mutating func sequence(
        path: String, depth: Int, from stream: YAMLStream
    ) throws(ConfigurationProblem) -> YAMLNode.Content {
        var elements: [YAMLNode] = []
        while true {
            let event = try stream.next()
            if event.kind == .sequenceEnd { return .sequence(elements) }
            elements.append(
                try node(event, path: "\(path)[\(elements.count)]", depth: depth + 1, from: stream))
        }
    }

    private mutating func mapping(
        path: String, depth: Int, from stream: YAMLStream
    ) throws(ConfigurationProblem) -> YAMLNode.Content {
        var members: [YAMLMember] = []
        var places: [String: Int] = [:]
        while true {
            let event = try stream.next()
            if event.kind == .mappingEnd { return .mapping(members) }
            guard let key = try key(event, path: path, depth: depth, from: stream) else { continue }
            let memberPath = ConfigurationProblem.path(path, key)
            let value = try node(stream.next(), path: memberPath, depth: depth + 1, from: stream)
            if let first = places.updateValue(event.line, forKey: key) {
                places[key] = first
                problems.append(
                    ConfigurationProblem(
                        line: event.line, path: memberPath,
                        text: "is given twice, the first time in line \(first)"))
            } else {
                members.append(YAMLMember(key: key, line: event.line, value: value))
            }
        }
    }

    /// `nil` where the key is no text; its value has then been passed over.
    private mutating func key(
        _ event: YAMLEvent, path: String, depth: Int, from stream: YAMLStream
    ) throws(ConfigurationProblem) -> String? {
        if case .scalar(let text, _) = event.kind, !event.hasAnchor, !event.hasTag { return text }
        problems.append(
            ConfigurationProblem(
                line: event.line, path: path.isEmpty ? YAMLStream.path : path,
                text: "a key must be a plain name"))
        // The problems inside would only repeat that one.
        var passedOver = self
        _ = try passedOver.node(event, path: path, depth: depth + 1, from: stream)
        _ = try passedOver.node(stream.next(), path: path, depth: depth + 1, from: stream)
        return nil
    }
}
