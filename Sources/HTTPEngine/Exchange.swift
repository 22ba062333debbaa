/// One connection's current request, as far as its answer goes: a state machine without side effects.
///
///     idle ─begin→ responding ─answer→ answered ─advance→ sent ─finish→ idle
///                      └─advance→ suspended ─answer→ answered
///                                     └─shut→ abandoned
struct Exchange {
    /// What the engine's thread does next for a request that is complete.
    enum Step {
        /// Ask the responder; its answer goes to this number.
        case respond(number: UInt64)
        /// Leave the connection until `answer` or `shut` says to resume it.
        case suspend
        case queue(PreparedReply)
        /// Close without a reply.
        case drop
    }

    private enum Phase {
        case idle, responding, suspended, abandoned, sent
        case answered(PreparedReply)
    }

    private var phase = Phase.idle
    private var number: UInt64 = 0
    private var isShut = false

    mutating func advance() -> Step {
        switch phase {
        case .idle:
            phase = .responding
            return .respond(number: number)
        case .responding:
            phase = isShut ? .abandoned : .suspended
            return isShut ? .drop : .suspend
        case .answered(let reply):
            phase = .sent
            return .queue(reply)
        case .suspended, .abandoned, .sent:
            return .drop
        }
    }

    /// Takes the answer to a request unless it has one or is over; true = resume the connection.
    mutating func answer(_ reply: PreparedReply, to number: UInt64) -> Bool {
        guard number == self.number else { return false }
        switch phase {
        case .responding:
            phase = .answered(reply)
            return false
        case .suspended:
            phase = .answered(reply)
            return true
        case .idle, .abandoned, .answered, .sent:
            return false
        }
    }

    /// The listener closes: nothing is suspended from now on; true = resume the connection.
    mutating func shut() -> Bool {
        isShut = true
        guard case .suspended = phase else { return false }
        phase = .abandoned
        return true
    }

    /// The request is over, well or not; answers that come later go nowhere.
    mutating func finish() {
        number += 1
        phase = .idle
    }
}
