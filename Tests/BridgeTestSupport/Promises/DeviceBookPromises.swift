import BridgeCore
import Testing

extension StorePromise {
    /// Whose terminal is whose.
    static let deviceBook = [
        StorePromise("a claimed terminal is its tenant's after a restart, with what was said and known of it")
        {
            subject in
            var profile = DeviceProfile()
            profile.firmware = "Ver 8.0"
            profile.stamps = ["ATTLOG": "17"]
            #expect(try await subject.claim(device, profile: profile) == .done(device))
            try subject.restart()
            let found = try #require(try subject.kept(Sample.otherSerial))
            #expect(
                found.tenant == Sample.tenant && found.name == "Door" && found.zone.name == "Asia/Jakarta")
            #expect(found.commKey == "swordfish" && found.charset == .gb18030 && !found.isManaged)
            #expect(found.networks == [NetworkRange("10.0.0.0/8")!, NetworkRange("192.0.2.7")!])
            #expect(found.profile == profile)
        },
        StorePromise("a terminal is claimed once, by whomever") { subject in
            _ = try await subject.claim(device)
            #expect(try await subject.claim(device) == .taken)
            #expect(try await subject.claim(device, of: Sample.otherTenant) == .taken)
            let managed = Sample.configuredDevice()
            #expect(try await subject.claim(managed, of: Sample.otherTenant) == .taken)
            let stranger = try #require(SerialNumber("STRANGER01"))
            let nobody = TenantID("nobody")!
            #expect(try await subject.claim(Sample.configuredDevice(stranger), of: nobody) == .absent)
        },
        StorePromise("a change is made of what is said of a terminal, and by its own tenant only") {
            subject in
            _ = try await subject.claim(device)
            #expect(try await subject.alter(of: Sample.otherTenant) { $0.name = "Mine" } == .absent)
            var renamed = device
            renamed.name = "Gate"
            #expect(try await subject.alter { $0.name = "Gate" } == .done(renamed))
            try subject.restart()
            let found = try #require(try subject.kept(Sample.otherSerial))
            #expect(found.name == "Gate" && found.commKey == "swordfish")
        },
        StorePromise("another comm key makes where the old one came from untrusted") { subject in
            _ = try await subject.claim(device)
            var seen = try #require(try subject.kept(Sample.otherSerial))
            seen.profile.trustedAddress = "192.0.2.7"
            try await subject.accept(EventBatch(events: [], device: seen))
            _ = try await subject.alter { $0.name = "Gate" }
            #expect(try subject.kept(Sample.otherSerial)?.profile.trustedAddress == "192.0.2.7")
            _ = try await subject.alter { $0.commKey = "herring" }
            #expect(try subject.kept(Sample.otherSerial)?.profile.trustedAddress == nil)
        },
        StorePromise("a released terminal is nobody's and its queued commands are cancelled") { subject in
            _ = try await subject.claim(device)
            let order = try await subject.enqueue(Sample.order(.deviceCheck, for: Sample.otherSerial))
            #expect(try await subject.release(of: Sample.otherTenant) == .absent)
            #expect(try await subject.release() == .done(device))
            #expect(try await subject.release() == .absent)
            let cancelled = try #require(try subject.command(order[0].number))
            #expect(
                cancelled.status == .cancelled
                    && cancelled.reason == "the terminal was released or transferred")
            try subject.restart()
            #expect(try subject.kept(Sample.otherSerial) == nil)
            #expect(try await subject.claim(device, of: Sample.otherTenant) == .done(device))
            #expect(try await subject.lease(Sample.otherSerial).isEmpty)
        },
        StorePromise(
            "what a terminal says of a query it showed the answer to is not told to its former owner"
        ) {
            subject in
            _ = try await subject.claim(device)
            let order = try await subject.enqueue(
                Sample.order(.userQuery, ["pin": "7"], for: Sample.otherSerial))
            _ = try await subject.lease(Sample.otherSerial)
            try await subject.conclude(
                order[0].number, .users(pin: "7"), [.user(UserReport(pin: "7", raw: ""))])
            let ended = try subject.command(order[0].number)
            #expect(ended?.status == .completed)
            _ = try await subject.release()
            #expect(try await subject.claim(device, of: Sample.otherTenant) == .done(device))
            let receipt = CommandReceipt.of(order[0].number)
            #expect(try await subject.settle(receipt, from: Sample.otherSerial) == [receipt])
            #expect(try subject.command(order[0].number) == ended)
        },
        StorePromise("what a released terminal was told ends, and its later answers are nobody's") {
            subject in
            _ = try await subject.claim(device)
            let order = try await subject.enqueue(Sample.order(.userQuery, for: Sample.otherSerial))
            _ = try await subject.lease(Sample.otherSerial)
            _ = try await subject.release()
            let ended = try #require(try subject.command(order[0].number))
            #expect(
                ended.status == .failed
                    && ended.reason == "no_answer: the terminal was released or transferred")
            #expect(try subject.log().map(\.type).contains(.commandFailed))
            #expect(try await subject.claim(device, of: Sample.otherTenant) == .done(device))
            let receipt = CommandReceipt.of(order[0].number)
            #expect(try await subject.settle(receipt, from: Sample.otherSerial) == [receipt])
            #expect(try await subject.expire(at: Sample.now + .days(1)) == 0)
            #expect(try subject.command(order[0].number) == ended)
        },
        StorePromise("what was on its way when a terminal was released does not give it back") { subject in
            _ = try await subject.claim(device)
            let mine = try #require(try subject.kept(Sample.otherSerial))
            _ = try await subject.release()
            try await subject.accept(EventBatch(events: [], device: mine))
            #expect(try subject.kept(Sample.otherSerial) == nil)
            #expect(try await subject.claim(device, of: Sample.otherTenant) == .done(device))
        },
        StorePromise("a transferred terminal is the other's, without what the first said of it") { subject in
            _ = try await subject.claim(device)
            let nobody = TenantID("nobody")!
            #expect(try await subject.transfer(to: nobody) == .absent)
            #expect(try subject.kept(Sample.otherSerial)?.tenant == Sample.tenant)
            guard case .done = try await subject.transfer(to: Sample.otherTenant) else { throw Unexpected() }
            try subject.restart()
            let found = try #require(try subject.kept(Sample.otherSerial))
            #expect(found.tenant == Sample.otherTenant)
            #expect(
                found.name == nil && found.commKey == nil && found.networks == nil && found.charset == nil)
            #expect(try await subject.transfer(to: Sample.otherTenant) == .absent)
        },
        StorePromise("the next owner of a terminal learns nothing of when and from where it was heard") {
            subject in
            for hands in [Hands.transfer, .release, .file] {
                _ = try await subject.claim(device)
                let seen = try await subject.hearEverything()
                switch hands {
                case .transfer: _ = try await subject.transfer(to: Sample.otherTenant)
                case .release, .file: _ = try await subject.release()
                }
                // A request that was being answered meanwhile.
                try await subject.accept(EventBatch(events: [], device: seen))
                switch hands {
                case .transfer: break
                case .release: _ = try await subject.claim(device, of: Sample.otherTenant)
                case .file:
                    var configured = Sample.configured(Sample.otherTenant)
                    configured.devices = [Sample.configuredDevice(Sample.otherSerial)]
                    try subject.store.adopt([Sample.configured(), configured], at: Sample.now)
                }
                try subject.restart()
                let found = try #require(try subject.kept(Sample.otherSerial))
                #expect(found.tenant == Sample.otherTenant)
                #expect(found.presence == DevicePresence(), "\(hands)")
                let profile = found.profile
                #expect(profile.options.isEmpty && profile.counts == DeviceCounts(), "\(hands)")
                #expect(profile.lastHandshake == nil && profile.trustedAddress == nil, "\(hands)")
                if hands == .transfer {
                    // Or it would send the other all it ever told the first.
                    #expect(profile.stamps == ["ATTLOG": "700000000"] && profile.pushVersion == "2.4.1")
                }
                if hands != .file { _ = try await subject.release(of: Sample.otherTenant) }
            }
        },
        StorePromise("a managed terminal is changed, released and handed over in its file only") { subject in
            let store = subject.store
            let note = Sample.note()
            #expect(
                try await success {
                    store.release(Sample.serial, of: Sample.tenant, noting: note, completion: $0)
                } == .managed)
            #expect(
                try await success {
                    store.transfer(
                        Sample.serial, from: Sample.tenant, to: Sample.otherTenant, noting: note,
                        completion: $0)
                } == .managed)
            let changed = try await success { (done: @escaping Completion<DeviceEdit>) in
                store.change(Sample.serial, of: Sample.tenant, noting: note, completion: done) { $0 }
            }
            #expect(changed == .managed)
            #expect(try subject.changes(of: nil, before: nil, limit: 9).isEmpty)
        },
    ]
}

