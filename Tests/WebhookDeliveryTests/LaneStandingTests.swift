import BridgeCore
import Testing
import WebhookDelivery

/// What a lane makes of its endpoint: pace, breaker, health and its news, suspicion, handshake.
struct LaneStandingTests {
    private let many = (Int64(1)...3000).map { event($0) }
    private func hours(_ count: Int) -> Duration { .seconds(count * 3600) }

    // MARK: Pace

    @Test(
        "in no second do more requests start than the rate, a hundredth of it, and one",
        arguments: [1, 7, 300])
    func rate(_ rate: Int) {
        var bench = LaneBench({ $0.options.rateLimit = rate }, many)
        var starts: [Instant] = []
        let end = bench.now + .seconds(rate == 1 ? 20 : 4)
        while bench.now < end {
            while let pick = bench.next() {
                starts.append(bench.now)
                bench.end(pick)
            }
            bench.now = bench.lane.nextAlarm(now: bench.now)!
        }
        let worst = starts.enumerated().map { place, start in
            starts[place...].prefix { $0 - start < .seconds(1) }.count
        }.max()!
        #expect(Double(worst) <= Double(rate) * 1.01 + 1)
        let seconds = rate == 1 ? 20 : 4
        #expect(starts.count >= rate * seconds * 95 / 100, "and the rate is made use of")
    }

    @Test("a clock that is set back an hour does not stop a lane with a rate or an open breaker")
    func clockSetBack() {
        var bench = LaneBench({ $0.options.rateLimit = 1 }, many)
        for _ in 0..<5 {
            _ = bench.failOne()
            bench.now = bench.now + .seconds(2)
        }
        bench.now = bench.now - hours(1)
        #expect(bench.next() != nil)
    }

    // MARK: Breaker

