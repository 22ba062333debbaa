import BridgeCore
import Foundation
import Glibc
import Synchronization
import Testing
import WebhookDelivery

struct DeliveryEngineTests {
    private let main = key("acme")

    @Test("every event arrives once, signed so that the receiver can verify it, and is settled")
    func delivers() throws {
        let server = try TestServer()
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...200)
        bench.outbox.wait(main) { $0.position == 200 }
        let requests = server.requests.all
        #expect(Set(requests.map(\.body)) == Set((1...200).map { event($0).body }))
        #expect(requests.count == 200)
        for request in requests {
            let id = try #require(request.headers["webhook-id"])
            let seconds = try #require(request.headers["webhook-timestamp"].flatMap { Int64($0) })
            #expect(seconds == ManualClock.start.seconds)
            let expected = WebhookSignature.value(
                id: id, timestamp: Instant(seconds: seconds), body: request.body,
                secrets: [SigningSecret(secretText)!])
            #expect(request.headers["webhook-signature"] == expected)
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.headers["user-agent"] == "adms-bridge/test")
        }
        #expect(Set(requests.compactMap { $0.headers["webhook-id"] }).count == 200)
        #expect(bench.outbox[main].attempts.count == 200)
        #expect(bench.outbox[main].attempts.allSatisfy { $0.outcome == "delivered" && $0.status == 200 })
    }

    @Test(
        "events that come later are delivered when their tenant, or somebody, rings",
        arguments: [true, false])
    func rings(_ namesTenant: Bool) throws {
        let server = try TestServer()
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...1)
        bench.outbox.wait(main) { $0.position == 1 }
        for position in Int64(2)...20 {
            bench.outbox.append([position])
            if namesTenant {
                bench.engine.wake(tenants: [TenantID("acme")!])
            } else {
                bench.engine.wake()
            }
            bench.outbox.wait(main) { $0.position == position }
        }
        #expect(server.requests.all.count == 20)
    }

    @Test(
        "a failed event waits while others go on, and is tried again with the same id and a fresh timestamp")
    func retries() throws {
        let isDown = Mutex(true)
        let server = try TestServer { request in
            isDown.withLock { $0 } && request.body == event(1).body ? .status(500) : .status(200)
        }
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...5)
        let state = bench.outbox.wait(main) { $0.position == 5 }
        #expect(state.waiting.keys.sorted() == [1])
        isDown.withLock { $0 = false }
        bench.clock.advance(by: .seconds(7))
        bench.engine.wake(tenants: [])
        bench.outbox.wait(main) { $0.waiting.isEmpty }
        let tries = server.requests.all.filter { $0.body == event(1).body }
        #expect(tries.count == 2)
        #expect(tries[0].headers["webhook-id"] == tries[1].headers["webhook-id"])
        #expect(tries[1].headers["webhook-timestamp"] == "\(ManualClock.start.seconds + 7)")
        #expect(tries[0].headers["webhook-signature"] != tries[1].headers["webhook-signature"])
        #expect(bench.outbox[main].attempts.filter { $0.position == 1 }.map(\.number) == [1, 2])
    }

    @Test("when the schedule is exhausted the event is dead and nothing more is sent")
    func exhausted() throws {
        let server = try TestServer { _ in .status(404) }
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...1) {
            $0.retrySchedule = [.seconds(5), .seconds(10)]
        }
        for attempts in 1...2 {
            bench.outbox.wait(main) { $0.attempts.count == attempts }
            bench.clock.advance(by: .seconds(15))
            bench.engine.wake(tenants: [])
        }
        let state = bench.outbox.wait(main) { !$0.dead.isEmpty }
        #expect(state.dead == [1] && state.waiting.isEmpty && state.attempts.count == 3)
    }

    @Test("Retry-After pauses the endpoint: nothing at all is sent before")
    func retryAfter() throws {
        let server = try TestServer { request in
            request.body == event(1).body && request.headers["webhook-timestamp"] == "1800000000"
                ? .status(503, ["Retry-After": "120"]) : .status(200)
        }
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...5)
        let state = bench.outbox.wait(main) { $0.pausedUntil != nil }
        #expect(state.pausedUntil == ManualClock.start + .seconds(120))
        #expect(state.waiting[1]?.at == ManualClock.start + .seconds(120))
        bench.clock.advance(by: .seconds(119))
        bench.engine.wake()
        bench.clock.advance(by: .seconds(1))
        bench.engine.wake()
        bench.outbox.wait(main) { $0.position == 5 && $0.waiting.isEmpty }
        let later = server.requests.all.dropFirst()
        #expect(later.count == 5)
        #expect(later.allSatisfy { $0.headers["webhook-timestamp"] == "1800000120" })
    }

    @Test("410 disables the endpoint; enabled again it goes on where it stood")
    func gone() throws {
        let isGone = Mutex(true)
        let server = try TestServer { _ in .status(isGone.withLock { $0 } ? 410 : 200) }
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...5)
        bench.outbox.wait(main) { !$0.endpoint.isEnabled }
        #expect(server.requests.all.count == 1)
        isGone.withLock { $0 = false }
        bench.clock.advance(by: .seconds(7))
        bench.outbox.put(local(server.url))
        bench.engine.endpointsChanged()
        bench.outbox.wait(main) { $0.position == 5 && $0.waiting.isEmpty }
        #expect(Set(server.requests.all.map(\.body)) == Set((1...5).map { event($0).body }))
    }

    @Test("an endless answer with a good status delivers, a redirect does not and is not followed")
    func answers() throws {
        let server = try TestServer { request in
            switch request.path {
            case "/endless": .endlessBody
            case "/redirect": .status(302, ["Location": "/elsewhere"])
            default: .status(200)
            }
        }
        defer { server.stop() }
        let root = "http://127.0.0.1:\(server.port)"
        let bench = try EngineBench(
            [local(root + "/endless", "endless"), local(root + "/redirect", "redirect")], 1...1)
        let endless = bench.outbox.wait(key("acme", "endless")) { $0.position == 1 }
        #expect(endless.attempts.map(\.outcome) == ["delivered"])
        let redirect = bench.outbox.wait(key("acme", "redirect")) { $0.position == 1 }
        #expect(redirect.attempts.map(\.outcome) == ["http_302"])
        #expect(redirect.waiting.count == 1)
        #expect(!server.requests.all.contains { $0.path == "/elsewhere" })
    }

    @Test("a private address, plain HTTP and the program's own listener are refused before anything is sent")
    func refused() throws {
        let server = try TestServer()
        defer { server.stop() }
        func outcome(allowsPrivate: Bool, _ change: (inout DeliveryRules) -> Void) throws -> [String] {
            let target = endpoint(main, url: server.url, allowsPrivate: allowsPrivate)
            let bench = try EngineBench([target], 1...1, change)
            return bench.outbox.wait(main) { $0.position == 1 }.attempts.map(\.outcome)
        }
        let own = ListenerAddress(address: IPAddress("0.0.0.0")!, port: server.port)
        #expect(try outcome(allowsPrivate: false) { $0.requireHTTPS = false } == ["blocked_address"])
        #expect(try outcome(allowsPrivate: false) { _ in } == ["invalid_address"])
        #expect(try outcome(allowsPrivate: true) { $0.ownListeners = [own] } == ["blocked_address"])
        #expect(server.requests.all.isEmpty)
        let loopback = NetworkRange("127.0.0.0/8")!
        let allowed = try outcome(allowsPrivate: false) {
            $0.requireHTTPS = false
            $0.allowedPrivateNetworks = [loopback]
        }
        #expect(allowed == ["delivered"])
    }

    @Test("an endpoint that answers nothing does not hold up another of the same tenant")
    func isolation() throws {
        let slow = try TestServer { _ in .held }
        let fast = try TestServer()
        defer {
            slow.stop()
            fast.stop()
        }
        let bench = try EngineBench([local(slow.url, "slow"), local(fast.url, "fast")], 1...300)
        bench.outbox.wait(key("acme", "fast")) { $0.position == 300 }
        #expect(bench.outbox[key("acme", "slow")].position == 0)
        slow.release()
        bench.outbox.wait(key("acme", "slow")) { $0.position == 300 }
        #expect(slow.requests.all.count == 300 && fast.requests.all.count == 300)
    }

    @Test("a settlement the store refused is offered again, and nothing is sent twice for it")
    func settleAgain() throws {
        let server = try TestServer()
        defer { server.stop() }
        let outbox = MemoryOutbox([local(server.url)])
        outbox.append(1...10)
        outbox.failSettles(3)
        let bench = try EngineBench(outbox)
        while bench.lines.all.count(where: { $0.contains("delivery.settle_failed") }) < 3 {
            bench.clock.advance(by: .seconds(1))
            bench.engine.wake(tenants: [])
            sched_yield()
        }
        bench.clock.advance(by: .seconds(1))
        bench.engine.wake(tenants: [])
        bench.outbox.wait(main) { $0.position == 10 }
        #expect(server.requests.all.count == 10)
        #expect(bench.outbox[main].attempts.count == 10)
    }

    @Test("stopping lets what is under way end and settles it")
    func stopGracefully() throws {
        let server = try TestServer { _ in .held }
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...5)
        let stopped = Recorder<Bool>()
        server.requests.wait(for: 1)
        Thread { [engine = bench.engine] in
            engine.stop(grace: .seconds(60))
            stopped.append(true)
        }.start()
        server.release()
        stopped.wait(for: 1)
        #expect(bench.outbox[main].position >= 1)
        #expect(bench.outbox[main].position == Int64(server.requests.all.count))
        #expect(bench.outbox[main].waiting.isEmpty)
    }

    @Test(
        "what does not end in time is not recorded, and is sent again with the same id after the next start")
    func stopAbruptly() throws {
        let server = try TestServer { _ in .held }
        let outbox = MemoryOutbox([local(server.url)])
        outbox.append(1...3)
        let first = try EngineBench(outbox)
        server.requests.wait(for: 1)
        first.engine.stop(grace: .zero)
        first.engine.stop(grace: .zero)
        #expect(outbox[main].position == 0 && outbox[main].attempts.isEmpty && outbox[main].waiting.isEmpty)
        server.stop()
        let next = try TestServer()
        defer { next.stop() }
        outbox.put(local(next.url))
        let second = try EngineBench(outbox)
        second.outbox.wait(main) { $0.position == 3 }
        #expect(next.requests.all.map(\.body).contains(event(1).body))
    }

    @Test("an engine that was never started stops at once")
    func neverStarted() {
        let engine = DeliveryEngine(
            outbox: MemoryOutbox([]), clock: ManualClock(), settings: DeliveryRules(userAgent: "x"),
            log: .silent)
        engine.wake()
        engine.stop(grace: .seconds(600))
    }

    @Test(
        "each attempt leaves one line: quiet for a success, at info for a failure, without secrets or bodies")
    func lines() throws {
        let server = try TestServer { $0.body == event(2).body ? .status(500) : .status(200) }
        defer { server.stop() }
        let bench = try EngineBench([local(server.url)], 1...2)
        bench.outbox.wait(main) { $0.position == 2 }
        let attempts = bench.lines.all.filter { $0.contains("delivery.attempted") }
            .map { $0.replacing(/ms=\d+/, with: "ms=…") }
        #expect(
            attempts == [
                "debug delivery.attempted endpoint=acme/main event_id=\(event(1).id) attempt=1"
                    + " outcome=delivered status=200 ms=…",
                "info delivery.attempted endpoint=acme/main event_id=\(event(2).id) attempt=1"
                    + " outcome=http_500 status=500 ms=…",
            ])
        #expect(!bench.lines.all.contains { $0.contains("whsec") || $0.contains("127.0.0.1") })
    }
}
