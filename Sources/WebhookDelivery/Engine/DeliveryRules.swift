package import BridgeCore

/// How webhooks are delivered (`delivery` of the configuration).
package struct DeliveryRules: Sendable {
    /// For a whole attempt, from name resolution to the end of the answer.
    package var timeout: Duration = .seconds(15)
    /// For name resolution, TCP and TLS.
    package var connectTimeout: Duration = .seconds(5)
    /// Waits after the first, second … failed attempt; then the event is dead.
    package var retrySchedule: [Duration] = [
        .seconds(5), .seconds(300), .seconds(1800), .seconds(2 * 3600), .seconds(5 * 3600),
        .seconds(10 * 3600), .seconds(14 * 3600), .seconds(20 * 3600), .seconds(24 * 3600),
    ]
    /// Attempts under way at once, over all endpoints; at least 2.
    package var maximumInFlight = 2000
    /// Whether plain HTTP is for endpoints with `allow_private` only.
    package var requireHTTPS = true
    /// Address ranges open to every endpoint although they are not public.
    package var allowedPrivateNetworks: [NetworkRange] = []
    /// Where this program listens: closed to every endpoint.
    package var ownListeners: [ListenerAddress] = []
    /// A file of certificate authorities (PEM) to trust instead of the system's.
    package var authorities: String?
    /// What the bridge calls itself when it asks a receiver whether it wants webhooks: a DNS name, best its own
    /// (`WebHook-Request-Origin`).
    package var origin = "adms-bridge"
    /// `adms-bridge/<version>`.
    package var userAgent: String

    package init(userAgent: String) { self.userAgent = userAgent }
}
