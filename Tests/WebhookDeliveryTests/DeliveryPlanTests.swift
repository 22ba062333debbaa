import BridgeCore
import Testing
import WebhookDelivery

struct DeliveryPlanTests {
    static let now = ManualClock.start

    private func plan(_ lanes: [LaneState], maximumInFlight: Int = 100) -> DeliveryPlan {
        var plan = DeliveryPlan(
            schedule: [.seconds(5), .seconds(300)], maximumInFlight: maximumInFlight, seed: 1)
        plan.setLanes(lanes, now: Self.now)
        return plan
    }

    /// Reads for every lane that wants to from a log that holds `positions` for every tenant; who read.
    @discardableResult
    private func read(
        _ plan: inout DeliveryPlan, _ positions: ClosedRange<Int64> = 1...1000, now: Instant = now
    ) -> [TenantID] {
        var readers: [TenantID] = []
        while let wanted = plan.nextRead(now: now) {
            switch wanted {
            case .log(let lane, let tenant, let after, let limit, _):
                let left = positions.filter { $0 > after }.prefix(limit)
                plan.take(page(left, end: left.last ?? after), for: lane, limit: limit, now: now)
                readers.append(tenant)
            case .due(let lane, _, _, _, _):
                plan.take(DuePage(events: [], nextDue: nil), for: lane, now: now)
            }
        }
        return readers
    }

    private func startAll(_ plan: inout DeliveryPlan, now: Instant = now) -> [Attempt] {
        var attempts: [Attempt] = []
        while let attempt = plan.nextAttempt(now: now) { attempts.append(attempt) }
        return attempts
    }

    private func next(_ plan: inout DeliveryPlan, now: Instant = now) -> Attempt? {
        plan.nextAttempt(now: now)
    }
    private func wanted(_ plan: inout DeliveryPlan) -> PlannedRead? { plan.nextRead(now: Self.now) }
    private func settlements(_ plan: inout DeliveryPlan) -> [Settlement] { plan.beginSettling(now: Self.now) }

    private func start(_ plan: inout DeliveryPlan, now: Instant = now) throws -> Attempt {
        let attempt = plan.nextAttempt(now: now)
        return try #require(attempt)
    }

    private func settle(_ plan: inout DeliveryPlan, now: Instant = now) throws -> Settlement {
        let settlements = plan.beginSettling(now: now)
        #expect(settlements.count == 1)
        return try #require(settlements.first)
    }

    private func end(_ plan: inout DeliveryPlan, _ attempt: Attempt, status: Int, now: Instant = now) {
        _ = plan.finished(
            attempt.tag, .answered(status: status, retryAfter: nil), duration: .zero, now: now)
    }

    /// Lets every endpoint deliver until it may send several at once.
    private func warm(_ plan: inout DeliveryPlan, rounds: Int) {
        for _ in 0..<rounds {
            read(&plan)
            for attempt in startAll(&plan) { end(&plan, attempt, status: 200) }
        }
        read(&plan)
    }

    @Test("tenants take turns, and so do the endpoints of a tenant")
    func turns() {
        let keys = [key("a", "1"), key("a", "2"), key("a", "3"), key("b"), key("c")]
        var plan = plan(keys.map { laneState(endpoint($0)) })
        warm(&plan, rounds: 8)
        let order = startAll(&plan).map(\.endpoint.key)
        let tenants = order.map(\.tenant.text)
        #expect(Set(tenants.prefix(3)) == ["a", "b", "c"])
        #expect(Set(tenants.dropFirst(3).prefix(3)) == ["a", "b", "c"])
        let endpointsOfA = order.filter { $0.tenant.text == "a" }.map(\.id.text)
        #expect(Set(endpointsOfA.prefix(3)) == ["1", "2", "3"])
        #expect(Set(endpointsOfA.dropFirst(3).prefix(3)) == ["1", "2", "3"])
    }

    @Test("never more attempts are under way than allowed")
    func bounded() {
        var plan = plan((0..<50).map { laneState(endpoint(key("t\($0)"))) }, maximumInFlight: 20)
        read(&plan)
        let attempts = startAll(&plan)
        #expect(attempts.count == 18, "a tenth is kept for endpoints in trouble")
        end(&plan, attempts[0], status: 200)
        #expect(startAll(&plan).count == 1)
    }

