import BridgeCore
import Testing
import WebhookDelivery

/// Who gets how many of the places under way, and what no lane sends.
struct DeliveryPoolTests {
    private static let now = ManualClock.start

    private func lanes(_ count: Int, _ prefix: String = "t") -> [WebhookEndpoint] {
        (0..<count).map { endpoint(key("\(prefix)\($0)")) }
    }

    /// Every tenant has `count` events; good endpoints answer in 5 ms, `bad` ones never.
    private func simulation(
        _ endpoints: [WebhookEndpoint], count: Int64, maximumInFlight: Int,
        bad: @escaping (EndpointKey) -> Bool
    ) -> DeliverySimulation {
        var simulation = DeliverySimulation(endpoints, maximumInFlight: maximumInFlight) { attempt, _ in
            bad(attempt.endpoint.key)
                ? (.timedOut, .seconds(15)) : (.answered(status: 200, retryAfter: nil), .milliseconds(5))
        }
        for endpoint in endpoints {
            for position in 1...count { simulation.append(event(position), tenant: endpoint.key.tenant) }
        }
        return simulation
    }

    @Test("endpoints that hang from now on leave healthy ones a place before the first timeout")
    func fairShare() {
        let all = lanes(20)
        let ids = Set(all.prefix(10).map(\.key))
        let down = Flag()
        var simulation = simulation(all, count: 40, maximumInFlight: 60) { down.isSet && ids.contains($0) }
        simulation.run(until: Self.now + .seconds(2))
        for endpoint in all { #expect(simulation.store.endpoints[endpoint.key]!.position == 40) }
        down.isSet = true
        for endpoint in all {
            for position in Int64(41)...200 {
                simulation.append(event(position), tenant: endpoint.key.tenant)
            }
        }
        simulation.run(until: simulation.now + .seconds(3))
        for endpoint in all.suffix(10) {
            #expect(simulation.store.endpoints[endpoint.key]!.position == 200)
        }
    }

    private final class Flag { var isSet = false }

    @Test("no lane takes more than its share of the places, and alone it takes half")
    func share() {
        var busy = endpoint(key("a"))
        busy.maximumInFlight = 64
        var simulation = DeliverySimulation([busy], maximumInFlight: 20) { _, _ in
            (.answered(status: 200, retryAfter: nil), .milliseconds(5))
        }
        for position in Int64(1)...500 { simulation.append(event(position), tenant: busy.key.tenant) }
        var most = 0
        for _ in 0..<100 {
            simulation.run(until: simulation.now + .milliseconds(1))
            most = max(most, simulation.plan.inFlight)
        }
        #expect(most == 9)
    }

    @Test("retries of healthy endpoints have no more than a fifth of the places, first attempts the rest")
    func retries() {
        let endpoints = lanes(30)
        var plan = DeliveryPlan(schedule: [.seconds(5)], maximumInFlight: 23, seed: 1)
        plan.setLanes(
            endpoints.map { laneState($0, position: 100, waiting: 5, nextDue: Self.now) }, now: Self.now)
        func read(_ plan: inout DeliveryPlan, positions: [Int64]) {
            while let wanted = plan.nextRead(now: Self.now) {
                switch wanted {
                case .log(let lane, _, let after, let limit, _):
                    plan.take(
                        page(positions.filter { $0 > after }, end: max(after, positions.last ?? after)),
                        for: lane,
                        limit: limit, now: Self.now)
                case .due(let lane, _, _, _, _):
                    let due = (1...5).map { WaitingEvent(event: event($0), attempts: 1) }
                    plan.take(DuePage(events: due, nextDue: nil), for: lane, now: Self.now)
                }
            }
        }
        read(&plan, positions: [])
        var retries: [Attempt] = []
        while let attempt = plan.nextAttempt(now: Self.now) { retries.append(attempt) }
        #expect(retries.count == 4, "a fifth of 21")
        plan.logGrew(endpoints.map(\.key.tenant), now: Self.now)
        read(&plan, positions: [101])
        var firsts: [Attempt] = []
        while let attempt = plan.nextAttempt(now: Self.now) { firsts.append(attempt) }
        #expect(firsts.count == 17)
        #expect(firsts.allSatisfy { $0.number == 1 })
        for attempt in retries {
            _ = plan.finished(
                attempt.tag, .answered(status: 200, retryAfter: nil), duration: .zero, now: Self.now)
        }
        read(&plan, positions: [101])
        var again: [Attempt] = []
        while let attempt = plan.nextAttempt(now: Self.now) { again.append(attempt) }
        #expect(again.count == 4)
    }

    @Test("a webhook on request goes at once, beside the lanes, and no more than sixteen at a time")
    func trials() throws {
        let target = endpoint()
        var plan = DeliveryPlan(schedule: [], maximumInFlight: 2, seed: 1)
        plan.setLanes([laneState(target)], now: Self.now)
        var started: [Attempt] = []
        while let attempt = plan.startTrial(event(7), to: target, now: Self.now) { started.append(attempt) }
        #expect(started.count == DeliveryPlan.maximumTrials)
        #expect(plan.inFlight == 0)
        let first = started[0]
        #expect(
            plan.finished(first.tag, .timedOut, duration: .zero, now: Self.now)?.attempt.tag == nil,
            "no lane's business")
        let record = plan.trialFinished(
            first.tag, .answered(status: 201, retryAfter: nil), duration: .milliseconds(3))
        #expect(record?.position == 7 && record?.status == 201 && record?.outcome == "delivered")
        #expect(plan.isSettled && plan.lane(target.key)?.health.lastSuccess == nil)
        #expect(plan.startTrial(event(8), to: target, now: Self.now) != nil)
    }

    @Test("endpoints that come and go leave nothing behind")
    func comeAndGo() {
        var plan = DeliveryPlan(schedule: [], maximumInFlight: 10, seed: 1)
        for round in 0..<100 {
            let target = endpoint(key("t", "e\(round)"))
            plan.setLane(target.key, laneState(target), now: Self.now)
            while case .log(let lane, _, _, let limit, _) = plan.nextRead(now: Self.now) {
                plan.take(LogPage(events: [], end: 0), for: lane, limit: limit, now: Self.now)
            }
            plan.setLane(target.key, nil, now: Self.now)
            #expect(plan.lane(target.key) == nil)
        }
        #expect(plan.lanesHeld <= 1)
    }
}
