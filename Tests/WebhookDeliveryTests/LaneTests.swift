import BridgeCore
import Testing
import WebhookDelivery

struct LaneTests {
    static let now = ManualClock.start
    static let retryAt = now + .seconds(5)

    /// Reads what the lane wants of a log that holds `positions`.
    private func read(_ lane: inout Lane, _ positions: some Sequence<Int64>, now: Instant = now) {
        guard let wanted = lane.wantsLog(now: now) else { return }
        let left = positions.filter { $0 > wanted.after }
        let page = page(left.prefix(wanted.limit), end: left.isEmpty ? wanted.after : nil)
        lane.take(page, limit: wanted.limit, now: now)
    }

    private func finish(
        _ lane: inout Lane, _ position: Int64, number: Int = 1, fate: Verdict.Fate = .delivered,
        pause: Instant? = nil, disables: String? = nil
    ) {
        let status = fate == .delivered ? 200 : 500
        let pick = Pick(load: .event(event(position)), number: number, wasWaiting: number > 1)
        _ = lane.finish(
            pick,
            AttemptEnd(
                outcome: .answered(status: status, retryAfter: nil),
                verdict: Verdict(fate: fate, pausesUntil: pause, disables: disables), startedAt: Self.now,
                duration: .zero),
            now: Self.now)
    }

    /// A lane that has come to send `concurrency` at once, and the next position of its log.
    private func warmLane(concurrency: Int, maximum: Int = 16) -> (Lane, Int64) {
        var lane = Lane(laneState(endpoint(maximumInFlight: maximum)))
        var position: Int64 = 0
        while lane.concurrency < concurrency {
            position += 1
            read(&lane, [position])
            _ = lane.next(now: Self.now)
            finish(&lane, position)
            lane.logGrew()
        }
        _ = lane.takeSettlement()
        return (lane, position + 1)
    }

    // MARK: Position

    @Test("the position moves only over events that are over and done with, whatever order they end in")
    func contiguous() {
        var (lane, first) = warmLane(concurrency: 4)
        read(&lane, first..<(first + 4))
        for _ in 0..<4 { #expect(lane.next(now: Self.now) != nil) }
        finish(&lane, first + 2)
        finish(&lane, first + 1)
        #expect(lane.position == first - 1)
        #expect(lane.takeSettlement()?.position == nil)
        finish(&lane, first)
        #expect(lane.position == first + 2)
        #expect(lane.takeSettlement()?.position == first + 2)
        finish(&lane, first + 3)
        #expect(lane.takeSettlement()?.position == first + 3)
        #expect(lane.takeSettlement() == nil)
    }

    @Test("a failed event's wait and the position that moves past it are in one settlement")
    func failedEvent() {
        var lane = Lane(laneState(position: 10))
        read(&lane, [11, 12])
        #expect(lane.next(now: Self.now)?.event?.position == 11)
        finish(&lane, 11, fate: .retry(at: Self.retryAt))
        let settlement = lane.takeSettlement()
        #expect(settlement?.position == 11)
        #expect(settlement?.changes == [.wait(position: 11, attempts: 1, nextAttempt: Self.retryAt)])
        #expect(settlement?.attempts.map(\.outcome) == ["http_500"])
        #expect(lane.waiting == 1)
        #expect(lane.next(now: Self.now)?.event?.position == 12, "the lane goes on")
    }

    @Test("a failed event behind one under way goes to the disk when the position moves past it, not before")
    func failedBehindHead() {
        var (lane, first) = warmLane(concurrency: 2)
        read(&lane, [first, first + 1])
        _ = (lane.next(now: Self.now), lane.next(now: Self.now))
        finish(&lane, first + 1, fate: .retry(at: Self.retryAt))
        let early = lane.takeSettlement()
        #expect(early?.attempts.count == 1)
        #expect(
            early?.position == nil && early?.changes == [], "a restart would meet it in the log once more")
        finish(&lane, first)
        let later = lane.takeSettlement()
        #expect(later?.position == first + 1)
        #expect(later?.changes == [.wait(position: first + 1, attempts: 1, nextAttempt: Self.retryAt)])
    }

