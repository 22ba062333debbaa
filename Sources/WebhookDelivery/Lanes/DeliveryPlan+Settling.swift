package import BridgeCore

extension DeliveryPlan {
    /// Everything to be settled now, in one transaction; empty: nothing, or the last one has not been answered.
    ///
    /// While the store commits one batch the next gathers. Answer with `settled` or `settleFailed`.
    package mutating func beginSettling(now: Instant) -> [Settlement] {
        guard !settling.isUnderWay, settling.retryAt.map({ $0 <= now }) ?? true else { return [] }
        for number in unsettledLanes {
            slots[number].isUnsettled = false
            guard let settlement = slots[number].lane.takeSettlement() else { continue }
            if settling.settlements[number] == nil {
                settling.settlements[number] = settlement
            } else {
                settling.settlements[number]?.append(settlement)
            }
        }
        unsettledLanes.removeAll(keepingCapacity: true)
        settling.isUnderWay = !settling.settlements.isEmpty
        return Array(settling.settlements.values)
    }

    /// The batch is on disk.
    package mutating func settled(now: Instant) {
        let settlements = settling.settlements
        settling.settlements = [:]
        (settling.isUnderWay, settling.isFailing, settling.retryAt) = (false, false, nil)
        for (number, settlement) in settlements {
            settling.unrecorded -= settlement.attempts.count
            slots[number].lane.committed(settlement)
            refresh(number, now: now)
            dropIfOver(number)
        }
    }

    /// Nothing of the batch was kept: it will go again, with what has gathered since.
    package mutating func settleFailed(now: Instant) {
        (settling.isUnderWay, settling.isFailing) = (false, true)
        settling.retryAt = now + SettlingState.pause
    }

    /// Whether the store has been given something and has not answered: what it says of endpoints may be from
    /// before or after.
    package var isSettling: Bool { settling.isUnderWay }

    /// Whether the store has everything there is to say.
    package var isSettled: Bool { settling.settlements.isEmpty && unsettledLanes.isEmpty }
}
