import BridgeCore

/// Trials that were asked for and not answered yet. Belongs to the delivery thread.
struct TrialDesk {
    private var waiting = Queue<Trial>()
    private var underWay: [Int: Trial] = [:]

    /// Trials that may wait for their turn.
    static let maximumWaiting = 100

    var isBusy: Bool { !underWay.isEmpty }
    var next: Trial? { waiting.first }

    mutating func take(_ trials: [Trial], at now: Instant) {
        for trial in trials {
            guard waiting.count < Self.maximumWaiting else {
                trial.giveUp(.notSent, hint: Trial.busy, at: now)
                continue
            }
            waiting.push(trial)
        }
    }

    /// The first that waits is under way.
    mutating func start(_ tag: Int) { underWay[tag] = waiting.pop() }

    mutating func end(_ tag: Int, _ record: AttemptRecord) {
        underWay.removeValue(forKey: tag)?.completion(record)
    }

    /// None of those that wait will be made.
    mutating func turnAway(at now: Instant) {
        while let trial = waiting.pop() { trial.giveUp(.notSent, hint: Trial.stopping, at: now) }
    }

    /// None of those under way will be answered.
    mutating func abandon(at now: Instant) {
        for trial in underWay.values { trial.giveUp(.timedOut, hint: Trial.stopping, at: now) }
        underWay = [:]
    }
}