    @Test("endpoints whose last attempt failed share a tenth, and healthy ones get the rest")
    func pools() {
        let bad = (0..<30).map { laneState(endpoint(key("bad\($0)"))) }
        let good = (0..<30).map { laneState(endpoint(key("good\($0)"))) }
        var plan = plan(bad, maximumInFlight: 30)
        read(&plan)
        var hung: [Attempt] = []
        for _ in 0..<3 {
            let attempts = startAll(&plan)
            hung = attempts
            for attempt in attempts { end(&plan, attempt, status: 500) }
        }
        #expect(hung.count == 3)
        plan.setLanes(bad + good, now: Self.now)
        read(&plan)
        let attempts = startAll(&plan)
        #expect(attempts.count(where: { $0.endpoint.key.tenant.text.hasPrefix("bad") }) == 3)
        #expect(attempts.count(where: { $0.endpoint.key.tenant.text.hasPrefix("good") }) == 27)
    }

    @Test("attempts of an endpoint that begins to fail count as those of one in trouble")
    func standing() {
        var plan = plan([laneState(endpoint(key("a")))], maximumInFlight: 20)
        warm(&plan, rounds: 6)
        let attempts = startAll(&plan)
        #expect(attempts.count > 4)
        end(&plan, attempts[0], status: 500)
        #expect(startAll(&plan).isEmpty)
        plan.setLanes([laneState(endpoint(key("a"))), laneState(endpoint(key("b")))], now: Self.now)
        read(&plan)
        #expect(startAll(&plan).map(\.endpoint.key) == [key("b")])
        for attempt in attempts.dropFirst() { end(&plan, attempt, status: 200) }
        #expect(plan.inFlight == 1)
    }

    @Test("an endpoint whose attempts hang takes nothing from another")
    func hanging() {
        var plan = plan([laneState(endpoint(key("slow"))), laneState(endpoint(key("fast")))])
        read(&plan)
        var fast = startAll(&plan).filter { $0.endpoint.key == key("fast") }
        var delivered = 0
        while let attempt = fast.popLast() {
            delivered += 1
            end(&plan, attempt, status: 200)
            read(&plan, 1...200)
            fast += startAll(&plan)
        }
        #expect(delivered == 200)
        #expect(plan.lane(key("slow"))?.inFlightCount == 1)
    }

    @Test("news of one tenant makes only its endpoints read")
    func newsOfOne() {
        var plan = plan((0..<1000).map { laneState(endpoint(key("t\($0)"))) })
        let none: ClosedRange<Int64> = 0...0
        #expect(read(&plan, none).count == 1000)
        #expect(plan.nextWake(now: Self.now) == nil)
        plan.logGrew([TenantID("t7")!, TenantID("unknown")!], now: Self.now)
        #expect(read(&plan, none) == [TenantID("t7")!])
    }

    @Test("news without a tenant make every endpoint read, a bounded number in a step")
    func newsOfAll() {
        var plan = plan((0..<1000).map { laneState(endpoint(key("t\($0)"))) })
        let none: ClosedRange<Int64> = 0...0
        read(&plan, none)
        plan.logGrewSomewhere()
        #expect(plan.nextWake(now: Self.now) == Self.now)
        var steps: [Int] = []
        var readers: [TenantID] = []
        while plan.nextWake(now: Self.now) != nil, steps.count < 1000 {
            plan.advance(to: Self.now)
            let some = read(&plan, none)
            steps.append(some.count)
            readers += some
        }
        #expect(Set(readers).count == 1000)
        #expect((steps.max() ?? 0) <= 128)
    }

    @Test("news that come during the look at every endpoint start it once more")
    func newsAgain() {
        var plan = plan((0..<500).map { laneState(endpoint(key("t\($0)"))) })
        let none: ClosedRange<Int64> = 0...0
        read(&plan, none)
        plan.logGrewSomewhere()
        plan.advance(to: Self.now)
        plan.logGrewSomewhere()
        var readers: [TenantID] = []
        for _ in 0..<20 {
            readers += read(&plan, none)
            plan.advance(to: Self.now)
        }
        #expect(readers.count == 1000)
        #expect(plan.nextWake(now: Self.now) == nil)
    }

    @Test("a failed event comes back when its wait is over, at the moment the plan asked to be woken")
    func retry() throws {
        var plan = plan([laneState()])
        read(&plan, 1...1)
        let attempt = try start(&plan)
        end(&plan, attempt, status: 500)
        let settlement = try settle(&plan)
        guard case .wait(1, 1, let moment, _, _) = settlement.changes.first else {
            Issue.record("no wait in \(settlement)")
            return
        }
        #expect(Self.now + .seconds(4) <= moment && moment <= Self.now + .seconds(6))
        plan.settled(now: Self.now)
        #expect(plan.nextWake(now: Self.now) == moment)
        plan.advance(to: moment)
        guard case .due(let number, key("acme"), _, [], _) = plan.nextRead(now: moment) else {
            Issue.record("the waiting event was not looked for")
            return
        }
        let due = WaitingEvent(event: event(1), attempts: 1)
        plan.take(DuePage(events: [due], nextDue: nil), for: number, now: moment)
        let second = try start(&plan, now: moment)
        #expect(second.number == 2)
        #expect(second.events == attempt.events)
        #expect(second.startedAt == moment)
    }

