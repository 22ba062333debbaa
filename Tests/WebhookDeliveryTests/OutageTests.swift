import BridgeCore
import Testing
import WebhookDelivery

/// An hour in which one receiver is away, in made-up time.
struct OutageTests {
    private static let rate = 50
    private static let away = key("acme", "away")
    private static let other = key("other")

    /// What the receivers saw.
    private final class Book {
        var starts: [Instant] = []
        var isAway = true
        var delivered = 0
        var otherDelays: [Duration] = []
        var acceptedAt: [Int64: Instant] = [:]
        var failures = 0
    }

    private func simulation(_ book: Book, hangs: Bool) -> DeliverySimulation {
        var limited = endpoint(Self.away)
        limited.options.rateLimit = Self.rate
        var simulation = DeliverySimulation(
            [limited, endpoint(Self.other)], maximumInFlight: 40
        ) { attempt, now in
            guard attempt.endpoint.key == Self.away else {
                return (.answered(status: 200, retryAfter: nil), .milliseconds(20))
            }
            book.starts.append(now)
            if book.isAway {
                book.failures += 1
                return hangs ? (.timedOut, .seconds(15)) : (.connectFailed, .milliseconds(1))
            }
            return (.answered(status: 200, retryAfter: nil), .milliseconds(20))
        }
        simulation.ended = { attempt, outcome, now in
            guard outcome.isDelivery else { return }
            if attempt.endpoint.key == Self.away {
                book.delivered += attempt.events.count
            } else if let accepted = book.acceptedAt[attempt.events[0].position] {
                book.otherDelays.append(now - accepted)
            }
        }
        simulation.store.endpoints[Self.away]?.keepsAttempts = false
        return simulation
    }

    /// How long the receiver is away, whether it then hangs or refuses, and what news that makes.
    private static let outages: [(seconds: Int, hangs: Bool, notices: Int)] = [
        // Failing, failing for an hour, recovered.
        (3_700, false, 3),
        // Failing, recovered.
        (600, true, 2),
    ]

    @Test(
        "after an outage the receiver never sees more than its rate, and other endpoints notice nothing",
        arguments: outages)
    func outage(_ outage: (seconds: Int, hangs: Bool, notices: Int)) {
        let book = Book()
        var simulation = simulation(book, hangs: outage.hangs)
        let pattern = event(0)
        var position: Int64 = 0
        func append(_ simulation: inout DeliverySimulation, _ count: Int, to tenant: TenantID) {
            let events = (0..<count).map { _ in
                position += 1
                return LoggedEvent(
                    position: position, id: pattern.id, type: pattern.type, serial: pattern.serial,
                    body: pattern.body)
            }
            if tenant == Self.other.tenant { book.acceptedAt[position] = simulation.now }
            simulation.append(events, tenant: tenant)
        }
        func second(_ simulation: inout DeliverySimulation) {
            append(&simulation, 100, to: Self.away.tenant)
            append(&simulation, 1, to: Self.other.tenant)
            simulation.run(until: simulation.now + .seconds(1))
        }
        for _ in 0..<outage.seconds { second(&simulation) }
        #expect(book.failures < 200, "a receiver that is away is asked about once a minute")
        #expect(simulation.store.endpoints[Self.away]!.position < 200, "its backlog is one number")

        book.isAway = false
        book.starts = []
        simulation.run(until: simulation.now + .seconds(75))
        let back = simulation.now
        for _ in 0..<30 { second(&simulation) }
        let state = simulation.store.endpoints[Self.away]!
        #expect(state.notices.count == outage.notices)
        #expect(!state.health.isFailing)

        var (first, worst) = (0, 0)
        for (place, start) in book.starts.enumerated() {
            while start - book.starts[first] >= .seconds(1) { first += 1 }
            worst = max(worst, place - first + 1)
        }
        #expect(Double(worst) <= Double(Self.rate) * 1.01 + 1)
        let inLastMinute = book.starts.count { $0 >= back }
        #expect(inLastMinute >= Self.rate * 30 * 95 / 100, "the rate is made use of: \(inLastMinute)")
        if outage.seconds > 3600 {
            #expect(state.waiting.isEmpty, "what failed is not kept waiting for hours")
        }

        #expect(book.otherDelays.count >= outage.seconds + 30)
        #expect(book.otherDelays.max()! <= .milliseconds(25), "the other endpoint noticed")
    }
}
