package import BridgeCore

/// An attempt that is to be made now.
package struct Attempt: Sendable, Equatable {
    /// Tells it from every other attempt since the start of the program.
    package let tag: Int
    package let endpoint: WebhookEndpoint
    package let event: LoggedEvent
    /// 1 for the first.
    package let number: Int
    package let startedAt: Instant
}
