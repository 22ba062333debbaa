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
            .tlsFailed(.clientCertificate), .blockedAddress, .connectionLost, .invalidAddress, .notSent,
            AttemptOutcome(.refused(ReceiverAnswer(status: 200))), .answered(status: 500, wish: "abort"),
            .answered(status: 500, wish: "please"),
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
        "a receiver that asks for it is disabled, whatever its status",
        arguments: [200, 204, 302, 404, 500], ["disable", "Disable", " x, disable"])
    func askedToDisable(_ status: Int, _ wish: String) {
        let verdict = verdict(.answered(status: status, wish: wish))
        #expect(verdict.disables == "the receiver asked for it (webhook-delivery: disable)")
        #expect(verdict.fate == (status < 300 ? .delivered : .retry(at: Self.now + .seconds(5))))
    }

    @Test(
        "an event the receiver does not want again is dead at once, and a word says why",
        arguments: [302, 400, 422, 429, 503])
    func askedToAbort(_ status: Int) {
        let outcome = AttemptOutcome.answered(status: status, retryAfter: "7", wish: "abort-message")
        let verdict = verdict(outcome)
        #expect(verdict.fate == .dead && verdict.disables == nil)
        #expect(verdict.pausesUntil == Self.now + .seconds(7))
        #expect(outcome.word == "aborted" && outcome.hint?.contains("abort-message") == true)
    }

    @Test("an event that was taken is delivered, also where it is not wanted again")
    func takenAndAborted() {
        #expect(verdict(.answered(status: 200, wish: "abort-message")).fate == .delivered)
    }

    @Test("a yes to the question whether webhooks are wanted is a success")
    func agreed() {
        let outcome = AttemptOutcome(.agreed(ReceiverAnswer(status: 200), rate: 120))
        #expect(outcome.isDelivery && outcome.hint == nil)
        #expect(verdict(outcome).fate == .delivered)
    }

    @Test("410 and a pause count for the question too")
    func refusedForGood() {
        let gone = verdict(AttemptOutcome(.refused(ReceiverAnswer(status: 410))))
        #expect(gone.disables != nil)
        let busy = verdict(AttemptOutcome(.refused(ReceiverAnswer(status: 429))))
        #expect(busy.pausesUntil == Self.now + .seconds(60))
    }

    @Test(
        "every failure has a word and a hint, but for statuses that speak for themselves", arguments: failures
    )
    func explained(_ outcome: AttemptOutcome) {
        #expect(outcome.word.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" })
        #expect(outcome.hint != nil || outcome.status.map { $0 == 0 || $0 >= 400 } == true)
    }

    @Test("a redirect is explained")
    func redirectHint() {
        #expect(
            AttemptOutcome.answered(status: 302).hint
                == "answered 302; redirects are never followed: give the final address")
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
