import BridgeCore
import Testing
import WebhookDelivery

struct LaneOrderTests {
    private let a = SerialNumber("A")!

    private func ordered(_ serials: String, _ policy: PoisonPolicy = .block, concurrency: Int = 8)
        -> LaneBench
    {
        var target = endpoint()
        target.options.ordering = .device(policy)
        var bench = LaneBench(laneState(target, position: -100))
        for position in -Int64(concurrency)..<0 {
            bench.append([event(position, serial: nil)])
            bench.attempt()
        }
        _ = bench.settle()
        bench.append(events(serials))
        return bench
    }

    @Test("one event of a terminal is under way at a time, and terminals take turns")
    func oneEach() {
        var bench = ordered("AAAABC")
        let picks = (0..<3).compactMap { _ in bench.next() }
        #expect(picks.flatMap(\.events).map(\.position) == [1, 5, 6])
        #expect(bench.next() == nil)
        bench.end(picks[0])
        #expect(bench.nextPositions() == [2])
    }

    @Test("a terminal's dump does not make another's event wait for all of it")
    func fair() {
        var bench = ordered(String(repeating: "A", count: 30) + "B")
        var seen: [Int64] = []
        for _ in 0..<4 {
            guard let pick = bench.next() else { break }
            seen += pick.events.map(\.position)
            bench.end(pick)
        }
        #expect(seen.contains(31))
    }

    @Test("a failed event holds back its terminal only: later ones are parked as the position meets them")
    func parks() {
        var bench = ordered("ABAB")
        let first = bench.next()!
        bench.fail(first)
        #expect(bench.nextPositions() == [2])
        let settlement = bench.settle()
        #expect(
            settlement?.changes == [
                .wait(position: 1, attempts: 1, nextAttempt: bench.now + .seconds(5), serial: a)
            ])
        #expect(bench.lane.position == 1, "event 2 is under way")
        #expect(bench.next() == nil, "3 is held back and 4 is behind 2")
    }

    @Test("what was parked counts as waiting and is released, one after the other, when the first has ended")
    func releases() {
        var bench = ordered("AAA")
        bench.fail(bench.next()!)
        let settlement = bench.settle()
        #expect(
            settlement?.changes.dropFirst() == [.park(position: 2, serial: a), .park(position: 3, serial: a)])
        #expect(settlement?.position == 3)
        #expect(bench.lane.waiting == 3)
        bench.pass(.seconds(5))
        bench.append(events("A", from: 4))
        #expect(bench.next() == nil, "4 is parked too")
        _ = bench.settle()
        for position in Int64(1)...4 {
            bench.lane.take(
                DuePage(
                    events: [WaitingEvent(event: event(position, serial: a), attempts: 0, holdsBack: true)],
                    nextDue: nil),
                now: bench.now)
            bench.end(bench.next()!)
            let changes = bench.settle()?.changes
            let release: [Settlement.EventChange] = position < 4 ? [.release(serial: a)] : []
            #expect(changes == [.delivered(position: position)] + release)
            #expect(bench.lane.wantsDue(now: bench.now) == (position < 4))
        }
        bench.append(events("A", from: 5))
        #expect(bench.nextPositions() == [5], "free again")
    }

    @Test("a terminal that was held back when the program ended is held back when it begins again")
    func restart() {
        var target = endpoint()
        target.options.ordering = .device(.block)
        var bench = LaneBench(
            LaneState(
                endpoint: target, position: 0, waiting: 1, nextDue: nil, pausedUntil: nil, blocked: [a: 1]),
            events("AB"))
        #expect(bench.nextPositions() == [2])
        #expect(bench.settle()?.changes == [.park(position: 1, serial: a)])
    }

    @Test("events of one terminal that are due together go one at a time, oldest first")
    func dueTogether() {
        var bench = ordered("")
        let due = [7, 5, 6].map { WaitingEvent(event: event($0, serial: a), attempts: 0) }
        bench.lane.take(DuePage(events: due, nextDue: nil), now: bench.now)
        let first = bench.next()!
        #expect(first.event?.position == 5 && first.number == 1)
        #expect(bench.next() == nil)
        bench.end(first)
        #expect(bench.nextPositions() == [6])
    }

    @Test("the poison policy cuts the schedule")
    func poison() {
        let schedule: [Duration] = [.seconds(1), .seconds(2), .seconds(3)]
        #expect(ordered("", .block).lane.schedule(schedule) == schedule)
        #expect(ordered("", .skip(after: 1)).lane.schedule(schedule) == [])
        #expect(ordered("", .skip(after: 3)).lane.schedule(schedule) == [.seconds(1), .seconds(2)])
        #expect(ordered("", .skip(after: 9)).lane.schedule(schedule) == schedule)
    }

    @Test("with the waiting full, the position stops before a held back terminal's event")
    func full() {
        var target = endpoint()
        target.options.ordering = .device(.block)
        var bench = LaneBench(
            LaneState(
                endpoint: target, position: 0, waiting: 9_999, nextDue: nil, pausedUntil: nil,
                blocked: [a: 9_999]), events("AAB"))
        #expect(bench.lane.waiting == 10_000)
        #expect(bench.lane.position == 1)
        #expect(bench.next() == nil)
    }

    @Test("events of no terminal are not ordered")
    func noTerminal() {
        var bench = LaneBench { $0.options.ordering = .device(.block) }
        bench.append((1...3).map { event($0, serial: nil) })
        bench.attempt()
        #expect(bench.nextPositions() == [2])
        #expect(bench.nextPositions() == [3])
    }

    @Test("order that a person turns on begins when what is under way has ended")
    func turnedOn() {
        var bench = LaneBench({ _ in }, events("AA"))
        let first = bench.next()!
        var target = endpoint()
        target.options.ordering = .device(.block)
        bench.lane.update(laneState(target), now: bench.now)
        #expect(bench.next() == nil)
        bench.fail(first)
        #expect(bench.settle()?.changes.last == .park(position: 2, serial: a))
    }

    @Test("what somebody wants delivered again is released, although the lane knew of nothing that waits")
    func replayed() {
        var bench = ordered("A")
        var target = endpoint()
        target.options.ordering = .device(.block)
        bench.lane.update(
            LaneState(
                endpoint: target, position: 0, waiting: 2, nextDue: nil, pausedUntil: nil, blocked: [a: 2]),
            now: bench.now)
        #expect(bench.lane.takeSettlement()?.changes.contains(.release(serial: a)) == true)
    }

    @Test("an event delivered again ends without freeing the terminal that a failed one holds back")
    func replayBeside() {
        var bench = ordered("A")
        bench.fail(bench.next()!)
        _ = bench.settle()
        let again = WaitingEvent(event: event(-7, serial: a), attempts: 0, holdsBack: false)
        bench.lane.take(DuePage(events: [again], nextDue: nil), now: bench.now)
        bench.end(bench.next()!)
        #expect(bench.settle()?.changes == [.delivered(position: -7)])
        bench.append(events("A", from: 2))
        #expect(bench.next() == nil)
        #expect(bench.settle()?.changes == [.park(position: 2, serial: a)])
    }

    @Test("an event delivered again that fails holds back its terminal from then on")
    func replayFails() {
        var bench = ordered("")
        let again = WaitingEvent(event: event(-7, serial: a), attempts: 0, holdsBack: false)
        bench.lane.take(DuePage(events: [again], nextDue: nil), now: bench.now)
        bench.fail(bench.next()!)
        bench.append(events("A"))
        #expect(bench.next() == nil)
        #expect(bench.settle()?.changes.last == .park(position: 1, serial: a))
    }
}
