import BridgeCore
import Testing

extension StorePromise {
    /// What outcomes of attempts leave behind.
    static let settlement = [
        StorePromise("an endpoint's position goes forward and never back") { subject in
            let log = try await subject.logWithEndpoint(events: 3)
            for place in [1, 0, 2, 1] {
                var settlement = Settlement(endpoint: Sample.key())
                settlement.position = log[place].position
                try await subject.settle(settlement)
            }
            #expect(try subject.lane()?.position == log[2].position)
            try subject.restart()
            #expect(try subject.lane()?.position == log[2].position)
        },
        StorePromise("an event that failed waits for its time and is due then") { subject in
            let log = try await subject.logWithEndpoint(events: 2)
            let soon = Sample.now + .seconds(5)
            try await subject.settle(.wait(log[1].position, attempts: 1, until: soon))
            let lane = try subject.lane()
            #expect(lane?.waiting == 1)
            #expect(lane?.nextDue == soon)
            let early = try subject.store.due(
                Sample.key(), by: soon - .milliseconds(1), limit: 10, excluding: [])
            #expect(early == DuePage(events: [], nextDue: soon))
            let due = try subject.store.due(Sample.key(), by: soon, limit: 10, excluding: [])
            #expect(due == DuePage(events: [WaitingEvent(event: log[1], attempts: 1)], nextDue: nil))
        },
        StorePromise("a due event says whether later ones of its terminal wait for it") { subject in
            let log = try await subject.logWithEndpoint(events: 2)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = log[1].position
            settlement.changes = log.enumerated().map { place, event in
                .wait(
                    position: event.position, attempts: 1, nextAttempt: Sample.now,
                    serial: place == 0 ? event.serial : nil)
            }
            try await subject.settle(settlement)
            let due = try subject.store.due(Sample.key(), by: Sample.now, limit: 10, excluding: [])
            #expect(due.events.map(\.holdsBack) == [true, false])
        },
        StorePromise("waiting again replaces the wait before") { subject in
            let log = try await subject.logWithEndpoint(events: 1)
            let position = log[0].position
            try await subject.settle(.wait(position, attempts: 1, until: Sample.now + .seconds(5)))
            let later = Sample.now + .seconds(300)
            try await subject.settle(.wait(position, attempts: 2, until: later))
            #expect(try subject.lane()?.waiting == 1)
            let due = try subject.store.due(Sample.key(), by: later, limit: 10, excluding: [])
            #expect(due.events.map(\.attempts) == [2])
        },
        StorePromise("what is delivered or dead waits no longer, also after a restart") { subject in
            let log = try await subject.logWithEndpoint(events: 3)
            for event in log {
                try await subject.settle(.wait(event.position, attempts: 1, until: Sample.now))
            }
            var settlement = Settlement(endpoint: Sample.key())
            settlement.changes = [
                .delivered(position: log[0].position),
                .dead(position: log[1].position, attempts: 10, error: "http_500"),
            ]
            settlement.attempts = [
                AttemptRecord(
                    position: log[0].position, number: 2, at: Sample.now, duration: .milliseconds(12),
                    outcome: "delivered", status: 204)
            ]
            try await subject.settle(settlement)
            try subject.restart()
            let due = try subject.store.due(Sample.key(), by: Sample.now, limit: 10, excluding: [])
            #expect(due.events.map(\.event) == [log[2]])
            #expect(try subject.lane()?.waiting == 1)
        },
        StorePromise("of due events the longest overdue come first") { subject in
            let log = try await subject.logWithEndpoint(events: 4)
            for (event, seconds) in zip(log, [30, 10, 40, 20]) {
                try await subject.settle(
                    .wait(event.position, attempts: 1, until: Sample.now + .seconds(seconds)))
            }
            let now = Sample.now + .seconds(60)
            let two = try subject.store.due(Sample.key(), by: now, limit: 2, excluding: [])
            #expect(two.events.map(\.event) == [log[1], log[3]])
            #expect(two.nextDue == Sample.now + .seconds(30))
        },
        StorePromise("due events leave out the excluded, and so does the next time") { subject in
            let log = try await subject.logWithEndpoint(events: 4)
            for (event, seconds) in zip(log, [10, 20, 30, 40]) {
                try await subject.settle(
                    .wait(event.position, attempts: 1, until: Sample.now + .seconds(seconds)))
            }
            let page = try subject.store.due(
                Sample.key(), by: Sample.now + .seconds(20), limit: 5,
                excluding: [log[0].position, log[2].position])
            #expect(page.events.map(\.event) == [log[1]])
            #expect(page.nextDue == Sample.now + .seconds(40))
        },
        StorePromise("a page of large due events stops at about 4 MiB and says there are more") { subject in
            try subject.adopt(endpoints: [Sample.endpoint()])
            for number in 1...5 {
                let large = Sample.largeEvent(number, bytes: 1_500_000)
                try await subject.accept(EventBatch(events: [large]))
            }
            for event in try subject.log() {
                try await subject.settle(.wait(event.position, attempts: 1, until: Sample.now))
            }
            let page = try subject.store.due(Sample.key(), by: Sample.now, limit: 100, excluding: [])
            #expect(page.events.count == 3)
            #expect(page.nextDue == Sample.now)
        },
        StorePromise("nothing is due at an endpoint where nothing waits") { subject in
            _ = try await subject.logWithEndpoint(events: 1)
            for key in [Sample.key(), Sample.key("nobody")] {
                #expect(
                    try subject.store.due(key, by: Sample.now, limit: 5, excluding: [])
                        == DuePage(events: [], nextDue: nil))
            }
        },
        StorePromise("a pause outlasts a restart") { subject in
            _ = try await subject.logWithEndpoint(events: 1)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.pausedUntil = Sample.now + .seconds(120)
            try await subject.settle(settlement)
            try subject.restart()
            #expect(try subject.lane()?.pausedUntil == Sample.now + .seconds(120))
        },
        StorePromise("a disabled endpoint has no lane, also after a restart") { subject in
            _ = try await subject.logWithEndpoint(events: 1)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.disabledBecause = "410 Gone"
            try await subject.settle(settlement)
            #expect(try subject.store.lanes().isEmpty)
            try subject.restart()
            #expect(try subject.store.lanes().isEmpty)
        },
        StorePromise("one endpoint's settlement leaves another as it is") { subject in
            try subject.adopt(endpoints: [Sample.endpoint("a"), Sample.endpoint("b")])
            try await subject.accept(Sample.batch([1]))
            let position = try #require(try subject.log().first).position
            var settlement = Settlement(endpoint: Sample.key("a"))
            settlement.position = position
            settlement.changes = [.wait(position: position, attempts: 1, nextAttempt: Sample.now)]
            try await subject.settle(settlement)
            #expect(try subject.lane(Sample.key("a"))?.waiting == 1)
            #expect(
                try subject.lane(Sample.key("b"))
                    == LaneState(
                        endpoint: Sample.endpoint("b"), position: 0, waiting: 0, nextDue: nil,
                        pausedUntil: nil))
        },
        StorePromise("a settlement of an endpoint that is gone is left out, the others are kept") { subject in
            let log = try await subject.logWithEndpoint(events: 1)
            var good = Settlement(endpoint: Sample.key())
            good.position = log[0].position
            var strangers = [
                Settlement(endpoint: Sample.key("nobody")),
                Settlement(endpoint: Sample.key(of: Sample.otherTenant)),
                Settlement(endpoint: Sample.key(of: TenantID("stranger")!)),
            ]
            for place in strangers.indices {
                strangers[place].position = log[0].position
                strangers[place].notices = [.recovered(failingSince: Sample.now)]
                strangers[place].changes = [.delivered(position: log[0].position)]
            }
            let (store, settlements) = (subject.store, strangers + [good])
            try await success { store.settle(settlements, completion: $0) }
            #expect(try subject.lane()?.position == log[0].position)
            #expect(try subject.log() == log)
            #expect(try subject.log(of: Sample.otherTenant).isEmpty)
        },
        StorePromise("a pause is never shortened") { subject in
            _ = try await subject.logWithEndpoint(events: 1)
            for seconds in [60, 600, 120] {
                var settlement = Settlement(endpoint: Sample.key())
                settlement.pausedUntil = Sample.now + .seconds(seconds)
                try await subject.settle(settlement)
            }
            #expect(try subject.lane()?.pausedUntil == Sample.now + .seconds(600))
        },
        StorePromise("health and agreement outlast a restart") { subject in
            _ = try await subject.logWithEndpoint(events: 1)
            var health = EndpointHealth()
            health.failingSince = Sample.now - .days(1)
            health.failures = 17
            health.lastSuccess = Sample.now - .days(2)
            health.lastError = "http_503"
            health.notices = 2
            #expect(try subject.lane()?.hasShakenHands == false)
            #expect(try subject.lane()?.health == EndpointHealth())
            var settlement = Settlement(endpoint: Sample.key())
            settlement.health = health
            settlement.hasShakenHands = true
            try await subject.settle(settlement)
            // What does not speak of them leaves them as they are.
            try await subject.settle(Settlement(endpoint: Sample.key()))
            try subject.restart()
            #expect(try subject.lane()?.health == health)
            #expect(try subject.lane()?.hasShakenHands == true)
            var mended = Settlement(endpoint: Sample.key())
            mended.health = EndpointHealth()
            try await subject.settle(mended)
            #expect(try subject.lane()?.health == EndpointHealth())
        },
        StorePromise("what waits can be brought forward, but not what is parked or due already") { subject in
            let log = try await subject.logWithEndpoint(events: 4)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.changes = [
                .wait(position: log[0].position, attempts: 1, nextAttempt: Sample.now + .days(1)),
                .wait(position: log[1].position, attempts: 1, nextAttempt: Sample.now - .seconds(5)),
                .wait(
                    position: log[2].position, attempts: 1, nextAttempt: Sample.now + .seconds(9),
                    serial: Sample.serial),
                .park(position: log[3].position, serial: Sample.serial),
            ]
            try await subject.settle(settlement)
            var back = Settlement(endpoint: Sample.key())
            back.bringsForward = true
            back.at = Sample.now
            try await subject.settle(back)
            #expect(try subject.lane()?.nextDue == Sample.now - .seconds(5))
            let due = try subject.due(by: Sample.now)
            #expect(due.events.map(\.event) == [log[1], log[0], log[2]])
            #expect(due.nextDue == nil)
        },
        StorePromise("due events of one time come in the order of the log") { subject in
            let log = try await subject.logWithEndpoint(events: 5)
            for event in log.reversed() {
                try await subject.settle(.wait(event.position, attempts: 1, until: Sample.now))
            }
            #expect(try subject.due(by: Sample.now).events.map(\.event) == log)
        },
        StorePromise("another tenant's endpoint of the same name has none of what waits") { subject in
            try subject.adopt(
                endpoints: [Sample.endpoint()], otherEndpoints: [Sample.endpoint(of: Sample.otherTenant)])
            try await subject.accept(Sample.batch([1]))
            let position = try #require(try subject.log().first).position
            try await subject.settle(.wait(position, attempts: 1, until: Sample.now))
            let other = Sample.key(of: Sample.otherTenant)
            #expect(try subject.lane(other)?.waiting == 0)
            #expect(
                try subject.store.due(other, by: Sample.now, limit: 5, excluding: [])
                    == DuePage(events: [], nextDue: nil))
        },
        StorePromise("one lane is what it is among all of them") { subject in
            try subject.adopt(endpoints: [Sample.endpoint("a"), Sample.endpoint(), Sample.endpoint("z")])
            try await subject.accept(Sample.batch([1, 2]))
            let log = try subject.log()
            try await subject.settle(.wait(log[0].position, attempts: 1, until: Sample.now))
            for lane in try subject.store.lanes() {
                #expect(try subject.store.lane(lane.endpoint.key) == lane)
            }
            #expect(try subject.store.lane(Sample.key("nobody")) == nil)
            #expect(try subject.store.lane(Sample.key(of: Sample.otherTenant)) == nil)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.disabledBecause = "410 Gone"
            try await subject.settle(settlement)
            #expect(try subject.store.lane(Sample.key()) == nil)
        },
    ]
}

extension StoreUnderTest {
    /// What is due at `Sample.key()`.
    func due(by now: Instant, limit: Int = 100, excluding excluded: Set<Int64> = []) throws -> DuePage {
        try store.due(Sample.key(), by: now, limit: limit, excluding: excluded)
    }

    /// Configures the endpoint `Sample.key()`, then accepts this many events; they are the result.
    func logWithEndpoint(events count: Int) async throws -> [LoggedEvent] {
        try adopt(endpoints: [Sample.endpoint()])
        try await accept(Sample.batch(0..<count))
        return try log()
    }
}

extension Settlement {
    /// One event failed and is to be tried again.
    static func wait(_ position: Int64, attempts: Int, until next: Instant) -> Settlement {
        var settlement = Settlement(endpoint: Sample.key())
        settlement.changes = [.wait(position: position, attempts: attempts, nextAttempt: next)]
        return settlement
    }
}
