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

    package var events: [LoggedEvent] { load.events }
}
