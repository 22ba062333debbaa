import BridgeCore
import Foundation
import Testing
import WebhookDelivery

/// What people do to an endpoint while the engine runs, and what the engine tells of it.
struct DeliveryEngineNewsTests {
    private let main = key("acme")

    @Test("a change to one endpoint is taken over without a look at the others, and what is replayed goes")
    func oneChanged() throws {
        let server = try TestServer()
        defer { server.stop() }
        let bench = try EngineBench([local(server.url), local(server.url, "other")], 1...5)
        bench.outbox.wait(main) { $0.position == 5 }
        bench.outbox.wait(key("acme", "other")) { $0.position == 5 }
        bench.outbox.change(main) { $0.waiting[3] = StoreModel.Row(attempts: 0, at: ManualClock.start) }
        bench.engine.endpointsChanged([main])
        server.requests.wait(for: 11)
        bench.outbox.wait(main) { $0.waiting.isEmpty }
        #expect(server.requests.all.last?.body == event(3).body)
        #expect(bench.outbox.lanesRead == 1)
        bench.outbox.change(main) { $0.endpoint.isEnabled = false }
        bench.engine.endpointsChanged([main, key("acme", "unknown")])
        bench.outbox.append([6])
        bench.engine.wake()
        bench.outbox.wait(key("acme", "other")) { $0.position == 6 }
        #expect(bench.outbox[main].position == 5)
        bench.outbox.change(main) { $0.endpoint.isEnabled = true }
        bench.engine.endpointsChanged([main])
        bench.outbox.wait(main) { $0.position == 6 }
    }

    @Test("a webhook on request is sent at once, and its outcome told, whatever the endpoint's lane is at")
    func request() throws {
        let server = try TestServer { _ in .status(503, ["Retry-After": "3600"]) }
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...1)
        bench.outbox.wait(main) { $0.pausedUntil != nil }
        let records = Recorder<AttemptRecord>()
        bench.engine.deliver(event(99), to: local(server.url)) { records.append($0) }
        let record = records.wait(for: 1)[0]
        #expect(record.position == 99 && record.status == 503 && record.outcome == "http_503")
        #expect(server.requests.all.last?.body == event(99).body)
        #expect(bench.outbox[main].attempts.count == 1)
    }

    @Test("a webhook on request is answered although the engine stops, has stopped or never ran")
    func requestAtTheEnd() throws {
        let server = try TestServer { _ in .held }
        defer { server.stop() }
        let records = Recorder<AttemptRecord>()
        let idle = DeliveryEngine(
            outbox: MemoryOutbox([]), clock: ManualClock(), settings: DeliveryRules(userAgent: "x"),
            log: .silent)
        idle.deliver(event(1), to: local(server.url)) { records.append($0) }
        let bench = try EngineBench([], 1...1)
        for position in Int64(2)...20 {
            bench.engine.deliver(event(position), to: local(server.url)) { records.append($0) }
        }
        server.requests.wait(for: DeliveryPlan.maximumTrials)
        bench.engine.stop(grace: .zero)
        bench.engine.deliver(event(21), to: local(server.url)) { records.append($0) }
        let all = records.wait(for: 21)
        #expect(Set(all.map(\.position)) == Set(1...21) && all.count == 21)
        #expect(all.count { $0.outcome == "timeout" } == DeliveryPlan.maximumTrials)
        #expect(all.count { $0.outcome == "not_sent" } == 21 - DeliveryPlan.maximumTrials)
    }

    @Test("an endpoint that fails leaves a line when that is news and when its breaker opens, once each")
    func newsLines() throws {
        let server = try TestServer { _ in .status(500) }
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...20)
        bench.outbox.wait(main) { $0.health.failures == 5 }
        bench.engine.stop(grace: .seconds(10))
        let lines = bench.lines.all.filter {
            !$0.contains("delivery.attempted") && !$0.contains("delivery.st")
        }
        #expect(
            lines == [
                "warning delivery.endpoint_failing endpoint=acme/main since=2027-01-15T08:00:00.000Z"
                    + " last_error=http_500",
                "info delivery.breaker_opened endpoint=acme/main",
            ])
        #expect(bench.outbox[main].notices.count == 1)
        #expect(server.requests.all.count == 5)
    }

    @Test("by device, events of one terminal arrive one after the other")
    func orderByDevice() throws {
        let server = try TestServer()
        defer { server.stop() }
        var target = local(server.url)
        target.options.ordering = .device(.block)
        let bench = try EngineBench([target], 1...60)
        bench.outbox.wait(main) { $0.position == 60 }
        #expect(server.requests.all.map(\.body) == (1...60).map { event($0).body })
    }
}
