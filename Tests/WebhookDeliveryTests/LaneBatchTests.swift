import BridgeCore
import Testing
import WebhookDelivery

struct LaneBatchTests {
    private func bench(
        _ maximum: Int = 3, wait: Duration = .seconds(2), ordering: DeliveryOrdering = .none,
        log events: [LoggedEvent] = []
    ) -> LaneBench {
        LaneBench(
            {
                $0.options.batch = BatchRule(maximumEvents: maximum, maximumWait: wait)
                $0.options.ordering = ordering
            }, events)
    }

    @Test("a batch goes when it is full")
    func full() {
        var bench = bench(3, log: events("ABCDE"))
        let pick = bench.next()!
        #expect(pick.events.map(\.position) == [1, 2, 3])
        #expect(pick.load == .batch(pick.events) && pick.batch == 1)
        bench.end(pick)
        #expect(bench.next() == nil, "two more wait for company")
    }

    @Test("a batch that is not full goes when its first event has waited long enough, also one of one")
    func waited() {
        var bench = bench(3, wait: .seconds(2), log: events("A"))
        #expect(bench.next() == nil)
        #expect(bench.lane.nextAlarm(now: bench.now) == bench.now + .seconds(2))
        bench.pass(.milliseconds(1999))
        bench.append(events("B", from: 2))
        #expect(bench.next() == nil)
        bench.pass(.milliseconds(1))
        let pick = bench.next()!
        #expect(pick.events.map(\.position) == [1, 2])
        bench.end(pick)
        bench.append(events("C", from: 3))
        bench.pass(.seconds(2))
        guard case .batch(let events)? = bench.next()?.load else {
            Issue.record("one event at an endpoint of batches is a batch")
            return
        }
        #expect(events.count == 1)
    }

    @Test("a batch's bodies stay within about 4 MiB")
    func heavy() {
        let heavy = (1...6).map { event($0, size: 1_500_000) }
        var bench = bench(100, log: heavy)
        #expect(bench.nextPositions() == [1, 2, 3])
    }

    @Test(
        "a failed batch is one failure, waits as a whole, and each event has its record, the first the answer"
    )
    func failed() {
        var bench = bench(3, log: events("ABC"))
        let pick = bench.next()!
        let at = bench.now + .seconds(5)
        var details = AttemptDetails()
        details.answer = [1, 2]
        _ = bench.lane.finish(
            pick,
            AttemptEnd(
                outcome: .timedOut, verdict: Verdict(fate: .retry(at: at)), startedAt: bench.now,
                duration: .zero, details: details), now: bench.now)
        let settlement = bench.settle()
        #expect(
            settlement?.changes
                == (1...3).map { .wait(position: $0, attempts: 1, nextAttempt: at, batch: 1) })
        #expect(settlement?.position == 3)
        #expect(settlement?.attempts.map(\.answer) == [[1, 2], [], []])
        #expect(settlement?.attempts.allSatisfy { $0.batch == 1 && $0.number == 1 } == true)
        #expect(bench.lane.health.failures == 1)
        #expect(bench.lane.waiting == 3)
    }

    @Test("a batch that failed goes again with the same events in the same order under the same number")
    func again() {
        var bench = bench(3)
        let due = [3, 1, 2].map { WaitingEvent(event: event($0), attempts: 2, batch: 1) }
        let other = WaitingEvent(event: event(9), attempts: 2, batch: nil)
        bench.lane.take(DuePage(events: due + [other], nextDue: nil), now: bench.now)
        let pick = bench.next()!
        #expect(pick.events.map(\.position) == [1, 2, 3])
        #expect(pick.batch == 1 && pick.number == 3)
        bench.end(pick)
        #expect(bench.settle()?.changes == (1...3).map { .delivered(position: $0) })
        #expect(bench.next()?.batch == 9)
    }

    @Test(
        "by device, a batch holds several events of a terminal in order, none of one under way or held back")
    func ordered() {
        var bench = bench(4, ordering: .device(.block), log: events("A"))
        bench.pass(.seconds(2))
        bench.attempt()
        bench.append(events("ABAB", from: 2))
        let first = bench.next()!
        #expect(first.events.map(\.position) == [2, 3, 4, 5])
        bench.append(events("ACCAC", from: 6))
        bench.pass(.milliseconds(500))
        #expect(bench.next() == nil)
        bench.pass(.milliseconds(1500))
        #expect(bench.lane.isSuspect)
        bench.end(first)
        #expect(bench.nextPositions() == [6, 7, 8, 9])
    }

    @Test("the position does not split a failed batch: all its events become exceptions at once")
    func whole() {
        var bench = bench(2, wait: .zero, ordering: .device(.block), log: events("A"))
        bench.attempt()
        bench.append(events("B", from: 2))
        let slow = bench.next()!
        bench.append(events("CBC", from: 3))
        let failing = bench.next()!
        #expect(failing.events.map(\.position) == [3, 5])
        bench.fail(failing)
        bench.end(slow)
        #expect(bench.lane.position == 2)
        #expect(bench.settle()?.changes == [])
        let last = bench.next()!
        #expect(last.events.map(\.position) == [4])
        bench.end(last)
        let settlement = bench.settle()
        #expect(settlement?.position == 5)
        #expect(settlement?.changes.count == 2)
    }
}
