import BridgeCore

/// One method on one path of the API.
struct Route: Sendable {
    let method: String
    /// The path's parts; those in braces take anything.
    let pattern: [String]
    /// What a key must be allowed to.
    let scope: KeyScope
    let handle: @Sendable (APIRequest, @escaping APIAnswer) throws(Problem) -> Void

    init(
        _ method: String, _ path: String, _ scope: KeyScope,
        _ handle: @escaping @Sendable (APIRequest, @escaping APIAnswer) throws(Problem) -> Void
    ) {
        self.method = method
        pattern = path.split(separator: "/").map(String.init)
        self.scope = scope
        self.handle = handle
    }

    /// What stands in the open parts, or `nil` where the path is another.
    func captured(from parts: [Substring]) -> [String]? {
        guard parts.count == pattern.count else { return nil }
        var captured: [String] = []
        for (part, wanted) in zip(parts, pattern) {
            if wanted.hasPrefix("{") {
                captured.append(String(part))
            } else if part != wanted {
                return nil
            }
        }
        return captured
    }
}
