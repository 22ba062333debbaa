package import BridgeCore

/// An attempt that is to be made now.
package struct Attempt: Sendable, Equatable {
    /// Tells it from every other attempt since the start of the program.
    package let tag: Int
    package let endpoint: WebhookEndpoint
    package let load: Load
    /// 1 for the first.
    package let number: Int
    package let startedAt: Instant

    /// What is to be sent.
    package enum Load: Sendable, Equatable {
        case event(LoggedEvent)
        /// One or more, in the order of the log, at an endpoint that takes batches: they go in one body, also where
        /// there is only one, and succeed or fail together.
        case batch([LoggedEvent])
        /// No webhook: asks the receiver whether it wants any.
        case handshake

        /// The events it carries.
        package var events: [LoggedEvent] {
            switch self {
            case .event(let event): [event]
            case .batch(let events): events
            case .handshake: []
            }
        }
    }

    package init(tag: Int, endpoint: WebhookEndpoint, load: Load, number: Int, startedAt: Instant) {
        self.tag = tag
        self.endpoint = endpoint
        self.load = load
        self.number = number
        self.startedAt = startedAt
    }

    /// The events it carries.
    package var events: [LoggedEvent] { load.events }
}
