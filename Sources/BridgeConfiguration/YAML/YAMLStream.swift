import CYAML

/// The events of a YAML text, pulled one by one out of libyaml.
final class YAMLStream {
    // libyaml keeps pointers to both for as long as the parser lives.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter text: UTF-8; libyaml refuses anything else when it comes to it.
    init(_ text: [UInt8]) throws(ConfigurationProblem) {
        parser = .allocate(capacity: 1)
        self.text = .allocate(capacity: text.count)
        _ = self.text.initialize(from: text)
        guard yaml_parser_initialize(parser) == 1 else {
            // `deinit` will run, and deleting a parser of zeros is harmless.
            parser.initialize(to: yaml_parser_t())
            throw ConfigurationProblem(line: 1, path: Self.path, text: "there is no memory left to read it")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, self.text.baseAddress, self.text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    /// Stands where a key's path would, for what is wrong with the file rather than with a key.
    static let path = "yaml"

    /// The version of libyaml this program runs with, e.g. `0.2.5`.
    static var libraryVersion: String { String(cString: yaml_get_version_string()) }

    /// The next event; the last is `streamEnd`. After a failure there is no next.
    func next() throws(ConfigurationProblem) -> YAMLEvent {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
            defer { yaml_event_delete(&event) }
            if let event = Self.translate(event) { return event }
        }
    }

    /// `nil` for an event that says nothing.
    private static func translate(_ event: yaml_event_t) -> YAMLEvent? {
        func make(_ kind: YAMLEvent.Kind, anchor: Bool = false, tag: Bool = false) -> YAMLEvent {
            YAMLEvent(kind: kind, line: event.start_mark.line + 1, hasAnchor: anchor, hasTag: tag)
        }
        switch event.type {
        case YAML_STREAM_END_EVENT: return make(.streamEnd)
        case YAML_DOCUMENT_START_EVENT: return make(.documentStart)
        case YAML_DOCUMENT_END_EVENT: return make(.documentEnd)
        case YAML_ALIAS_EVENT: return make(.alias)
        case YAML_MAPPING_END_EVENT: return make(.mappingEnd)
        case YAML_SEQUENCE_END_EVENT: return make(.sequenceEnd)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return make(.mappingStart, anchor: start.anchor != nil, tag: start.tag != nil)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return make(.sequenceStart, anchor: start.anchor != nil, tag: start.tag != nil)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let characters = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return make(
                .scalar(
                    text: String(decoding: characters, as: UTF8.self),
                    isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE),
                anchor: scalar.anchor != nil, tag: scalar.tag != nil)
        default: return nil
        }
    }

    private func failure() -> ConfigurationProblem {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
        guard parser.pointee.error != YAML_READER_ERROR else {
            let before = text.prefix(parser.pointee.problem_offset)
            return ConfigurationProblem(
                line: before.count { $0 == UInt8(ascii: "\n") } + 1, path: Self.path,
                text: problem + "; the file must be UTF-8 text")
        }
        let line = parser.pointee.problem_mark.line + 1
        let context = parser.pointee.context.map { String(cString: $0) }
        var words = problem
        if let context { words += " \(context)" }
        let contextLine = parser.pointee.context_mark.line + 1
        if context != nil, contextLine < line { words += " that begins in line \(contextLine)" }
        if let hint = hint(line: line, context: context) { words += "; \(hint)" }
        return ConfigurationProblem(line: line, path: Self.path, text: words)
    }

    /// What people mostly did when libyaml stops in this line.
    private func hint(line: Int, context: String?) -> String? {
        let lines = text.split(
            separator: UInt8(ascii: "\n"), maxSplits: line, omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return nil }
        let words = String(decoding: lines[line - 1], as: UTF8.self)
        if words.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return "indent with spaces, not with tabs"
        }
        if words.contains("${") { return #"inside { } and [ ] write "${NAME}" in quotes"# }
        if context == "while scanning an alias" { return #"write "*" in quotes"# }
        return nil
    }
}
