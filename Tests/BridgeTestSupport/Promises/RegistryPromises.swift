import BridgeCore
import Testing

extension StorePromise {
    /// What becomes of the configuration file, and of what terminals tell about themselves.
    static let registry = [
        StorePromise("a terminal of the configuration is there with all its owner says") { subject in
            try subject.adopt(devices: [
                Sample.configuredDevice(name: "Front door", zoneName: "Asia/Jakarta", commKey: "k3y")
            ])
            try subject.restart()
            let device = try #require(try subject.device())
            #expect(device.tenant == Sample.tenant)
            #expect(device.name == "Front door")
            #expect(device.zone.name == "Asia/Jakarta")
            #expect(device.commKey == "k3y")
            #expect(device.isManaged)
            #expect(device.presence == DevicePresence())
        },
        StorePromise("a terminal without a zone has the default one") { subject in
            let berlin = try #require(DeviceZone(name: "Europe/Berlin"))
            let devices = try subject.store.devices(zones: ZoneDirectory(), defaultZone: berlin)
            #expect(devices.map(\.zone.name) == ["Europe/Berlin"])
        },
        StorePromise("what the configuration says anew of a terminal replaces the old") { subject in
            try subject.adopt(devices: [
                Sample.configuredDevice(name: "Front door", zoneName: "Asia/Jakarta", commKey: "k3y")
            ])
            try subject.adopt(devices: [Sample.configuredDevice(name: "Back door")])
            let device = try #require(try subject.device())
            #expect(device.name == "Back door")
            #expect(device.zone.name == "UTC")
            #expect(device.commKey == nil)
        },
        StorePromise("a terminal that the configuration no longer lists is nobody's") { subject in
            try subject.adopt(devices: [])
            #expect(try subject.device() == nil)
            try subject.adopt()
            #expect(try subject.device()?.tenant == Sample.tenant)
        },
        StorePromise("a terminal that another tenant claimed over the API is not the configuration's to take")
        {
            subject in
            try await subject.claim(Sample.otherSerial, of: Sample.otherTenant)
            let devices = [
                Sample.configuredDevice(name: "Renamed"), Sample.configuredDevice(Sample.otherSerial),
            ]
            let refusal = AdoptionRefusal.claimed(
                Sample.otherSerial, for: Sample.tenant, by: Sample.otherTenant)
            #expect(throws: AdoptionError.refused([refusal])) { try subject.adopt(devices: devices) }
            // Nor anything else of that file.
            #expect(try subject.device()?.name == nil)
            #expect(try subject.device(Sample.otherSerial)?.tenant == Sample.otherTenant)
            let store = subject.store
            _ = try await success {
                store.release(
                    Sample.otherSerial, of: Sample.otherTenant, noting: Sample.note(), completion: $0)
            }
            try subject.adopt(devices: devices)
            #expect(try subject.device(Sample.otherSerial)?.tenant == Sample.tenant)
        },
        StorePromise("a key of the configuration does not take the id of one made over the API") { subject in
            let store = subject.store
            let made = try await success {
                store.create(
                    Sample.tenantKey("erp", 9), name: nil, noting: Sample.note(), completion: $0)
            }
            guard case .done = made else { throw Unexpected() }
            let refusal = AdoptionRefusal.keyName("erp", of: Sample.tenant)
            #expect(throws: AdoptionError.refused([refusal])) {
                try subject.adopt(keys: [Sample.tenantKey("erp", 1)])
            }
            #expect(try subject.store.keys() == [Sample.tenantKey("erp", 9)])
            // The same key may go over to the file, and another have the other id.
            try subject.adopt(keys: [Sample.tenantKey("erp", 9), Sample.tenantKey("pos", 1)])
            #expect(try subject.store.keys().map(\.id).sorted() == ["erp", "pos"])
        },
        StorePromise("the configuration may have what its own tenant claimed, or nobody did") { subject in
            try await subject.claim(Sample.otherSerial, of: Sample.tenant)
            let third = try #require(SerialNumber("SIM0000000003"))
            var found = Sample.device(third, of: Sample.otherTenant)
            found.isAdopted = true
            try await subject.accept(EventBatch(events: [], device: found))
            let listed = [Sample.serial, Sample.otherSerial, third].map { Sample.configuredDevice($0) }
            try subject.adopt(devices: listed)
            #expect(try subject.device(Sample.otherSerial)?.isManaged == true)
            #expect(try subject.device(third)?.tenant == Sample.tenant)
            // What was claimed once is forgotten with the claim.
            try subject.adopt()
            var again = Sample.device(Sample.otherSerial, of: Sample.otherTenant)
            again.isAdopted = true
            try await subject.accept(EventBatch(events: [], device: again))
            try subject.adopt(devices: listed)
            #expect(try subject.device(Sample.otherSerial)?.tenant == Sample.tenant)
        },
        StorePromise("a released terminal takes nothing of its former owner to the next") { subject in
            try subject.adopt(devices: [
                Sample.configuredDevice(name: "Front door", zoneName: "Asia/Jakarta", commKey: "k3y")
            ])
            try subject.adopt(devices: [])
            var found = Sample.device(of: Sample.otherTenant)
            found.isAdopted = true
            try await subject.accept(EventBatch(events: [], device: found))
            try subject.restart()
            let device = try #require(try subject.device())
            #expect(device.tenant == Sample.otherTenant)
            #expect(device.name == nil)
            #expect(device.zone.name == "UTC")
            #expect(device.commKey == nil)
        },
        StorePromise("a new comm key makes the address of the old one untrusted") { subject in
            try subject.adopt(devices: [Sample.configuredDevice(commKey: "k3y")])
            var device = Sample.device()
            device.profile.trustedAddress = "192.0.2.7"
            device.profile.pushVersion = "2.4.1"
            try await subject.accept(EventBatch(events: [], device: device))
            try subject.adopt(devices: [Sample.configuredDevice(commKey: "k3y")])
            #expect(try subject.device()?.profile.trustedAddress == "192.0.2.7")
            try subject.adopt(devices: [Sample.configuredDevice(commKey: "n3w")])
            #expect(try subject.device()?.profile.trustedAddress == nil)
            #expect(try subject.device()?.profile.pushVersion == "2.4.1")
        },
        StorePromise("profile and presence come back after a restart as they were saved") { subject in
            var device = Sample.device()
            device.profile.pushVersion = "2.4.1"
            device.profile.language = 83
            device.profile.deviceType = "att"
            device.profile.firmware = "Ver 8.0.4.3-20200424"
            device.profile.counts = DeviceCounts(users: 10, fingerprints: nil, punches: 0, faces: 3)
            device.profile.options = ["~DeviceName": "SpeedFace \"V5\"", "IPAddress": "", "ü": "\u{7f}"]
            device.profile.stamps = ["ATTLOG": "9999", "OPERLOG": "0"]
            device.profile.lastHandshake = Sample.now
            device.profile.trustedAddress = "192.0.2.7"
            device.presence.firstSeen = Sample.now - .days(10)
            device.presence.lastSeen = Sample.now
            device.presence.address = "192.0.2.7"
            device.presence.isOnline = true
            try await subject.accept(EventBatch(events: [Sample.event(1)], device: device))
            try subject.restart()
            let back = try #require(try subject.device())
            #expect(back.profile == device.profile)
            #expect(back.presence == device.presence)
        },
        StorePromise("saving what a terminal told does not touch what its owner says") { subject in
            try subject.adopt(devices: [
                Sample.configuredDevice(name: "Front door", zoneName: "Asia/Jakarta", commKey: "k3y")
            ])
            let stale = Sample.device(of: Sample.otherTenant, name: "Stale", commKey: "old")
            try await subject.accept(EventBatch(events: [], device: stale))
            let device = try #require(try subject.device())
            #expect(device.tenant == Sample.tenant)
            #expect(device.name == "Front door")
            #expect(device.zone.name == "Asia/Jakarta")
            #expect(device.commKey == "k3y")
            #expect(device.isManaged)
        },
        StorePromise("a terminal that nobody configured is saved with its tenant") { subject in
            let found = Sample.device(Sample.otherSerial, of: Sample.otherTenant)
            try await subject.accept(EventBatch(events: [], device: found))
            try subject.restart()
            let device = try subject.device(Sample.otherSerial)
            #expect(device?.tenant == Sample.otherTenant)
            #expect(device?.isManaged == false)
            // And adopting a configuration that does not list it leaves it alone.
            try subject.adopt()
            #expect(try subject.device(Sample.otherSerial)?.tenant == Sample.otherTenant)
        },
        StorePromise("a key opens until the configuration no longer lists it") { subject in
            let keys = [
                TenantKey(
                    tenant: Sample.tenant, id: "one", digest: Array(0..<32),
                    scopes: [.eventsRead, .commandsRaw]),
                TenantKey(
                    tenant: Sample.tenant, id: "two", digest: Array(32..<64), scopes: Set(KeyScope.allCases)),
            ]
            try subject.adopt(keys: keys)
            try subject.restart()
            #expect(try subject.store.keys().sorted { $0.id < $1.id } == keys)
            let narrowed = TenantKey(
                tenant: Sample.tenant, id: "uno", digest: keys[0].digest, scopes: [.eventsRead])
            try subject.adopt(keys: [narrowed])
            #expect(try subject.store.keys() == [narrowed])
        },
        StorePromise("a new endpoint begins at the end of the log") { subject in
            try await subject.accept(Sample.batch([1, 2]))
            try await subject.accept(Sample.batch([3], of: Sample.otherTenant))
            try subject.adopt(endpoints: [Sample.endpoint()])
            let position = try #require(try subject.lane()).position
            #expect(try subject.log(after: position).isEmpty)
            try await subject.accept(Sample.batch([4]))
            #expect(try subject.log(after: position).map(\.id) == [Sample.event(4).id])
        },
        StorePromise("a new endpoint misses nothing after a batch that was not kept and a restart") {
            subject in
            let store = subject.store
            let events = (1...5).map { Sample.event($0) } + [Sample.event(6, of: TenantID("stranger")!)]
            let outcome = await answer { store.accept(EventBatch(events: events), completion: $0) }
            #expect(throws: StoreError.self) { try outcome.get() }
            try subject.adopt(endpoints: [Sample.endpoint()])
            try subject.restart()
            try await subject.accept(Sample.batch([1]))
            let position = try #require(try subject.lane()).position
            #expect(try subject.log(after: position).map(\.id) == [Sample.event(1).id])
        },
        StorePromise("an endpoint has the settings of the configuration") { subject in
            var endpoint = Sample.endpoint(
                url: "http://127.0.0.1:9000/a?b=c",
                patterns: [.family("attendance."), .exactly(.deviceOnline)])
            endpoint.serials = [Sample.serial, Sample.otherSerial]
            endpoint.allowsPrivate = true
            endpoint.maximumInFlight = 3
            endpoint.secrets = [
                EndpointSecret(SigningSecret(String(repeating: "QUFB", count: 20))!),
                EndpointSecret(Sample.secret),
            ]
            try subject.adopt(endpoints: [endpoint, Sample.endpoint("off", isEnabled: false)])
            try subject.restart()
            #expect(try subject.store.lanes().map(\.endpoint) == [endpoint])
        },
        StorePromise("an endpoint keeps its position when its settings change") { subject in
            let log = try await subject.logWithEndpoint(events: 3)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.position = log[0].position
            try await subject.settle(settlement)
            let changed = Sample.endpoint(url: "https://example.com/elsewhere")
            try subject.adopt(endpoints: [changed])
            #expect(try subject.lane()?.endpoint == changed)
            #expect(try subject.lane()?.position == log[0].position)
        },
        StorePromise("an endpoint that is no longer listed stops and goes on where it stopped") { subject in
            let log = try await subject.logWithEndpoint(events: 2)
            try subject.adopt(endpoints: [])
            #expect(try subject.store.lanes().isEmpty)
            try await subject.accept(Sample.batch([7]))
            try subject.adopt(endpoints: [Sample.endpoint()])
            #expect(try subject.lane()?.position == log[0].position - 1)
        },
        StorePromise("an endpoint that is no longer listed can be changed and removed over the API") {
            subject in
            let listed = [
                Sample.endpoint(), Sample.endpoint("off", isEnabled: false), Sample.endpoint("ill"),
            ]
            try subject.adopt(endpoints: listed)
            var settlement = Settlement(endpoint: Sample.key("ill"))
            settlement.disabledBecause = "410 Gone"
            try await subject.settle(settlement)
            try subject.adopt(endpoints: [])
            let ill = try #require(try subject.store.endpoint(Sample.key("ill")))
            #expect(!ill.isManaged && !ill.endpoint.isEnabled && ill.disabledBecause == "410 Gone")
            let store = subject.store
            let changed = try await success { (done: @escaping Completion<EndpointEdit>) in
                store.change(Sample.key(), at: Sample.now, noting: Sample.note(), completion: done) { known in
                    var endpoint = known
                    endpoint.isEnabled = true
                    return endpoint
                }
            }
            guard case .done(let report) = changed else { throw Unexpected() }
            #expect(report.endpoint.isEnabled)
            for id in ["off", "ill"] {
                let removed = try await success {
                    store.remove(Sample.key(id), at: Sample.now, noting: Sample.note(), completion: $0)
                }
                guard case .done = removed else { throw Unexpected() }
            }
            try subject.adopt(endpoints: listed)
            #expect(try subject.store.endpoint(Sample.key())?.isManaged == true)
        },
        StorePromise("an endpoint that delivery disabled stays so until its settings change") { subject in
            _ = try await subject.logWithEndpoint(events: 1)
            var settlement = Settlement(endpoint: Sample.key())
            settlement.disabledBecause = "410 Gone"
            try await subject.settle(settlement)
            try subject.adopt(endpoints: [Sample.endpoint()])
            #expect(try subject.store.lanes().isEmpty)
            try subject.adopt(endpoints: [Sample.endpoint(url: "https://example.com/mended")])
            #expect(try subject.lane() != nil)
            try subject.adopt(endpoints: [Sample.endpoint(url: "https://example.com/mended")])
            #expect(try subject.lane() != nil)
        },
        StorePromise("two tenants may use the same name for an endpoint") { subject in
            try subject.adopt(
                endpoints: [Sample.endpoint()],
                otherEndpoints: [Sample.endpoint(of: Sample.otherTenant, url: "https://example.org/")])
            let keys = [Sample.key(), Sample.key(of: Sample.otherTenant)]
            #expect(try subject.store.lanes().map(\.endpoint.key) == keys)
        },
    ]
}

extension StoreUnderTest {
    func device(_ serial: SerialNumber = Sample.serial) throws -> Device? {
        try store.devices(zones: ZoneDirectory(), defaultZone: .utc).first { $0.serial == serial }
    }

    /// Has a tenant claim a terminal over the API.
    func claim(_ serial: SerialNumber, of tenant: TenantID) async throws {
        let (store, device) = (store, Sample.configuredDevice(serial))
        let edit = try await success {
            store.claim(
                device, profile: DeviceProfile(), of: tenant, noting: Sample.note(), completion: $0)
        }
        #expect(edit == .done(device))
    }
}
