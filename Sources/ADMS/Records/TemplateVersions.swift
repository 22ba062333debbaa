import BridgeCore

/// The algorithms a terminal announced, for template rows that do not name theirs (protocol section 3.7).
struct TemplateVersions: Sendable {
    let fingerprint: Version?
    let face: Version?
    let fingerVein: Version?

    struct Version: Sendable {
        let major: String
        let minor: String?
    }

    init(_ profile: DeviceProfile) {
        fingerprint = Self.version(profile.options["FPVersion"])
        face = Self.version(profile.options["FaceVersion"])
        fingerVein = Self.version(profile.options["FvVersion"])
    }

    /// From `10` or `10.0`; `nil` for 0 and everything longer than a version is.
    private static func version(_ option: String?) -> Version? {
        guard let option, option.utf8.count <= 16 else { return nil }
        let parts = option.split(separator: ".", maxSplits: 1)
        guard let major = parts.first.map(String.init), major != "0" else { return nil }
        return Version(major: major, minor: parts.count > 1 ? String(parts[1]) : nil)
    }
}
