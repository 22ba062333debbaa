package import BridgeCore

extension Lane {
    /// What happened since the last call, as one settlement: the position moves past a failed event only
    /// together with that event's wait. `nil`: nothing.
    package mutating func takeSettlement() -> Settlement? {
        guard hasUnsettled else { return nil }
        var settlement = unsettled
        if position > settledPosition {
            settlement.position = position
            settledPosition = position
        }
        unsettled = Settlement(endpoint: endpoint.key)
        tally.taken += tally.emitted
        tally.emitted = 0
        gate?.takeSettlement()
        return settlement
    }

    package var hasUnsettled: Bool {
        // An attempt that ended has left its moment.
        position > settledPosition || unsettled.at != nil || !unsettled.changes.isEmpty
    }

    /// Whether nothing is left to do for an endpoint that is disabled or gone.
    package var isOver: Bool {
        !endpoint.isEnabled && inFlightCount == 0 && uncommitted.isEmpty && !hasUnsettled
    }

    /// Everything `takeSettlement` gave is on disk.
    package mutating func committed(_ settlement: Settlement) {
        if settlement.disabledBecause != nil { isDisabling = false }
        tally.taken = 0
        gate?.committed()
        if settlement.bringsForward { dueBy(settlement.at) }
        for change in settlement.changes {
            switch change {
            case .wait(let position, _, let moment, _, _):
                uncommitted.remove(position)
                dueBy(moment)
            case .delivered(let position), .dead(let position, _, _), .park(let position, _):
                uncommitted.remove(position)
            case .release: dueBy(settlement.at)
            }
        }
    }

    private mutating func dueBy(_ moment: Instant?) {
        guard let moment else { return }
        nextDue = nextDue.map { min($0, moment) } ?? moment
    }
}
