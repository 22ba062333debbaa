import BridgeCore

/// A lane and where it stands in the plan.
struct LaneSlot: Sendable {
    var lane: Lane
    let tenant: Int
    /// Whether it stands in the ring of the healthy or of the failing.
    var isReady = false
    /// Whether it stands in the ring of lanes that have nothing but retries.
    var isHeldBack = false
    var isReading = false
    var isUnsettled = false
    var alarm: Instant?
    /// Its attempts under way as the plan last counted them, and in which pool.
    var counted = (inFlight: 0, isInTrouble: false)

    /// Whether it is counted among the failing: it fails, or answers nothing.
    var isInTrouble: Bool { lane.isFailing || lane.isSuspect }

    /// Whether nothing in the plan speaks of it any more.
    var isOver: Bool { lane.isOver && !isReady && !isHeldBack && !isReading && !isUnsettled }
}
