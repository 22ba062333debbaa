import BridgeCore

/// Who may take how many of the places under way.
extension DeliveryPlan {
    private var failingLimit: Int { max(1, maximumInFlight / 10) }
    private var healthyLimit: Int { maximumInFlight - failingLimit }
    private var retryLimit: Int { max(1, healthyLimit / 5) }

    /// What one lane in good standing may have under way: even if all that are busy hang from now on, others
    /// still find a place.
    private var share: Int { max(1, healthyLimit / (busyLanes + 1)) }

    private var hasHealthyPlace: Bool { inFlight - troubledInFlight < healthyLimit }
    private var hasFailingPlace: Bool { troubledInFlight < failingLimit }
    var hasRetryPlace: Bool { retriesInFlight < retryLimit }

    /// Nothing is sent that could not be recorded: a store in trouble must not turn into endless repetition.
    var mayStart: Bool {
        isOpen && !settling.isFailing && settling.unrecorded < SettlingState.maximumUnrecorded
    }

    /// The next lane whose turn it is, taken out of its ring.
    mutating func popReady() -> (number: Int, mayRetry: Bool)? {
        if hasHealthyPlace {
            if hasRetryPlace, let number = heldBack.pop() {
                slots[number].isHeldBack = false
                return (number, true)
            }
            if let number = healthy.pop() {
                slots[number].isReady = false
                return (number, hasRetryPlace)
            }
        }
        if hasFailingPlace, let number = failing.pop() {
            slots[number].isReady = false
            return (number, true)
        }
        return nil
    }

    /// Whether a lane may start one more as it stands now; it may stand otherwise than when it took its place in
    /// a ring.
    func hasPlace(_ number: Int) -> Bool {
        if slots[number].isInTrouble { return hasFailingPlace }
        return hasHealthyPlace && slots[number].lane.inFlightCount < share
    }

    /// Puts a lane that may start an attempt into its ring. One that has had its share comes back when one of
    /// its attempts has ended.
    mutating func makeReady(_ number: Int, now: Instant) {
        guard !slots[number].isReady, slots[number].lane.canStart(now: now) else { return }
        if slots[number].isInTrouble {
            slots[number].isReady = true
            failing.push(number, of: slots[number].tenant)
            return
        }
        guard slots[number].lane.inFlightCount < share else { return }
        if hasRetryPlace || slots[number].lane.canStartFirst(now: now) {
            slots[number].isReady = true
            healthy.push(number, of: slots[number].tenant)
        } else if !slots[number].isHeldBack {
            slots[number].isHeldBack = true
            heldBack.push(number, of: slots[number].tenant)
        }
    }

    /// A lane's attempts count where the lane stands now, not where it stood when they were started.
    mutating func count(_ number: Int) {
        let now = (inFlight: slots[number].lane.inFlightCount, isInTrouble: slots[number].isInTrouble)
        let before = slots[number].counted
        guard now != before else { return }
        slots[number].counted = now
        inFlight += now.inFlight - before.inFlight
        troubledInFlight +=
            (now.isInTrouble ? now.inFlight : 0) - (before.isInTrouble ? before.inFlight : 0)
        busyLanes += isBusy(now) - isBusy(before)
    }

    private func isBusy(_ counted: (inFlight: Int, isInTrouble: Bool)) -> Int {
        counted.inFlight > 0 && !counted.isInTrouble ? 1 : 0
    }
}
