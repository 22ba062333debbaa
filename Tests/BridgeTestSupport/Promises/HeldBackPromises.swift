import BridgeCore
import Testing

extension StorePromise {
    /// Events that hold back those after them of the same terminal, at endpoints with an order.
    static let heldBack = [
        StorePromise("what is parked is never due, whatever the time") { subject in
            let log = try await subject.orderedLog(events: 2)
            try await subject.settle(changes: [.park(position: log[1].position, serial: Sample.serial)])
            #expect(try subject.lane()?.waiting == 1)
            #expect(try subject.lane()?.nextDue == nil)
            let last = Instant(milliseconds: .max)
            #expect(try subject.due(by: last) == DuePage(events: [], nextDue: nil))
        },
        StorePromise("the latest wait there is, is a wait and no parking") { subject in
            let log = try await subject.orderedLog(events: 1)
            let last = Instant(milliseconds: .max)
            try await subject.settle(.wait(log[0].position, attempts: 1, until: last))
            #expect(try subject.due(by: last).events.map(\.event) == log)
        },
        StorePromise("a release makes the first waiting event of the terminal due, and only that") {
            subject in
            let log = try await subject.orderedLog(events: 5)
            var failed = Settlement(endpoint: Sample.key())
            failed.position = log[4].position
            failed.changes = [
                .wait(
                    position: log[0].position, attempts: 1, nextAttempt: Sample.now + .seconds(5),
                    serial: Sample.serial),
                .park(position: log[2].position, serial: Sample.serial),
                .park(position: log[1].position, serial: Sample.serial),
                .wait(
                    position: log[3].position, attempts: 1, nextAttempt: Sample.now + .days(1),
                    serial: Sample.otherSerial),
                .park(position: log[4].position, serial: Sample.otherSerial),
            ]
            try await subject.settle(failed)
            #expect(try subject.lane()?.blocked == [Sample.serial: 3, Sample.otherSerial: 2])
            var order: [LoggedEvent] = []
            for _ in 0..<3 {
                let due = try subject.due(by: Sample.now + .seconds(5)).events
                #expect(due.count == 1)
                let event = try #require(due.first).event
                order.append(event)
                var settlement = Settlement(endpoint: Sample.key())
                settlement.at = Sample.now
                settlement.changes = [
                    .delivered(position: event.position), .release(serial: Sample.serial),
                ]
                try await subject.settle(settlement)
                try subject.restart()
            }
            #expect(order == Array(log[0..<3]))
            #expect(try subject.lane()?.blocked == [Sample.otherSerial: 2])
            #expect(try subject.lane()?.nextDue == Sample.now + .days(1))
        },
        StorePromise("what is parked behind an event that is still before the position stays parked") {
            subject in
            let log = try await subject.orderedLog(events: 2)
            try await subject.settle(changes: [.park(position: log[1].position, serial: Sample.serial)])
            try subject.restart()
            #expect(try subject.lane()?.nextDue == nil)
        },
        StorePromise("a release makes due at once what would be due later") { subject in
            let log = try await subject.orderedLog(events: 1)
            try await subject.settle(changes: [
                .wait(
                    position: log[0].position, attempts: 3, nextAttempt: Sample.now + .days(1),
                    serial: Sample.serial)
            ])
            var settlement = Settlement(endpoint: Sample.key())
            settlement.at = Sample.now
            settlement.changes = [.release(serial: Sample.serial)]
            try await subject.settle(settlement)
            #expect(try subject.lane()?.nextDue == Sample.now)
            #expect(try subject.due(by: Sample.now).events.map(\.attempts) == [3])
        },
        StorePromise("a release of a terminal for which nothing waits does nothing") { subject in
            let log = try await subject.orderedLog(events: 1)
            try await subject.settle(changes: [
                .wait(position: log[0].position, attempts: 1, nextAttempt: Sample.now + .days(1)),
                .release(serial: Sample.serial),
            ])
            #expect(try subject.lane()?.nextDue == Sample.now + .days(1))
        },
        StorePromise("an event parked again keeps its attempts, one that fails again holds back anew") {
            subject in
            let log = try await subject.orderedLog(events: 1)
            let position = log[0].position
            let failed = Settlement.EventChange.wait(
                position: position, attempts: 4, nextAttempt: Sample.now, serial: Sample.serial)
            try await subject.settle(changes: [failed, .park(position: position, serial: Sample.serial)])
            #expect(try subject.lane()?.nextDue == nil)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.at = Sample.now
            settlement.changes = [.release(serial: Sample.serial)]
            try await subject.settle(settlement)
            #expect(try subject.due(by: Sample.now).events.map(\.attempts) == [4])
        },
        StorePromise("nobody is held back at an endpoint without an order") { subject in
            let log = try await subject.logWithEndpoint(events: 1)
            try await subject.settle(changes: [
                .wait(
                    position: log[0].position, attempts: 1, nextAttempt: Sample.now, serial: Sample.serial)
            ])
            #expect(try subject.lane()?.blocked == [:])
        },
        StorePromise("an endpoint whose order is given up lets go of what was parked") { subject in
            let log = try await subject.orderedLog(events: 3)
            try await subject.settle(changes: [
                .wait(
                    position: log[0].position, attempts: 1, nextAttempt: Sample.now + .days(1),
                    serial: Sample.serial),
                .park(position: log[1].position, serial: Sample.serial),
                .park(position: log[2].position, serial: Sample.serial),
            ])
            try subject.adopt(endpoints: [Sample.endpoint()])
            #expect(try subject.due(by: Sample.now).events.map(\.event) == Array(log[1...]))
            #expect(try subject.lane()?.nextDue == Sample.now)
        },
        StorePromise("what waits when an endpoint gets an order holds back its terminal") { subject in
            let log = try await subject.logWithEndpoint(events: 2)
            try await subject.settle(.wait(log[0].position, attempts: 1, until: Sample.now))
            try subject.adopt(endpoints: [.ordered])
            #expect(try subject.lane()?.blocked == [Sample.serial: 1])
        },
        StorePromise("what was parked behind a forgotten event is due when its endpoint is back") { subject in
            let log = try await subject.orderedLog(events: 1)
            try await subject.accept(Sample.batch([7], acceptedAt: Sample.now + .days(20)))
            let late = try #require(try subject.log().last)
            var failed = Settlement(endpoint: Sample.key())
            failed.position = late.position
            failed.changes = [
                .wait(
                    position: log[0].position, attempts: 1, nextAttempt: Sample.now, serial: Sample.serial),
                .park(position: late.position, serial: Sample.serial),
            ]
            try await subject.settle(failed)
            try subject.adopt(endpoints: [])
            try subject.prune(at: Sample.now + .days(31))
            #expect(try subject.log() == [late])
            try subject.adopt(endpoints: [.ordered])
            #expect(try subject.due(by: Sample.now + .days(31)).events.map(\.event) == [late])
        },
    ]
}

extension StoreUnderTest {
    /// As `logWithEndpoint`, with an endpoint that gets each terminal's events in order.
    func orderedLog(events count: Int) async throws -> [LoggedEvent] {
        try adopt(endpoints: [.ordered])
        try await accept(Sample.batch(0..<count))
        return try log()
    }

    func settle(changes: [Settlement.EventChange]) async throws {
        var settlement = Settlement(endpoint: Sample.key())
        settlement.changes = changes
        try await settle(settlement)
    }
}

extension WebhookEndpoint {
    static var ordered: WebhookEndpoint {
        var endpoint = Sample.endpoint()
        endpoint.options.ordering = .device(.block)
        return endpoint
    }
}