    @Test("events the endpoint does not want are passed over")
    func unwanted() {
        var lane = Lane(laneState(endpoint(patterns: [.exactly(.deviceOnline)])))
        lane.take(
            LogPage(events: [event(1), event(2, .deviceOnline), event(3), event(4)], end: 9), limit: 4,
            now: Self.now)
        #expect(lane.position == 1)
        #expect(lane.next(now: Self.now)?.event?.position == 2)
        #expect(lane.next(now: Self.now) == nil)
        finish(&lane, 2)
        #expect(lane.takeSettlement()?.position == 9)
    }

    @Test("events a changed endpoint no longer wants are passed over although they were read")
    func changedPatterns() {
        var lane = Lane(laneState())
        read(&lane, 1...3)
        _ = lane.next(now: Self.now)
        lane.update(laneState(endpoint(patterns: [.exactly(.deviceOnline)])), now: Self.now)
        finish(&lane, 1)
        #expect(lane.next(now: Self.now) == nil)
        #expect(lane.position == 3)
    }

    // MARK: Reading

    @Test("no more than 64 events past the position are read, while the first of them hangs")
    func readAhead() {
        var (lane, first) = warmLane(concurrency: 8)
        var sent: [Int64] = []
        for _ in 0..<100 {
            read(&lane, first..<(first + 1000))
            while let pick = lane.next(now: Self.now) { sent.append(pick.event!.position) }
            for position in sent where position != first { finish(&lane, position) }
        }
        #expect(lane.position == first - 1)
        #expect(sent.max() == first + 63)
    }

    @Test("a lane that gets nowhere reads no more than it can use")
    func modestReader() {
        var lane = Lane(laneState())
        #expect(lane.wantsLog(now: Self.now)?.limit == 4)
        read(&lane, 1...100)
        #expect(lane.wantsLog(now: Self.now) == nil, "there is something to send first")
    }

    @Test(
        "a page that is not full ends the reading until the log grows; a full one, or a heavy one, does not")
    func endOfLog() {
        var lane = Lane(laneState(endpoint(patterns: [.exactly(.deviceOnline)])))
        lane.take(page(1...4), limit: 4, now: Self.now)
        #expect(lane.wantsLog(now: Self.now)?.after == 4)
        lane.take(LogPage(events: [event(5, size: 1 << 20)], end: 5), limit: 4, now: Self.now)
        #expect(lane.wantsLog(now: Self.now)?.after == 5)
        lane.take(page([6]), limit: 4, now: Self.now)
        #expect(lane.wantsLog(now: Self.now) == nil)
        lane.logGrew()
        #expect(lane.wantsLog(now: Self.now)?.after == 6)
    }

    @Test("a lane whose read failed leaves the store alone for a second")
    func failedRead() {
        var lane = Lane(laneState())
        lane.readFailed(now: Self.now)
        #expect(lane.wantsLog(now: Self.now) == nil)
        #expect(lane.nextAlarm(now: Self.now) == Self.now + .seconds(1))
        #expect(lane.wantsLog(now: Self.now + .seconds(1)) != nil)
    }

    @Test("with 10 000 events waiting the position stops, and moves again when one of them is delivered")
    func backpressure() {
        var lane = Lane(laneState(waiting: 9999, nextDue: Self.now))
        read(&lane, 1...4)
        _ = lane.next(now: Self.now)
        finish(&lane, 1, fate: .retry(at: Self.retryAt))
        #expect(lane.waiting == 10_000)
        #expect(lane.next(now: Self.now) == nil)
        #expect(lane.wantsLog(now: Self.now) == nil)
        #expect(lane.position == 1)
        let old = WaitingEvent(event: event(-5), attempts: 3)
        lane.take(DuePage(events: [old], nextDue: nil), now: Self.now)
        #expect(lane.next(now: Self.now)?.number == 4)
        finish(&lane, -5, number: 4)
        #expect(lane.waiting == 9999)
        #expect(lane.next(now: Self.now)?.event?.position == 2)
    }

