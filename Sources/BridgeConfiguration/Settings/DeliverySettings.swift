package import BridgeCore

/// How events are carried to endpoints.
package struct DeliverySettings: Sendable, Equatable {
    /// For a whole attempt.
    package var timeout: Duration
    /// For its connection alone.
    package var connectTimeout: Duration
    /// Waits after the first, second … failed attempt; after the last there is no other.
    package var retrySchedule: [Duration]
    /// Requests under way at once, to all endpoints together.
    package var maxInFlight: Int
    /// Whether plain `http` is refused to endpoints without `allow_private`.
    package var requireHTTPS: Bool
    /// Private addresses that may be reached all the same.
    package var allowPrivateNetworks: [NetworkRange]
    /// Who asks endpoints with `handshake` for their agreement (`WebHook-Request-Origin`): the name of a host.
    package var origin: String
    /// A file of certificate authorities (PEM) to trust instead of the system's; `nil`: the system's.
    package var authorities: String?

    package static let defaults = DeliverySettings(
        timeout: .seconds(15), connectTimeout: .seconds(5),
        retrySchedule: [
            .seconds(5), .seconds(5 * 60), .seconds(30 * 60), .seconds(2 * 3600), .seconds(5 * 3600),
            .seconds(10 * 3600), .seconds(14 * 3600), .seconds(20 * 3600), .seconds(24 * 3600),
        ],
        maxInFlight: 2000, requireHTTPS: true, allowPrivateNetworks: [], origin: "adms-bridge")
}

extension DeliverySettings {
    static func read(_ section: inout Section) -> DeliverySettings {
        let timeouts = Duration.milliseconds(10)...Duration.seconds(600)
        let timeout = section.value("timeout", .duration(in: timeouts), default: defaults.timeout)
        // Whoever shortens the whole need not think of the part.
        let connectTimeout = section.value(
            "connect_timeout", .duration(in: timeouts), default: min(defaults.connectTimeout, timeout))
        if connectTimeout > timeout {
            let (part, whole) = (DurationText.text(of: connectTimeout), DurationText.text(of: timeout))
            section.refuse("connect_timeout", "must not be longer than timeout (\(whole)), is \(part)")
        }
        return DeliverySettings(
            timeout: timeout,
            connectTimeout: connectTimeout,
            retrySchedule: section.list(
                "retry_schedule", of: .duration(in: EndpointOptions.waits),
                count: EndpointOptions.scheduleLengths, default: defaults.retrySchedule),
            maxInFlight: section.value(
                "max_in_flight", .integer(in: 1...100_000), default: defaults.maxInFlight),
            requireHTTPS: section.value("require_https", .boolean, default: defaults.requireHTTPS),
            allowPrivateNetworks: section.list(
                "allow_private_networks", of: .network, count: 0...64, default: defaults.allowPrivateNetworks),
            origin: section.value("origin", .hostName, default: defaults.origin),
            authorities: section.optional("authorities", .path))
    }
}
