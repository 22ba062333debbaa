package import BridgeCore

/// What the end of an attempt changed about its endpoint as a whole, for the log.
package struct LaneNews: Sendable, Equatable {
    package var breaker: BreakerMove?
    package var notices: [EndpointNotice] = []

    /// A change of the breaker.
    package enum BreakerMove: Sendable, Equatable {
        case opened, closed
    }
}
