/// One thing that is wrong with a configuration file.
struct ConfigurationProblem: Error, Equatable {
    /// Counted from 1.
    let line: Int
    /// The key's whole path, e.g. `tenants[0].endpoints[1].url`.
    let path: String
    /// The rest of the sentence that begins with the key.
    let text: String

    /// The path of a mapping's member. Keys come from the file, so they are shown cut and without control
    /// characters.
    static func path(_ parent: String, _ key: String) -> String {
        let shown = Shown.bare(key)
        return parent.isEmpty ? shown : "\(parent).\(shown)"
    }
}

/// How text out of a configuration file looks in a message.
enum Shown {
    private static let longest = 60

    static func quoted(_ text: String) -> String { "\"\(bare(text))\"" }

    /// Cut where it is long, without control characters, and hidden where it looks like a secret that got into
    /// the wrong place.
    static func bare(_ text: String) -> String {
        guard !["whsec_", "whsk_", "abk_"].contains(where: { text.contains($0) }) else { return "***" }
        var shown = ""
        for scalar in text.unicodeScalars.prefix(longest) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > longest ? shown + "…" : shown
    }
}