    @Test("after five failures one first attempt goes at a time, after a pause that doubles up to a minute")
    func breaker() {
        var bench = LaneBench({ _ in }, many)
        for count in 1...5 {
            #expect(bench.failOne()?.breaker == (count == 5 ? .opened : nil))
        }
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            #expect(bench.next() == nil)
            #expect(bench.lane.nextAlarm(now: bench.now) == bench.now + .seconds(seconds))
            bench.pass(.seconds(seconds))
            let probe = bench.next()!
            #expect(bench.next() == nil)
            #expect(bench.fail(probe).breaker == nil)
        }
        bench.pass(.seconds(60))
        #expect(bench.attempt()?.breaker == .closed)
        #expect(bench.next() != nil && bench.next() != nil)
    }

    @Test("a retry that is due goes through an open breaker, and its success closes it")
    func probingRetry() {
        var bench = LaneBench({ _ in }, many)
        for _ in 0..<5 { _ = bench.failOne() }
        bench.lane.take(
            DuePage(events: [WaitingEvent(event: event(-1), attempts: 1)], nextDue: nil), now: bench.now)
        let retry = bench.next()!
        #expect(retry.wasWaiting)
        #expect(bench.next() == nil)
        #expect(bench.end(retry).breaker == .closed)
    }

    @Test("many attempts that were under way when the breaker opened do not lengthen its pause")
    func herd() {
        var bench = LaneBench({ _ in }, many)
        for _ in 0..<15 { bench.attempt() }
        let picks = (0..<16).compactMap { _ in bench.next() }
        #expect(picks.count == 16)
        let start = bench.now
        bench.now = bench.now + .milliseconds(100)
        for pick in picks {
            _ = bench.lane.finish(
                pick,
                AttemptEnd(
                    outcome: .timedOut, verdict: Verdict(fate: .retry(at: bench.now + .seconds(5))),
                    startedAt: start, duration: .zero), now: bench.now)
        }
        #expect(bench.lane.nextAlarm(now: bench.now) == bench.now + .seconds(1))
    }

    @Test("an endpoint that was failing when the program ended is asked with one event, as one that fails")
    func restart() {
        var health = EndpointHealth()
        (health.failures, health.failingSince) = (7, ManualClock.start - .seconds(600))
        var bench = LaneBench({ _ in }, many, health: health)
        #expect(bench.lane.isFailing)
        #expect(bench.next() != nil)
        #expect(bench.next() == nil)
    }

    // MARK: Health

    @Test("health is settled with every failure and with the success that ends them, else once a minute")
    func health() {
        var bench = LaneBench({ _ in }, many)
        bench.attempt()
        #expect(bench.settle()?.health?.lastSuccess == bench.now)
        bench.attempt()
        #expect(bench.settle()?.health == nil)
        bench.pass(.seconds(60))
        bench.attempt()
        #expect(bench.settle()?.health?.lastSuccess == bench.now)
        _ = bench.failOne()
        let bad = bench.settle()?.health
        #expect(bad?.failures == 1 && bad?.failingSince == bench.now && bad?.lastError == "http_500")
        bench.attempt()
        #expect(bench.settle()?.health?.isFailing == false)
    }

    @Test("the third failure in a row is news, and so are an hour, a day and three days of failing")
    func failing() {
        var bench = LaneBench({ _ in }, many)
        let start = bench.now
        let news = EndpointNotice.failing(since: start, lastError: "http_500")
        for count in 1...4 { #expect(bench.failOne()?.notices == (count == 3 ? [news] : [])) }
        for (hour, isNews) in [
            (0, false), (1, true), (2, false), (24, true), (71, false), (72, true), (90, false),
        ] {
            bench.now = start + hours(hour) + .seconds(120)
            #expect(bench.failOne()?.notices == (isNews ? [news] : []), "after \(hour) hours")
        }
        let settlement = bench.settle()
        #expect(settlement?.notices.count == 4)
        #expect(settlement?.health?.notices == 4)
        #expect(settlement?.at == bench.now)
    }

    @Test("an event that is given up is news at once")
    func exhausted() {
        var bench = LaneBench({ _ in }, many)
        #expect(bench.attempt(.dead)?.notices.count == 1)
        #expect(bench.failOne()?.notices == [])
    }

    @Test("recovery is news only after news of failing")
    func recovered() {
        var bench = LaneBench({ _ in }, many)
        let start = bench.now
        for _ in 0..<2 { _ = bench.failOne() }
        #expect(bench.attempt()?.notices == [])
        for _ in 0..<3 { _ = bench.failOne() }
        bench.now = bench.now + .seconds(30)
        #expect(bench.attempt()?.notices == [.recovered(failingSince: start)])
        #expect(bench.settle()?.bringsForward == false)
    }

    @Test("an endpoint back after an hour or more gets at once what waits")
    func back() {
        var bench = LaneBench({ _ in }, many)
        _ = bench.attempt(.retry(at: bench.now + hours(20)))
        _ = bench.settle()
        #expect(!bench.lane.wantsDue(now: bench.now))
        bench.now = bench.now + hours(1)
        bench.attempt()
        let settlement = bench.lane.takeSettlement()!
        #expect(settlement.bringsForward)
        #expect(!bench.lane.wantsDue(now: bench.now), "not before it is on disk")
        bench.lane.committed(settlement)
        #expect(bench.lane.wantsDue(now: bench.now))
    }

    @Test(
        "nothing delivered for five days, and twenty failures, disable the endpoint; one of the two does not")
    func disabled() {
        var few = LaneBench({ _ in }, many)
        for _ in 0..<19 {
            _ = few.failOne()
            few.now = few.now + .seconds(5 * 24 * 3600)
        }
        #expect(few.lane.endpoint.isEnabled)
        let since = ManualClock.start
        let last = few.failOne()?.notices.last
        let settlement = few.settle()
        let reason = settlement?.disabledBecause ?? ""
        #expect(reason.contains(since.rfc3339) && reason.contains("20 failed"))
        #expect(last == .disabled(reason: reason, failingSince: since, lastError: "http_500"))
        #expect(few.next() == nil)

        var quick = LaneBench({ _ in }, many)
        for _ in 0..<40 {
            _ = quick.failOne()
            quick.now = quick.now + .seconds(70)
        }
        #expect(quick.lane.endpoint.isEnabled)
    }

    // MARK: Suspicion

    @Test("an endpoint that answers nothing for a second gets nothing more until it answers")
    func suspicion() {
        var bench = LaneBench({ _ in }, many)
        for _ in 0..<3 { bench.attempt() }
        let first = bench.next()!
        #expect(bench.lane.nextAlarm(now: bench.now) == bench.now + .seconds(1))
        bench.pass(.milliseconds(999))
        let second = bench.next()!
        bench.pass(.milliseconds(1))
        #expect(bench.lane.isSuspect && bench.next() == nil)
        bench.end(first)
        #expect(!bench.lane.isSuspect)
        #expect(bench.next() != nil)
        bench.end(second)
    }

    // MARK: Handshake

    @Test("an endpoint that wants to be asked first gets no event before it has agreed")
    func handshake() {
        var bench = LaneBench({ $0.options.wantsHandshake = true }, many)
        let question = bench.next()!
        #expect(question.load == .handshake)
        #expect(bench.next() == nil)
        #expect(bench.fail(question).breaker == .opened)
        #expect(bench.next() == nil)
        let failed = bench.settle()
        #expect(failed?.attempts == [] && failed?.changes == [] && failed?.health?.failures == 1)
        bench.pass(.seconds(1))
        bench.end(bench.next()!)
        #expect(bench.settle()?.hasShakenHands == true)
        #expect(bench.nextPositions() == [1])
    }

    @Test("an endpoint that has agreed is not asked again after a restart, but is when its address changes")
    func askedOnce() {
        var bench = LaneBench({ $0.options.wantsHandshake = true }, many, hasShakenHands: true)
        let pick = bench.next()!
        #expect(pick.events.map(\.position) == [1])
        bench.end(pick)
        var moved = endpoint(url: "https://elsewhere.example/")
        moved.options.wantsHandshake = true
        bench.lane.update(laneState(moved), now: bench.now)
        #expect(bench.next()?.load == .handshake)
    }
}
