import BridgeCore

/// Spaces an endpoint's requests (the generic cell rate algorithm of ITU-T I.371): in no second more than its
/// rate and a hundredth of it, or one.
struct RequestPace: Sendable {
    private static let second: Int64 = 1_000_000_000
    /// How far ahead requests may be that were made without asking.
    private static let trust = 10 * second
    /// Nanoseconds from one request to the next, at an even pace.
    private let interval: Int64
    /// How far ahead of the even pace requests may run, in nanoseconds.
    private let slack: Int64
    /// When the next request was due at an even pace, in nanoseconds since 1970.
    private var due: Int64 = 0

    /// - Parameter rate: Requests per second; at least 1.
    init(rate: Int) {
        let rate = Int64(max(1, rate))
        interval = (Self.second + rate - 1) / rate
        slack = interval * (max(1, rate / 100) - 1)
    }

    /// When the next request may start; `nil`: at once.
    func startAt(now: Instant) -> Instant? {
        let (start, now) = (due - slack, now.milliseconds * 1_000_000)
        // Further ahead than any request can have moved it: the clock was set back.
        guard start > now, start - now <= interval + Self.trust else { return nil }
        return Instant(milliseconds: (start + 999_999) / 1_000_000)
    }

    /// A request starts.
    mutating func start(now: Instant) {
        let now = now.milliseconds * 1_000_000
        due = (due - slack - now > interval + Self.trust ? now : max(due, now)) + interval
    }
}
