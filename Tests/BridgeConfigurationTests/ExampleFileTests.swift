import BridgeConfiguration
import BridgeCore
import Foundation
import Testing

@Suite struct ExampleFile {
    private let text: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = root.deletingLastPathComponent().appending(path: "config.example.yaml")
        text = try String(contentsOf: file, encoding: .utf8)
    }

    private static let environment = [
        "ERP_BRIDGE_KEY": "abk_0123456789012345678901234567890123456789_-A", "ERP_PASSWORD": "swordfish",
    ]

    /// With the settings that are commented out (`#` and no space) switched on.
    private var withAllKeys: String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let words = line.drop { $0 == " " }
            guard words.first == "#", let second = words.dropFirst().first, second != " " else {
                return String(line)
            }
            return String(line.prefix { $0 == " " } + words.dropFirst())
        }.joined(separator: "\n")
    }

    @Test("but for its tenants, the example file equals the defaults")
    func defaults() throws {
        var configuration = try read(text).get()
        configuration.tenants = []
        #expect(configuration == .defaults)
    }

    @Test("every key the reader knows stands in the example file")
    func nothingMissing() throws {
        let examined = ConfigurationReader.examine(
            Array(withAllKeys.utf8), fileName: "c.yaml", environment: Self.environment)
        let configuration = try examined.result.get()
        #expect(configuration.tenants[0].keys[0].scopes == Set(KeyScope.allCases))
        let missing = examined.knownKeys.subtracting(Self.keys(of: withAllKeys))
        #expect(missing.isEmpty, "missing: \(missing.sorted())")
        // A reader that asked for nothing would pass the line above.
        #expect(examined.knownKeys.count > 90)
    }

    @Test("the example's endpoint says of every option what it is by default")
    func optionDefaults() throws {
        let endpoint = try read(text).get().tenants[0].endpoints[0]
        #expect(endpoint.options == EndpointOptions())
        #expect(endpoint.name == nil && endpoint.secrets.count == 1 && endpoint.maximumInFlight == 16)
        let shown = try read(withAllKeys, Self.environment).get().tenants[0].endpoints[0]
        #expect(shown.options.batch == BatchRule(maximumEvents: 100, maximumWait: .seconds(1)))
        #expect(shown.options.auth == .basic(user: "bridge", password: "swordfish"))
    }

    @Test("every key of the example file has a comment before it")
    func comments() {
        let lines = withAllKeys.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        for (before, line) in zip(lines, lines.dropFirst()) where !line.hasPrefix("#") {
            #expect(before.hasPrefix("#"), "\(line)")
        }
    }

    @Test("the example's tenant makes the first five minutes work")
    func firstMinutes() throws {
        let tenants = try read(text).get().tenants
        #expect(tenants.map(\.id.text) == ["default"])
        #expect(tenants[0].name == "Default")
        #expect(tenants[0].devices.map(\.serial.text) == [Demonstration.serial])
        let endpoint = try #require(tenants[0].endpoints.first)
        #expect(endpoint.key.id.text == "main")
        #expect(endpoint.url.text == "http://127.0.0.1:\(Demonstration.receiverPort)/")
        #expect(endpoint.secrets.map(\.secret.revealed) == [Demonstration.secret])
        #expect(endpoint.allowsPrivate && endpoint.isEnabled)
    }

    /// The paths of a block-style file's keys, found by indentation alone.
    private static func keys(of text: String) -> Set<String> {
        var (found, parents) = (Set<String>(), [(indentation: Int, path: String)]())
        for line in text.split(separator: "\n") {
            var words = line.drop { $0 == " " }
            guard let first = words.first, first != "#" else { continue }
            var indentation = line.count - words.count
            let isElement = words.hasPrefix("- ")
            while let parent = parents.last, parent.indentation >= indentation { parents.removeLast() }
            if isElement {
                words = words.dropFirst(2)
                let list = parents.last?.path ?? ""
                parents.append((indentation, list + "[]"))
                indentation += 2
            }
            let name = String(words.prefix { $0 != ":" })
            let path = (parents.last.map { $0.path + "." } ?? "") + name
            found.insert(path)
            parents.append((indentation, path))
        }
        return found
    }
}
