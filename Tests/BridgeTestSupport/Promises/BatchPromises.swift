import BridgeCore
import Testing

extension StorePromise {
    /// Events that failed together, and dead letters.
    static let batches = [
        StorePromise("a batch that failed is due together, whatever the limit") { subject in
            let log = try await subject.logWithEndpoint(events: 7)
            try await subject.settle(changes: [
                .failed(log[0], at: Sample.now + .seconds(1)),
                .failed(log[1], at: Sample.now, batch: log[1]),
                .failed(log[2], at: Sample.now, batch: log[1]),
                .failed(log[4], at: Sample.now, batch: log[1]),
                .failed(log[3], at: Sample.now + .seconds(3), batch: log[3]),
                .failed(log[5], at: Sample.now + .seconds(3), batch: log[3]),
            ])
            let later = Sample.now + .seconds(60)
            let first = try subject.due(by: later, limit: 1)
            #expect(first.events.map(\.event) == [log[1], log[2], log[4]])
            #expect(first.events.map(\.batch) == Array(repeating: log[1].position, count: 3))
            #expect(first.nextDue == Sample.now + .seconds(1))
            let all = try subject.due(by: later, limit: 4)
            #expect(all.events.map(\.event) == [log[1], log[2], log[4], log[0]])
            #expect(all.nextDue == Sample.now + .seconds(3))
            let rest = try subject.due(
                by: later, excluding: Set([log[0], log[1], log[2], log[4]].map(\.position)))
            #expect(rest.events.map(\.event) == [log[3], log[5]])
            #expect(rest.nextDue == nil)
        },
        StorePromise("a batch is a batch of one endpoint") { subject in
            try subject.adopt(endpoints: [Sample.endpoint(), Sample.endpoint("b")])
            try await subject.accept(Sample.batch([1, 2]))
            let log = try subject.log()
            for (key, event) in [(Sample.key(), log[0]), (Sample.key("b"), log[1])] {
                var settlement = Settlement(endpoint: key)
                settlement.changes = [.failed(event, at: Sample.now, batch: log[0])]
                try await subject.settle(settlement)
            }
            #expect(try subject.due(by: Sample.now).events.map(\.event) == [log[0]])
        },
        StorePromise("an event that fails alone has left its batch") { subject in
            let log = try await subject.logWithEndpoint(events: 2)
            try await subject.settle(changes: [
                .failed(log[0], at: Sample.now, batch: log[0]),
                .failed(log[1], at: Sample.now, batch: log[0]),
                .failed(log[1], at: Sample.now),
            ])
            #expect(try subject.due(by: Sample.now).events.map(\.batch) == [log[0].position, nil])
            #expect(try subject.due(by: Sample.now, limit: 1).events.map(\.event) == [log[0]])
        },
        StorePromise("thousands of outcomes are settled in one") { subject in
            let log = try await subject.logWithEndpoint(events: 3000)
            try await subject.settle(changes: log.map { .failed($0, at: Sample.now, batch: log[0]) })
            #expect(try subject.lane()?.waiting == 3000)
            #expect(try subject.due(by: Sample.now, limit: 1).events.count == 3000)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.changes = log.map { .delivered(position: $0.position) }
            settlement.attempts = log.map { event in
                AttemptRecord(
                    position: event.position, number: 2, at: Sample.now, duration: .milliseconds(3),
                    outcome: "delivered", status: 200, batch: log[0].position)
            }
            settlement.position = log.last?.position
            try await subject.settle(settlement)
            try subject.restart()
            #expect(try subject.lane()?.waiting == 0)
            #expect(try subject.lane()?.position == log.last?.position)
        },
    ]
}

extension Settlement.EventChange {
    static func failed(
        _ event: LoggedEvent, at next: Instant, batch first: LoggedEvent? = nil
    ) -> Settlement.EventChange {
        .wait(position: event.position, attempts: 1, nextAttempt: next, batch: first?.position)
    }
}
