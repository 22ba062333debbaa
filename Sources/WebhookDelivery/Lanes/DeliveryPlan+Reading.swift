package import BridgeCore

extension DeliveryPlan {
    /// The next thing to read from the store, `nil`: none now. Its page goes to `take`, a failure to
    /// `readFailed`.
    package mutating func nextRead(now: Instant) -> PlannedRead? {
        while mayStart, let number = reading.pop() {
            slots[number].isReading = false
            let (key, showing) = (slots[number].lane.endpoint.key, slots[number].lane.endpoint.shows)
            if slots[number].lane.wantsDue(now: now) {
                let due = slots[number].lane.dueWanted
                return .due(
                    lane: number, endpoint: key, limit: due.limit, excluding: due.excluding, showing: showing)
            }
            if let log = slots[number].lane.wantsLog(now: now) {
                return .log(
                    lane: number, tenant: key.tenant, after: log.after, limit: log.limit, showing: showing)
            }
            dropIfOver(number)
        }
        return nil
    }

    package mutating func take(_ page: LogPage, for number: Int, limit: Int, now: Instant) {
        slots[number].lane.take(page, limit: limit, now: now)
        refresh(number, now: now)
    }

    package mutating func take(_ page: DuePage, for number: Int, now: Instant) {
        slots[number].lane.take(page, now: now)
        refresh(number, now: now)
    }

    package mutating func readFailed(_ number: Int, now: Instant) {
        slots[number].lane.readFailed(now: now)
        refresh(number, now: now)
    }
}
