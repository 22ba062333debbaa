package import BridgeCore

/// How terminals are treated.
package struct DeviceSettings: Sendable, Equatable {
    package var unknown: UnknownDevicePolicy
    /// The IANA name of the zone terminals run in that have none of their own.
    package var defaultTimeZone: String
    /// Silence after which a terminal counts as offline.
    package var offlineAfter: Duration

    package static let defaults = DeviceSettings(
        unknown: .hold, defaultTimeZone: "UTC", offlineAfter: .seconds(300))
}

extension DeviceSettings {
    /// The tenant of `adopt_into` unless the file names one.
    static let defaultAdopter = "default"

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
            defaultTimeZone: section.value(
                "default_time_zone", .timeZone(zones), default: defaults.defaultTimeZone),
            offlineAfter: section.value(
                "offline_after", .duration(in: .seconds(1)...(.seconds(30 * 86400))),
                default: defaults.offlineAfter))
    }
}
