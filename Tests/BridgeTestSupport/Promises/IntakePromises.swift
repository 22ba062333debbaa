import BridgeCore
import Synchronization
import Testing

extension StorePromise {
    /// What becomes of events that are handed in.
    static let intake = [
        StorePromise("what was accepted is read back to the byte, with its sequence inside") { subject in
            let drafts = [Sample.event(1), Sample.reject("\u{1}\"\\ü"), Sample.event(2)]
            let accepted = try await subject.accept(EventBatch(events: drafts))
            #expect(accepted == AcceptedEvents(new: 3, duplicates: 0))
            let log = try subject.log()
            #expect(log.map(\.body) == zip(drafts, log).map { $0.body(sequence: $1.position) })
            #expect(log.map(\.id) == drafts.map(\.id))
            #expect(log.map(\.type) == [.attendanceRecorded, .recordRejected, .attendanceRecorded])
            #expect(log.map(\.serial) == [Sample.serial, Sample.serial, Sample.serial])
        },
        StorePromise("a punch that stands twice in one batch is one event") { subject in
            let accepted = try await subject.accept(Sample.batch([1, 2, 1]))
            #expect(accepted == AcceptedEvents(new: 2, duplicates: 1))
            #expect(try subject.log().count == 2)
        },
        StorePromise("a punch that comes again in another batch is a duplicate") { subject in
            try await subject.accept(Sample.batch([1, 2]))
            let later = Sample.batch([1, 2, 3], acceptedAt: Sample.now + .days(3))
            #expect(try await subject.accept(later) == AcceptedEvents(new: 1, duplicates: 2))
            #expect(try subject.log().count == 3)
        },
        StorePromise("a punch that comes again after a restart is a duplicate") { subject in
            try await subject.accept(Sample.batch([1, 2]))
            try subject.restart()
            let again = try await subject.accept(Sample.batch([2, 1]))
            #expect(again == AcceptedEvents(new: 0, duplicates: 2))
            #expect(try subject.log().count == 2)
        },
        StorePromise("a punch that comes again after its terminal's zone was corrected is a duplicate") {
            subject in
            let zones = try ["UTC", "Asia/Jakarta", "America/New_York"].map {
                try #require(DeviceZone(name: $0))
            }
            // Early and late in the day, so that in another zone it would be the day before or after.
            for zone in zones {
                let origin = EventOrigin(
                    tenant: Sample.tenant, device: (Sample.serial, nil), acceptedAt: Sample.now)
                let events = [0, 86_399].map { origin.event(for: .punch(Sample.punch($0)), in: zone) }
                try await subject.accept(EventBatch(events: events))
            }
            #expect(try subject.log().count == 2)
        },
        StorePromise("a rejected line that comes again days later is a duplicate") { subject in
            try await subject.accept(EventBatch(events: [Sample.reject("x")]))
            let later = EventBatch(events: [Sample.reject("x", acceptedAt: Sample.now + .days(3))])
            #expect(try await subject.accept(later).duplicates == 1)
        },
        StorePromise("the same punch of two tenants is two events") { subject in
            let events = [Sample.event(1), Sample.event(1, of: Sample.otherTenant)]
            let accepted = try await subject.accept(EventBatch(events: events))
            #expect(accepted == AcceptedEvents(new: 2, duplicates: 0))
            #expect(try subject.log().map(\.id) == [events[0].id])
            #expect(try subject.log(of: Sample.otherTenant).map(\.id) == [events[1].id])
        },
        StorePromise("positions rise within a batch, over batches and over a restart") { subject in
            try await subject.accept(Sample.batch(1...3))
            try await subject.accept(Sample.batch(4...5, of: Sample.otherTenant))
            try subject.restart()
            try await subject.accept(Sample.batch(6...7))
            let positions = try subject.log(of: Sample.otherTenant).map(\.position)
            let mine = try subject.log().map(\.position)
            #expect(mine.count == 5 && positions.count == 2)
            let inOrder = mine.prefix(3) + positions + mine.suffix(2)
            #expect(zip(inOrder, inOrder.dropFirst()).allSatisfy(<))
            #expect(inOrder.allSatisfy { $0 > 0 })
        },
        StorePromise("an empty batch is accepted and writes nothing") { subject in
            let accepted = try await subject.accept(EventBatch(events: []))
            #expect(accepted == AcceptedEvents(new: 0, duplicates: 0))
            #expect(try subject.log().isEmpty)
        },
        StorePromise("nothing is kept of a batch in which one event is of an unknown tenant") { subject in
            let stranger = TenantID("stranger")!
            let batch = EventBatch(
                events: [Sample.event(1), Sample.event(2, of: stranger)], device: Sample.device(name: "x"))
            let store = subject.store
            let outcome = await answer { store.accept(batch, completion: $0) }
            #expect(throws: StoreError.self) { try outcome.get() }
            let log = try subject.log()
            #expect(log.isEmpty)
            // Nor are its ids taken.
            #expect(try await subject.accept(Sample.batch([1])).new == 1)
        },
        StorePromise("a batch that cannot be kept does not harm those handed in beside it") { subject in
            let (store, stranger) = (subject.store, TenantID("stranger")!)
            async let first = answer { store.accept(Sample.batch([1]), completion: $0) }
            async let bad = answer { store.accept(Sample.batch([2], of: stranger), completion: $0) }
            async let last = answer { store.accept(Sample.batch([3]), completion: $0) }
            let outcomes = await (first, bad, last)
            let new = try [outcomes.0.get().new, outcomes.2.get().new]
            #expect(new == [1, 1])
            #expect(throws: StoreError.self) { try outcomes.1.get() }
            #expect(Set(try subject.log().map(\.id)) == [Sample.event(1).id, Sample.event(3).id])
        },
        StorePromise("of 8 producers at once the log keeps the order of acceptance") { subject in
            let (store, accepted) = (subject.store, Answered())
            await withTaskGroup(of: Void.self) { group in
                for producer in 0..<8 {
                    group.addTask {
                        for turn in 0..<20 {
                            let start = producer * 1000 + turn * 5
                            _ = await answer { (done: @escaping Completion<AcceptedEvents>) in
                                store.accept(Sample.batch(start..<start + 5)) { result in
                                    accepted.note(start)
                                    done(result)
                                }
                            }
                        }
                    }
                }
            }
            let expected = accepted.starts.flatMap { start in (start..<start + 5).map { Sample.event($0).id }
            }
            #expect(expected.count == 8 * 20 * 5)
            let log = try subject.log().map(\.id)
            #expect(log == expected)
        },
        StorePromise("the bell rings after the commit, for the tenants whose logs grew") { subject in
            let (store, rings) = (subject.store, Rings())
            subject.store.onNewEvents { tenants in
                let seen = tenants.map { (try? store.read($0, after: 0, limit: 10).events.count) ?? -1 }
                rings.note(tenants, seen: seen.reduce(0, +))
            }
            try await subject.accept(Sample.batch([1, 2]))
            try await subject.accept(Sample.batch([1, 2]))
            try await subject.accept(EventBatch(events: [], device: Sample.device()))
            let both = [Sample.event(1, of: Sample.otherTenant), Sample.event(3)]
            try await subject.accept(EventBatch(events: both))
            #expect(rings.tenants == [[Sample.tenant], [Sample.tenant, Sample.otherTenant]])
            #expect(rings.seen == [2, 4])
        },
    ]
}

/// Which batches were answered, in order.
private final class Answered: Sendable {
    private let noted = Mutex<[Int]>([])
    var starts: [Int] { noted.withLock { $0 } }

    func note(_ start: Int) { noted.withLock { $0.append(start) } }
}

/// How a bell was rung, and how many events could be read when it was.
private final class Rings: Sendable {
    private let noted = Mutex<[(tenants: Set<TenantID>, seen: Int)]>([])
    var tenants: [Set<TenantID>] { noted.withLock { $0.map(\.tenants) } }
    var seen: [Int] { noted.withLock { $0.map(\.seen) } }

    func note(_ tenants: Set<TenantID>, seen: Int) { noted.withLock { $0.append((tenants, seen)) } }
}
