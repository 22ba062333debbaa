package import BridgeCore

/// How terminals are treated.
package struct DeviceSettings: Sendable, Equatable {
    package var unknown: UnknownDevicePolicy
    /// Unknown terminals that are adopted within an hour at most; more are held.
    package var adoptionsPerHour: Int
    /// The IANA name of the zone terminals run in that have none of their own.
    package var defaultTimeZone: String
    /// Silence after which a terminal counts as offline.
    package var offlineAfter: Duration
    /// Commands in one answer, at most, and bytes of them unless a single one is longer.
    package var commandsPerAnswer: Int
    package var bytesPerAnswer: Int
    /// The same for terminals on a mobile network.
    package var mobileCommandsPerAnswer: Int
    package var mobileBytesPerAnswer: Int

    package static let defaults = DeviceSettings(
        unknown: .hold, adoptionsPerHour: 10_000, defaultTimeZone: "UTC", offlineAfter: .seconds(300),
        commandsPerAnswer: 100, bytesPerAnswer: 40_000, mobileCommandsPerAnswer: 10,
        mobileBytesPerAnswer: 8 << 10)
}

extension DeviceSettings {
    /// The tenant of `adopt_into` unless the file names one.
    static let defaultAdopter = "default"

    /// Terminals take no more than 200 commands at once, and 900 KB (protocol section 6.1).
    private static let counts = 1...200
    private static let sizes = 256...900_000

    private enum Policy: String, CaseIterable { case hold, adopt, refuse }

    /// - Parameter tenants: Those of the file; empty if it has none.
    static func read(_ section: inout Section, zones: ZoneDirectory, tenants: [TenantID]) -> DeviceSettings {
        let policy = section.value(
            "unknown", .choice(Policy.allCases.map { ($0.rawValue, $0) }), default: .hold)
        let adopter = section.value(
            "adopt_into", .form(TenantID.rule) { TenantID($0) }, default: TenantID(defaultAdopter))
        var unknown = defaults.unknown
        switch (policy, adopter) {
        case (.hold, _), (.adopt, nil): unknown = .hold
        case (.refuse, _): unknown = .refuse
        case (.adopt, let adopter?):
            unknown = .adopt(into: adopter)
            if !tenants.isEmpty, !tenants.contains(adopter) {
                let hint = Spelling.hint(for: adopter.text, among: tenants.map(\.text))
                section.refuse(
                    "adopt_into",
                    "must be one of the tenants below where unknown is adopt, is \"\(adopter)\"" + hint)
            }
        }
        return DeviceSettings(
            unknown: unknown,
            adoptionsPerHour: section.value(
                "adopt_per_hour", .integer(in: 1...1_000_000), default: defaults.adoptionsPerHour),
            defaultTimeZone: section.value(
                "default_time_zone", .timeZone(zones), default: defaults.defaultTimeZone),
            offlineAfter: section.value(
                "offline_after", .duration(in: .seconds(1)...(.seconds(30 * 86400))),
                default: defaults.offlineAfter),
            commandsPerAnswer: section.value(
                "commands_per_answer", .integer(in: counts), default: defaults.commandsPerAnswer),
            bytesPerAnswer: section.value(
                "bytes_per_answer", .size(in: sizes), default: defaults.bytesPerAnswer),
            mobileCommandsPerAnswer: section.value(
                "mobile_commands_per_answer", .integer(in: counts),
                default: defaults.mobileCommandsPerAnswer),
            mobileBytesPerAnswer: section.value(
                "mobile_bytes_per_answer", .size(in: sizes), default: defaults.mobileBytesPerAnswer))
    }
}
