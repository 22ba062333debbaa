import BridgeCore
import Testing

extension StorePromise {
    /// How the log is read.
    static let log = [
        StorePromise("an empty log ends where its reader stands") { subject in
            for tenant in [Sample.tenant, TenantID("stranger")!] {
                for position: Int64 in [0, 7] {
                    let page = try subject.store.read(tenant, after: position, limit: 10)
                    #expect(page == LogPage(events: [], end: position))
                }
            }
        },
        StorePromise("pages hold at most their limit and join without a gap") { subject in
            try await subject.accept(Sample.batch(1...5))
            let log = try subject.log()
            var (position, read): (Int64, [[LoggedEvent]]) = (0, [])
            for _ in 0..<3 {
                let page = try subject.store.read(Sample.tenant, after: position, limit: 2)
                #expect(page.end == page.events.last?.position)
                position = page.end
                read.append(page.events)
            }
            #expect(read.map(\.count) == [2, 2, 1])
            #expect(read.flatMap { $0 } == log)
        },
        StorePromise("a page that reaches the end covers the positions of other tenants") { subject in
            try await subject.accept(Sample.batch([1]))
            try await subject.accept(Sample.batch([2, 3], of: Sample.otherTenant))
            let last = try #require(try subject.log(of: Sample.otherTenant).last).position
            let page = try subject.store.read(Sample.tenant, after: 0, limit: 10)
            #expect(page.events.count == 1)
            #expect(page.end == last)
            // The next event is behind that end.
            try await subject.accept(Sample.batch([4]))
            let next = try subject.store.read(Sample.tenant, after: page.end, limit: 10)
            #expect(next.events.map(\.id) == [Sample.event(4).id])
        },
        StorePromise("a full page ends at its last event") { subject in
            try await subject.accept(Sample.batch([1, 2]))
            try await subject.accept(Sample.batch([3], of: Sample.otherTenant))
            let page = try subject.store.read(Sample.tenant, after: 0, limit: 2)
            #expect(page.end == page.events.last?.position)
        },
        StorePromise("a page of large bodies stops at about 4 MiB") { subject in
            for number in 1...5 {
                try await subject.accept(
                    EventBatch(events: [Sample.largeEvent(number, bytes: 1_500_000)]))
            }
            var (position, sizes): (Int64, [Int]) = (0, [])
            for _ in 0..<2 {
                let page = try subject.store.read(Sample.tenant, after: position, limit: 100)
                sizes.append(page.events.count)
                position = page.end
            }
            #expect(sizes == [3, 2])
        },
        StorePromise("an event larger than a page comes alone, whole") { subject in
            let large = Sample.largeEvent(1, bytes: 9 << 20)
            try await subject.accept(EventBatch(events: [large]))
            try await subject.accept(Sample.batch([2]))
            let page = try subject.store.read(Sample.tenant, after: 0, limit: 100)
            let event = try #require(page.events.first)
            #expect(page.events.count == 1)
            #expect(page.end == event.position)
            #expect(event.body == large.body(sequence: event.position))
        },
    ]
}
