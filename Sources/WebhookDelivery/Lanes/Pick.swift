package import BridgeCore

/// What a lane chose to send next.
package struct Pick: Sendable, Equatable {
    package let load: Attempt.Load
    /// 1 for the first attempt.
    package let number: Int
    /// Whether it comes from the waiting events, not straight from the log.
    package let wasWaiting: Bool
    /// The batch's number where it is one: the position its first event had when it was first sent.
    package let batch: Int64?
    /// Positions of waiting events that hold nobody back: somebody wanted them delivered again.
    package let unheld: Set<Int64>

    package init(
        load: Attempt.Load, number: Int, wasWaiting: Bool, batch: Int64? = nil, unheld: Set<Int64> = []
    ) {
        self.load = load
        self.number = number
        self.wasWaiting = wasWaiting
        self.batch = batch
        self.unheld = unheld
    }

    package var events: [LoggedEvent] { load.events }
}

extension Pick {
    /// The event where it is one alone.
    package var event: LoggedEvent? {
        switch load {
        case .event(let event): event
        case .batch, .handshake: nil
        }
    }
}
