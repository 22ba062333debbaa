/// An option of a terminal before and after a report.
package struct OptionChange: Sendable, Equatable {
    /// `nil`: never reported before.
    package let from: String?
    package let to: String

    /// What `report` says differently from `known`. The first report of a terminal changes nothing, and counters
    /// and addresses that vary by themselves are no news.
    package static func changes(
        from known: [String: String], by report: [String: String]
    ) -> [String: OptionChange] {
        guard !known.isEmpty else { return [:] }
        var changes: [String: OptionChange] = [:]
        for (name, value) in report where known[name] != value && !isVolatile(name) {
            changes[name] = OptionChange(from: known[name], to: value)
        }
        return changes
    }

    private static func isVolatile(_ name: String) -> Bool {
        name.hasSuffix("Count") && !name.hasPrefix("~")
    }
}