private let device = ConfiguredDevice(
    serial: Sample.otherSerial, name: "Door", zoneName: "Asia/Jakarta", commKey: "swordfish",
    charset: .gb18030, networks: [NetworkRange("10.0.0.0/8")!, NetworkRange("192.0.2.7")!])

/// How a terminal gets another owner.
private enum Hands { case transfer, release, file }

extension StoreUnderTest {
    /// The terminal tells its owner all there is to tell.
    fileprivate func hearEverything() async throws -> Device {
        var device = try #require(try kept(Sample.otherSerial))
        device.presence.firstSeen = Sample.now - .days(1)
        device.presence.lastSeen = Sample.now
        device.presence.address = "192.0.2.7"
        device.presence.isOnline = true
        device.profile.pushVersion = "2.4.1"
        device.profile.options = ["IPAddress": "10.1.2.3"]
        device.profile.counts = DeviceCounts(users: 12)
        device.profile.stamps = ["ATTLOG": "700000000"]
        device.profile.lastHandshake = Sample.now
        device.profile.trustedAddress = "192.0.2.7"
        try await accept(EventBatch(events: [], device: device))
        #expect(try kept(Sample.otherSerial)?.presence == device.presence)
        return device
    }

    fileprivate func kept(_ serial: SerialNumber) throws -> Device? {
        try store.devices(zones: ZoneDirectory(), defaultZone: .utc).first { $0.serial == serial }
    }

    fileprivate func claim(
        _ device: ConfiguredDevice, profile: DeviceProfile = DeviceProfile(),
        of tenant: TenantID = Sample.tenant
    ) async throws -> DeviceEdit {
        let store = store
        return try await success {
            store.claim(device, profile: profile, of: tenant, noting: Sample.note(), completion: $0)
        }
    }

    fileprivate func alter(
        of tenant: TenantID = Sample.tenant, _ change: @escaping @Sendable (inout ConfiguredDevice) -> Void
    ) async throws -> DeviceEdit {
        let store = store
        return try await success { done in
            store.change(Sample.otherSerial, of: tenant, noting: Sample.note(), completion: done) { known in
                var device = known
                change(&device)
                return device
            }
        }
    }

    fileprivate func release(of tenant: TenantID = Sample.tenant) async throws -> DeviceEdit {
        let store = store
        return try await success {
            store.release(Sample.otherSerial, of: tenant, noting: Sample.note(), completion: $0)
        }
    }

    fileprivate func transfer(to other: TenantID) async throws -> DeviceEdit {
        let store = store
        return try await success {
            store.transfer(
                Sample.otherSerial, from: Sample.tenant, to: other, noting: Sample.note(), completion: $0)
        }
    }
}
