/// Puts environment variables in the place of `${NAME}`, in values and after the file was parsed: what a variable
/// holds can never become a key or another line.
struct Interpolation {
    private let environment: [String: String]
    private(set) var problems: [ConfigurationProblem] = []

    /// Bytes a value may grow to.
    static let maximumBytes = 1 << 16

    init(environment: [String: String]) { self.environment = environment }

    mutating func resolve(_ node: YAMLNode, path: String = "") -> YAMLNode {
        let content: YAMLNode.Content =
            switch node.content {
            case .null, .unusable: node.content
            case .scalar(let scalar): resolve(scalar, path: path, line: node.line)
            case .mapping(let members):
                .mapping(
                    members.map { member in
                        YAMLMember(
                            key: member.key, line: member.line,
                            value: resolve(member.value, path: ConfigurationProblem.path(path, member.key)))
                    })
            case .sequence(let elements):
                .sequence(
                    elements.enumerated().map { place, element in
                        resolve(element, path: "\(path)[\(place)]")
                    })
            }
        return YAMLNode(line: node.line, content: content)
    }

    private mutating func resolve(_ scalar: YAMLScalar, path: String, line: Int) -> YAMLNode.Content {
        guard scalar.text.contains("$") else { return .scalar(scalar) }
        do throws(Breach) {
            let text = try substitute(scalar.text)
            return .scalar(YAMLScalar(text: text, written: scalar.written))
        } catch {
            problems.append(ConfigurationProblem(line: line, path: path, text: error.rule))
            return .unusable
        }
    }

    private func substitute(_ text: String) throws(Breach) -> String {
        var (result, rest) = ("", text[...])
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            switch rest.first {
            case "$":
                result += "$"
                rest = rest.dropFirst()
            case "{":
                guard let end = rest.firstIndex(of: "}"), Self.isName(rest[..<end].dropFirst()) else {
                    throw Breach(
                        #"must have the name of an environment variable and "}" after "${"; "#
                            + #"a literal "${" is written "$${""#)
                }
                let name = String(rest[..<end].dropFirst())
                guard let value = environment[name] else {
                    throw Breach("takes the environment variable \(name), which is not set")
                }
                result += value
                rest = rest[rest.index(after: end)...]
            default: result += "$"
            }
            guard result.utf8.count <= Self.maximumBytes else {
                throw Breach("must not be longer than 64KiB with its environment variables")
            }
        }
        return result + rest
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39 ~= first) else { return false }
        return text.utf8.allSatisfy { character in
            switch character {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f: true
            default: false
            }
        }
    }
}
