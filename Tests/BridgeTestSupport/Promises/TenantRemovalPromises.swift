import BridgeCore
import Synchronization
import Testing

extension StorePromise {
    /// How tenants go.
    static let tenantRemoval = [
        StorePromise("with a tenant goes all it has, and it is told how much that was") { subject in
            try await subject.furnish()
            guard case .done(let removal) = try await subject.removeTenant(acme) else { throw Unexpected() }
            #expect(removal.keys == 1)
            #expect(removal.endpoints == 1)
            #expect(removal.devices == [Sample.otherSerial])
            #expect(removal.commands == 2)
            #expect(removal.events == 3)
            // Nobody can look it up any more.
            #expect(
                try subject.store.changes(of: nil, before: nil, limit: 1).first?.note.details == [
                    "keys_ended": ["key"], "endpoints_removed": ["main"],
                    "devices_released": [.string(Sample.otherSerial.text)],
                ])
            #expect(try subject.store.tenant(acme) == nil)
            #expect(try subject.store.keys().isEmpty)
            #expect(try subject.store.endpoint(Sample.key(of: acme)) == nil)
            #expect(try subject.log(of: acme).isEmpty)
            try subject.restart()
            #expect(try !subject.store.tenants().contains(acme))
            #expect(try subject.log(of: acme).isEmpty)
        },
        StorePromise("with a tenant go the answers kept for its requests, and no others") { subject in
            try await subject.furnish()
            let store = subject.store
            let owners = ["tenant:acme key:key", "tenant:acme admin", "tenant:acme-2 admin", "bridge admin"]
            let claims = owners.map { IdempotencyClaim(owner: $0, key: "once", fingerprint: [1]) }
            let answer = RememberedAnswer(status: 201, location: nil, body: Array(#"{"name":"Ann"}"#.utf8))
            for claim in claims {
                try await success { store.remember(answer, for: claim, at: Sample.now, completion: $0) }
            }
            guard case .done(let removal) = try await subject.removeTenant(acme) else { throw Unexpected() }
            #expect(removal.answers == 2)
            let kept = try claims.map { try store.earlier($0, at: Sample.now) }
            #expect(kept == [nil, nil, .answered(answer), .answered(answer)])
        },
        StorePromise("with a tenant goes what was known of the people on its terminals, and no other's") {
            subject in
            try await subject.furnish()
            func users(of tenant: TenantID) -> EventBatch {
                let origin = EventOrigin(
                    tenant: tenant, device: (Sample.otherSerial, nil), acceptedAt: Sample.now)
                return EventBatch(
                    events: ["7", "8"].map {
                        origin.event(for: .user(UserReport(pin: $0, raw: "")), in: .utc)
                    })
            }
            try await subject.accept(users(of: acme))
            try await subject.accept(users(of: Sample.tenant))
            guard case .done(let removal) = try await subject.removeTenant(acme) else { throw Unexpected() }
            #expect(removal.states == 2)
            // Known still, so no news.
            #expect(try await subject.accept(users(of: Sample.tenant)).new == 0)
        },
        StorePromise("who claims a terminal of a tenant that went learns nothing of when it was heard") {
            subject in
            try await subject.furnish()
            var device = try #require(try subject.device(Sample.otherSerial))
            device.presence.firstSeen = Sample.now
            device.presence.lastSeen = Sample.now
            device.presence.address = "192.0.2.7"
            device.presence.isOnline = true
            try await subject.accept(EventBatch(events: [], device: device))
            _ = try await subject.removeTenant(acme)
            try await subject.claim(Sample.otherSerial, of: Sample.otherTenant)
            #expect(try subject.device(Sample.otherSerial)?.presence == DevicePresence())
        },
        StorePromise("a removal leaves other tenants what they have") { subject in
            try await subject.furnish()
            try await subject.accept(Sample.batch([7, 8]))
            let log = try subject.log()
            let order = try await subject.enqueue(Sample.order(.deviceInfo))
            _ = try await subject.removeTenant(acme)
            #expect(try subject.log() == log)
            #expect(try subject.command(order[0].number)?.status == .queued)
        },
        StorePromise("keys and terminals of a tenant that goes are gone before its log is") { subject in
            try await subject.furnish()
            let store = subject.store
            let seen = Mutex<(devices: [SerialNumber], keys: Int)?>(nil)
            _ = try await success { (done: @escaping Completion<TenantRemovalAnswer>) in
                store.remove(
                    acme, noting: Sample.note(of: nil),
                    begun: { removal in
                        let keys = try? store.keys().count
                        seen.withLock { $0 = (removal.devices, keys ?? -1) }
                    }, completion: done)
            }
            let begun = try #require(seen.withLock { $0 })
            #expect(begun.devices == [Sample.otherSerial])
            #expect(begun.keys == 0)
        },
        StorePromise("the id of a tenant that went is not given again, nor are its numbers") { subject in
            try await subject.furnish()
            let last = try subject.log(of: acme).last?.position ?? 0
            _ = try await subject.removeTenant(acme)
            try subject.restart()
            #expect(try await subject.removeTenant(acme) == .absent)
            let store = subject.store
            let again = try await success {
                store.create(acme, name: "Again", noting: Sample.note(of: nil), completion: $0)
            }
            #expect(again == .taken)
            try await subject.accept(Sample.batch([1]))
            #expect(try #require(subject.log().first).position > last)
        },
        StorePromise("a tenant that went does not come back through the configuration") { subject in
            try await subject.furnish()
            _ = try await subject.removeTenant(acme)
            #expect(throws: AdoptionError.refused([.removed(acme)])) {
                try subject.store.adopt([Sample.configured(acme)], at: Sample.now)
            }
            #expect(try !subject.store.tenants().contains(acme))
            // Nor is what the file left out switched off.
            #expect(try subject.device()?.tenant == Sample.tenant)
        },
        StorePromise("a removal that was cut off goes on after the next start") { subject in
            try await subject.furnish()
            let store = subject.store
            try await subject.accept(
                Sample.batch(100..<3100, of: acme, from: Sample.otherSerial))
            // The log is still there when the store is closed right behind the first step.
            let answer = await answer { (done: @escaping Completion<TenantRemovalAnswer>) in
                store.remove(
                    acme, noting: Sample.note(of: nil), begun: { _ in Task.detached { store.close() } },
                    completion: done)
            }
            try subject.restart()
            #expect(try subject.store.tenant(acme) == nil)
            try subject.prune(at: Sample.now)
            // Whether or not it was cut off in time, nothing may be left.
            if case .failure = answer {
                #expect(try subject.log(of: acme).isEmpty)
            }
            #expect(try subject.prune(at: Sample.now) == 1)
        },
    ]
}

private let acme = TenantID("acme")!

extension StoreUnderTest {
    /// A tenant with one of everything.
    fileprivate func furnish() async throws {
        _ = try await createTenant("acme", name: "Acme")
        let store = store
        _ = try await success {
            store.create(Sample.tenantKey(of: acme), name: nil, noting: Sample.note(), completion: $0)
        }
        _ = try await success {
            store.create(Sample.endpoint(of: acme), at: Sample.now, completion: $0)
        }
        _ = try await success {
            store.claim(
                Sample.configuredDevice(Sample.otherSerial), profile: DeviceProfile(), of: acme,
                noting: Sample.note(), completion: $0)
        }
        try await accept(Sample.batch([1, 2, 3], of: acme, from: Sample.otherSerial))
        _ = try await enqueue(
            Sample.order(.deviceCheck, for: Sample.otherSerial, of: acme),
            Sample.order(.deviceInfo, for: Sample.otherSerial, of: acme))
    }
}
