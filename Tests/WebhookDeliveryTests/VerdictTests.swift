import BridgeCore
import Testing
import WebhookDelivery

struct VerdictTests {
    static let now = Instant(seconds: 1_800_000_000)
    static let schedule: [Duration] = [.seconds(5), .seconds(300), .seconds(3600)]

    private func verdict(_ outcome: AttemptOutcome, attempts: Int = 1, jitter: Double = 1) -> Verdict {
        Verdict(outcome, attempts: attempts, schedule: Self.schedule, jitter: jitter, now: Self.now)
    }

    @Test("any 2xx delivers, whatever else the answer says", arguments: [200, 201, 202, 204, 299])
    func delivered(_ status: Int) {
        let verdict = verdict(.answered(status: status, retryAfter: "120"))
        #expect(verdict.fate == .delivered)
        #expect(verdict.pausesUntil == nil && verdict.disables == nil)
    }

    static let failures: [AttemptOutcome] =
        [
            0, 101, 199, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 413, 415, 422, 500, 502, 503, 504,
            599,
        ]
        .map { .answered(status: $0, retryAfter: nil) } + [
            .timedOut, .nameNotResolved, .connectFailed, .tlsFailed(.expired), .tlsFailed(.handshake),
            .blockedAddress, .connectionLost, .invalidAddress, .notSent,
        ]

    @Test("everything else is tried again and neither pauses nor disables", arguments: failures)
    func retried(_ outcome: AttemptOutcome) {
        let verdict = verdict(outcome)
        #expect(verdict.fate == .retry(at: Self.now + .seconds(5)))
        #expect(verdict.pausesUntil == nil && verdict.disables == nil)
    }

    @Test("each wait of the schedule follows its attempt", arguments: [(1, 5), (2, 300), (3, 3600)])
    func schedule(_ attempts: Int, seconds: Int64) {
        #expect(verdict(.timedOut, attempts: attempts).fate == .retry(at: Self.now + .seconds(seconds)))
    }

    @Test("after the last wait of the schedule the event is dead", arguments: [4, 5, 100])
    func dead(_ attempts: Int) { #expect(verdict(.timedOut, attempts: attempts).fate == .dead) }

    @Test("an empty schedule means one attempt")
    func noSchedule() {
        let verdict = Verdict(.timedOut, attempts: 1, schedule: [], jitter: 1, now: Self.now)
        #expect(verdict.fate == .dead)
    }

    @Test("jitter stretches the wait", arguments: [(0.8, 240), (1.2, 360)])
    func jitter(_ factor: Double, seconds: Int64) {
        let verdict = verdict(.timedOut, attempts: 2, jitter: factor)
        #expect(verdict.fate == .retry(at: Self.now + .seconds(seconds)))
    }

    @Test("jitter stays within a fifth and is the same for the same seed")
    func jitterRange() {
        var (one, other) = (Jitter(seed: 7), Jitter(seed: 7))
        let factors = (0..<1000).map { _ in one.next() }
        #expect(factors.allSatisfy { 0.8...1.2 ~= $0 })
        #expect(Set(factors).count == 1000)
        #expect(factors == (0..<1000).map { _ in other.next() })
    }

    @Test("410 disables the endpoint and leaves the event to be delivered when it is enabled again")
    func gone() {
        let verdict = verdict(.answered(status: 410, retryAfter: nil))
        #expect(verdict.disables != nil)
        #expect(verdict.fate == .retry(at: Self.now + .seconds(5)))
    }

    @Test(
        "Retry-After pauses the endpoint for as long and puts the event off at least as far",
        arguments: [429, 503, 500, 400, 302])
    func retryAfter(_ status: Int) {
        let verdict = verdict(.answered(status: status, retryAfter: "120"))
        #expect(verdict.pausesUntil == Self.now + .seconds(120))
        #expect(verdict.fate == .retry(at: Self.now + .seconds(120)))
    }

    @Test("a schedule longer than Retry-After wins for the event, not for the endpoint")
    func longerSchedule() {
        let verdict = verdict(.answered(status: 503, retryAfter: "10"), attempts: 3)
        #expect(verdict.pausesUntil == Self.now + .seconds(10))
        #expect(verdict.fate == .retry(at: Self.now + .seconds(3600)))
    }

    @Test("429 pauses for a minute where it does not say how long", arguments: [nil, "", "soon", "0"])
    func tooMany(_ header: String?) {
        let verdict = verdict(.answered(status: 429, retryAfter: header))
        #expect(verdict.pausesUntil == Self.now + .seconds(60))
    }

    @Test("a dead event's Retry-After still pauses the endpoint")
    func deadPauses() {
        let verdict = verdict(.answered(status: 503, retryAfter: "10"), attempts: 4)
        #expect(verdict.fate == .dead)
        #expect(verdict.pausesUntil == Self.now + .seconds(10))
    }
}
