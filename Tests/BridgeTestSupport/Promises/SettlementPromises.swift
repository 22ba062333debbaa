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
        StorePromise("nothing is kept of settlements among which one endpoint is unknown") { subject in
            let log = try await subject.logWithEndpoint(events: 1)
            var good = Settlement(endpoint: Sample.key())
            good.position = log[0].position
            let settlements = [good, Settlement(endpoint: Sample.key("nobody"))]
            let store = subject.store
            let outcome = await answer { store.settle(settlements, completion: $0) }
            #expect(throws: StoreError.self) { try outcome.get() }
            #expect(try subject.lane()?.position == 0)
        },
    ]
}

extension StoreUnderTest {
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