    @Test("while a settlement is under way delivery goes on, and the outcomes gather for the next")
    func gathering() throws {
        var plan = plan([laneState()])
        read(&plan, 1...10)
        let attempt200 = try start(&plan)
        end(&plan, attempt200, status: 200)
        #expect(settlements(&plan).map(\.position) == [1])
        for attempt in startAll(&plan) { end(&plan, attempt, status: 200) }
        #expect(settlements(&plan).isEmpty)
        plan.settled(now: Self.now)
        #expect(settlements(&plan).map(\.position) == [3])
        #expect(!plan.isSettled)
        plan.settled(now: Self.now)
        #expect(plan.isSettled)
    }

    @Test("a settlement that failed is kept, joined by what came after, and stops new attempts meanwhile")
    func failedSettlement() throws {
        var plan = plan([laneState()])
        read(&plan, 1...10)
        let attempt500 = try start(&plan)
        end(&plan, attempt500, status: 500)
        let first = try settle(&plan)
        let second = try start(&plan)
        plan.settleFailed(now: Self.now)
        end(&plan, second, status: 200)
        #expect(next(&plan) == nil)
        #expect(settlements(&plan).isEmpty)
        let later = try #require(plan.nextWake(now: Self.now))
        let joined = try settle(&plan, now: later)
        #expect(joined.changes == first.changes)
        #expect(joined.attempts.map(\.position) == [1, 2])
        #expect(joined.position == 2)
        plan.settled(now: later)
        #expect(next(&plan, now: later) != nil)
    }

    @Test("an endpoint that is gone gets nothing more, but what was under way is still settled")
    func removed() throws {
        var plan = plan([laneState()])
        read(&plan, 1...10)
        let attempt = try start(&plan)
        plan.setLanes([], now: Self.now)
        end(&plan, attempt, status: 200)
        #expect(next(&plan) == nil)
        #expect(settlements(&plan).map(\.position) == [1])
        plan.settled(now: Self.now)
        #expect(plan.lane(key("acme")) == nil)
        plan.setLanes([laneState(position: 1)], now: Self.now)
        read(&plan, 1...10)
        #expect(next(&plan)?.events.first?.position == 2)
    }

    @Test("410 ends an endpoint until a person enables it, and from then on it goes on where it stood")
    func gone() throws {
        var plan = plan([laneState()])
        read(&plan, 1...10)
        let attempt410 = try start(&plan)
        end(&plan, attempt410, status: 410)
        let settlement = try settle(&plan)
        #expect(settlement.disabledBecause != nil)
        plan.settled(now: Self.now)
        #expect(next(&plan) == nil)
        plan.setLanes([laneState(position: 1, waiting: 1, nextDue: Self.now + .seconds(9))], now: Self.now)
        read(&plan, 1...10)
        #expect(next(&plan)?.events.first?.position == 2)
    }

    @Test("a plan that was stopped starts and reads nothing")
    func stopped() {
        var plan = plan([laneState()])
        read(&plan, 1...10)
        plan.stopStarting()
        plan.logGrew([TenantID("acme")!], now: Self.now)
        #expect(next(&plan) == nil)
        #expect(wanted(&plan) == nil)
        #expect(plan.nextWake(now: Self.now) == nil)
    }

    @Test("a retry at many endpoints is asked for at each one's own time, earliest first")
    func alarms() {
        let offsets = [50, 10, 40, 20, 30, 60, 5, 25, 45, 15]
        let lanes = offsets.map { offset in
            laneState(endpoint(key("t\(offset)")), waiting: 1, nextDue: Self.now + .seconds(offset))
        }
        var plan = plan(lanes)
        read(&plan, 0...0)
        var woken: [String] = []
        while let moment = plan.nextWake(now: Self.now) {
            plan.advance(to: moment)
            while case .due(let lane, let endpoint, _, _, _) = plan.nextRead(now: moment) {
                woken.append(endpoint.tenant.text)
                plan.take(DuePage(events: [], nextDue: nil), for: lane, now: moment)
            }
        }
        #expect(woken == offsets.sorted().map { "t\($0)" })
    }
}
