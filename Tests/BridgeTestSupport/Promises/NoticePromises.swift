import BridgeCore
import Synchronization
import Testing

extension StorePromise {
    /// News about endpoints.
    static let notices = [
        StorePromise("news about an endpoint are events, for the tenant's other endpoints only") { subject in
            try subject.adopt(
                endpoints: [Sample.endpoint(), Sample.endpoint("b")],
                otherEndpoints: [Sample.endpoint(of: Sample.otherTenant)])
            let since = Sample.now - .days(1)
            try await subject.settle(notices: [
                .failing(since: since, lastError: "http_503"), .recovered(failingSince: since),
                .disabled(reason: "410 Gone", failingSince: since, lastError: "http_410"),
            ])
            try subject.restart()
            let log = try subject.log()
            #expect(log.map(\.type) == [.endpointFailing, .endpointRecovered, .endpointDisabled])
            #expect(log.map(\.about) == Array(repeating: Sample.key().id, count: 3))
            #expect(log.map(\.serial) == [nil, nil, nil])
            #expect(log.filter(Sample.endpoint().wants).isEmpty)
            #expect(log.filter(Sample.endpoint("b").wants) == log)
            #expect(try subject.log(of: Sample.otherTenant).isEmpty)
            let text = String(decoding: log[0].body, as: UTF8.self)
            #expect(text.contains(#""sequence":\#(log[0].position),"#))
            #expect(text.contains(#""timestamp":"\#(Sample.now.rfc3339)""#))
            #expect(text.contains(#""endpoint_id":"main""#))
            #expect(text.contains(#""last_error":"http_503""#))
        },
        StorePromise("the same news twice in one millisecond are two events") { subject in
            try subject.adopt(endpoints: [Sample.endpoint()])
            let notice = EndpointNotice.recovered(failingSince: Sample.now)
            try await subject.settle(notices: [notice, notice])
            try await subject.settle(notices: [notice])
            let log = try subject.log()
            #expect(Set(log.map(\.id)).count == 3)
        },
        StorePromise("news say how much the endpoint has not had yet: what it wants and what waits") {
            subject in
            var narrow = Sample.endpoint("narrow", patterns: [.family("attendance.")])
            narrow.serials = [Sample.otherSerial]
            try subject.adopt(endpoints: [Sample.endpoint(), narrow])
            try await subject.accept(Sample.batch(0..<5))
            try await subject.accept(Sample.batch(5..<7, from: Sample.otherSerial))
            try await subject.accept(Sample.batch(7..<9, of: Sample.otherTenant))
            let log = try subject.log()
            let failing = EndpointNotice.failing(since: Sample.now, lastError: nil)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = log[1].position
            settlement.changes = [.wait(position: log[0].position, attempts: 1, nextAttempt: Sample.now)]
            settlement.notices = [failing, failing]
            try await subject.settle(settlement)
            var other = Settlement(endpoint: narrow.key)
            other.notices = [failing]
            try await subject.settle(other)
            let told = try subject.log(after: try #require(log.last).position)
            let counts = told.map { event in
                [2, 6].first {
                    String(decoding: event.body, as: UTF8.self).contains(#""undelivered":\#($0)"#)
                }
            }
            // Its own news it does not get, so they are not counted.
            #expect(counts == [6, 6, 2])
        },
        StorePromise("news ring the bell of their tenant, other settlements do not") { subject in
            try subject.adopt(endpoints: [Sample.endpoint()])
            let rung = Mutex<[Set<TenantID>]>([])
            subject.store.onNewEvents { tenants in rung.withLock { $0.append(tenants) } }
            try await subject.settle(Settlement(endpoint: Sample.key()))
            #expect(rung.withLock { $0 } == [])
            try await subject.settle(notices: [.recovered(failingSince: Sample.now)])
            #expect(rung.withLock { $0 } == [[Sample.tenant]])
        },
    ]
}

extension StoreUnderTest {
    /// News about `Sample.key()`, at `Sample.now`.
    fileprivate func settle(notices: [EndpointNotice]) async throws {
        var settlement = Settlement(endpoint: Sample.key())
        settlement.notices = notices
        settlement.at = Sample.now
        try await settle(settlement)
    }
}