    @Test("first attempts under way count as if they will all have to wait")
    func cautiousBackpressure() {
        var (lane, first) = warmLane(concurrency: 4)
        lane.update(laneState(waiting: 9998), now: Self.now)
        read(&lane, first..<(first + 4))
        #expect(lane.next(now: Self.now) != nil)
        #expect(lane.next(now: Self.now) != nil)
        #expect(lane.next(now: Self.now) == nil)
    }

    // MARK: Retries

    @Test(
        "a waiting event that is delivered waits no longer; one that is dead neither",
        arguments: [true, false])
    func retryEnds(_ delivered: Bool) {
        var lane = Lane(laneState(position: 100, waiting: 1, nextDue: Self.now))
        #expect(lane.dueWanted.excluding == [])
        lane.take(DuePage(events: [WaitingEvent(event: event(7), attempts: 2)], nextDue: nil), now: Self.now)
        let pick = lane.next(now: Self.now)
        #expect(pick?.number == 3)
        finish(&lane, 7, number: 3, fate: delivered ? .delivered : .dead)
        let settlement = lane.takeSettlement()
        #expect(
            settlement?.changes
                == (delivered
                    ? [.delivered(position: 7)] : [.dead(position: 7, attempts: 3, error: "http_500")]))
        #expect(settlement?.position == nil)
        #expect(lane.waiting == 0)
    }

    @Test("a first attempt whose event is dead at once is passed, not delivered")
    func deadAtOnce() {
        var lane = Lane(laneState())
        read(&lane, [1])
        _ = lane.next(now: Self.now)
        finish(&lane, 1, fate: .dead)
        let settlement = lane.takeSettlement()
        #expect(settlement?.position == 1)
        #expect(settlement?.changes == [.dead(position: 1, attempts: 1, error: "http_500")])
        #expect(lane.waiting == 0)
    }

    @Test("first attempts go before retries, but one in five is a retry")
    func mixture() {
        var lane = Lane(laneState(position: 100, waiting: 3, nextDue: Self.now))
        let due = (1...3).map { WaitingEvent(event: event($0), attempts: 1) }
        lane.take(DuePage(events: due, nextDue: nil), now: Self.now)
        var order: [Bool] = []
        for _ in 0..<12 {
            lane.logGrew()
            read(&lane, 101...200)
            guard let pick = lane.next(now: Self.now) else { break }
            order.append(pick.wasWaiting)
            finish(&lane, pick.event!.position, number: pick.number)
        }
        let expected = "ffffrffffrff".map { $0 == "r" }
        #expect(order == expected)
    }

    @Test("an event under way or not yet settled is not read as due again")
    func exclusion() {
        var lane = Lane(laneState(waiting: 2, nextDue: Self.now))
        let due = [WaitingEvent(event: event(1), attempts: 1)]
        lane.take(DuePage(events: due, nextDue: Self.now), now: Self.now)
        _ = lane.next(now: Self.now)
        finish(&lane, 1, number: 2, fate: .retry(at: Self.retryAt))
        #expect(lane.dueWanted.excluding == [1])
        let settlement = lane.takeSettlement()!
        #expect(lane.dueWanted.excluding == [1], "the store may not have it yet")
        lane.committed(settlement)
        #expect(lane.dueWanted.excluding == [])
    }

    @Test("a wait is looked for when it is on disk and due, not before")
    func alarm() {
        var lane = Lane(laneState())
        read(&lane, [1])
        _ = lane.next(now: Self.now)
        finish(&lane, 1, fate: .retry(at: Self.retryAt))
        #expect(lane.nextAlarm(now: Self.now) == nil)
        lane.committed(lane.takeSettlement()!)
        #expect(lane.nextAlarm(now: Self.now) == Self.retryAt)
        #expect(!lane.wantsDue(now: Self.retryAt - .milliseconds(1)))
        #expect(lane.wantsDue(now: Self.retryAt))
    }

    @Test("a store that says an event is due and does not give it is not asked in a circle")
    func noCircle() {
        var lane = Lane(laneState(waiting: 1, nextDue: Self.now))
        lane.take(DuePage(events: [], nextDue: Self.now), now: Self.now)
        #expect(!lane.wantsDue(now: Self.now))
        #expect(lane.nextAlarm(now: Self.now) == Self.now + .seconds(1))
    }

    // MARK: Concurrency, pause, end

    @Test("concurrency grows by one with each success up to the endpoint's maximum and halves with a failure")
    func concurrency() {
        var (lane, position) = warmLane(concurrency: 6, maximum: 6)
        for expected in [6, 3, 1, 1, 2, 3] {
            let fate: Verdict.Fate =
                expected == 6 || lane.concurrency < expected ? .delivered : .retry(at: Self.retryAt)
            lane.logGrew()
            read(&lane, [position])
            _ = lane.next(now: Self.now)
            finish(&lane, position, fate: fate)
            #expect(lane.concurrency == expected)
            #expect(lane.isFailing == (fate != .delivered))
            position += 1
        }
    }

    @Test("a lane never has more under way than its concurrency")
    func boundedInFlight() {
        var (lane, first) = warmLane(concurrency: 3)
        read(&lane, first..<(first + 10))
        for _ in 0..<3 { #expect(lane.next(now: Self.now) != nil) }
        #expect(lane.next(now: Self.now) == nil)
    }

    @Test("a paused lane neither sends nor reads until the pause is over, and the pause is settled")
    func pause() {
        let end = Self.now + .seconds(120)
        var lane = Lane(laneState(waiting: 1, nextDue: Self.now))
        read(&lane, [1, 2])
        _ = lane.next(now: Self.now)
        finish(&lane, 1, fate: .retry(at: end), pause: end)
        #expect(lane.takeSettlement()?.pausedUntil == end)
        let before = end - .milliseconds(1)
        lane.logGrew()
        #expect(!lane.canStart(now: before))
        #expect(lane.wantsLog(now: before) == nil && !lane.wantsDue(now: before))
        #expect(lane.nextAlarm(now: before) == end)
        #expect(lane.canStart(now: end))
        #expect(lane.wantsDue(now: end))
    }

    @Test("a shorter pause does not cut a longer one")
    func pauses() {
        var (lane, first) = warmLane(concurrency: 2)
        read(&lane, [first, first + 1])
        _ = (lane.next(now: Self.now), lane.next(now: Self.now))
        finish(&lane, first, fate: .retry(at: Self.retryAt), pause: Self.now + .seconds(100))
        finish(&lane, first + 1, fate: .retry(at: Self.retryAt), pause: Self.now + .seconds(10))
        #expect(lane.pausedUntil == Self.now + .seconds(100))
        #expect(lane.takeSettlement()?.pausedUntil == Self.now + .seconds(100))
    }

    @Test("a pause that was on disk is kept after a restart")
    func keptPause() {
        let lane = Lane(laneState(pausedUntil: Self.now + .seconds(10)))
        #expect(lane.wantsLog(now: Self.now) == nil)
        #expect(lane.nextAlarm(now: Self.now) == Self.now + .seconds(10))
    }

    @Test("a disabled endpoint gets nothing more, and a stale answer of the store does not enable it again")
    func disabled() {
        var lane = Lane(laneState())
        read(&lane, [1, 2])
        _ = lane.next(now: Self.now)
        finish(&lane, 1, fate: .retry(at: Self.retryAt), disables: "gone")
        let settlement = lane.takeSettlement()
        #expect(settlement?.disabledBecause == "gone")
        #expect(!lane.canStart(now: Self.now))
        lane.update(laneState(), now: Self.now)
        #expect(!lane.canStart(now: Self.now))
        lane.committed(settlement!)
        lane.update(laneState(), now: Self.now)
        #expect(lane.canStart(now: Self.now), "a person enabled it")
    }

    @Test("a position that a person moved ahead is never moved back")
    func skipped() {
        var lane = Lane(laneState())
        read(&lane, 1...4)
        _ = lane.next(now: Self.now)
        lane.update(laneState(position: 50), now: Self.now)
        finish(&lane, 1)
        #expect(lane.takeSettlement()?.position == nil)
        #expect(lane.wantsLog(now: Self.now)?.after == 50)
    }
}
