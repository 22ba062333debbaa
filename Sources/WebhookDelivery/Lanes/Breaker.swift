import BridgeCore

/// Keeps an endpoint that fails again and again from being asked with every event: open, it lets one first
/// attempt through at a time, and with each that fails the pause before the next grows.
///
/// Retries go when they are due all the same, one under way, and count as such a question too.
struct Breaker: Sendable {
    /// Failures in a row after which it is open.
    static let threshold = 5
    static let longestPause: Duration = .seconds(60)

    private var nextProbe: Instant?
    private var openedAt = Instant(milliseconds: 0)
    private var doublings = 0

    /// An endpoint that had failed so often when the program ended is asked at once, but with one event only.
    init(_ health: EndpointHealth) {
        if health.failures >= Self.threshold { nextProbe = openedAt }
    }

    var isOpen: Bool { nextProbe != nil }

    /// When the next first attempt may start; `nil`: at once.
    func probeAt(now: Instant) -> Instant? {
        // A wait longer than any this gives: the clock was set back.
        guard let nextProbe, nextProbe > now, nextProbe - now <= Self.longestPause * 1.2 else { return nil }
        return nextProbe
    }

    /// Whether it opened now.
    ///
    /// - Parameters:
    ///   - failures: In a row, this one counted.
    ///   - startedAt: Of the attempt that failed: those begun before the breaker opened all tell the same.
    mutating func failed(
        failures: Int, threshold: Int = threshold, startedAt: Instant, jitter: Double, now: Instant
    ) -> Bool {
        guard failures >= threshold || isOpen else { return false }
        let opens = !isOpen
        if opens {
            (openedAt, doublings) = (now, 0)
        } else if startedAt >= openedAt {
            doublings = min(doublings + 1, 6)
        }
        nextProbe = now + min(.seconds(1 << doublings), Self.longestPause) * jitter
        return opens
    }

    /// Whether it closed now.
    mutating func succeeded() -> Bool {
        defer { nextProbe = nil }
        return isOpen
    }
}
