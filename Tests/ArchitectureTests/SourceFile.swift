import Foundation

/// A file below `Sources`.
struct SourceFile: CustomStringConvertible {
    /// Relative to `Sources`, e.g. `BridgeCore/Time/Instant.swift`.
    let path: String
    let lines: [String]

    var target: String { String(path.prefix { $0 != "/" }) }
    var description: String { path }

    /// Lines without comments and without what stands in quotes, so that words in them are code.
    var code: [String] {
        var isInLongText = false
        return lines.map { line in
            let isMark = line.components(separatedBy: "\"\"\"").count % 2 == 0
            defer { if isMark { isInLongText.toggle() } }
            if isInLongText { return "" }
            var code = ""
            var (isInText, previous): (Bool, Character) = (false, " ")
            for character in line {
                defer { previous = character }
                if character == "\"" && previous != "\\" {
                    isInText.toggle()
                } else if !isInText {
                    if character == "/" && previous == "/" { return String(code.dropLast()) }
                    code.append(character)
                }
            }
            return code
        }
    }

    /// Modules the file imports.
    var imports: [String] {
        code.compactMap { line in
            let words = line.split(separator: " ")
            guard let place = words.firstIndex(of: "import"),
                words[..<place].allSatisfy({ Self.importModifiers.contains($0) || $0.hasPrefix("@") }),
                let module = words[(place + 1)...].last
            else { return nil }
            return String(module.prefix { $0 != "." })
        }
    }

    private static let importModifiers: [Substring] = [
        "package", "internal", "public", "private", "fileprivate",
    ]

    /// Every Swift file of the package's sources.
    static let all: [SourceFile] = {
        let sources = packageRoot.appending(path: "Sources")
        let paths = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOf: sources.appending(path: path), encoding: .utf8) else {
                return nil
            }
            return SourceFile(path: path, lines: text.components(separatedBy: "\n"))
        }
    }()

    private static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
