import BridgeCore
import BridgeTestSupport
import Crypto
import Foundation
import SQLiteStore
import Synchronization
import Testing

/// Secrets of endpoints and keys of terminals: what stands in the files, and under which key.
@Suite struct SealedEndpoints {
    private let directory: TemporaryDirectory
    private static let otherSecret = SigningSecret("whsec_" + String(repeating: "QUFB", count: 8))!
    private static let commKey = "comm-key-4711"
    /// What must be in no file.
    private static let secrets = [
        String(Sample.secret.revealed.dropFirst(6)), String(otherSecret.revealed.dropFirst(6)),
        "header-value-4711", "bearer-token-4711", "private-key-4711", commKey,
    ]

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ key: SealingKey = Sample.sealingKey, log: Log = .silent) throws -> SQLiteStore {
        try SQLiteStore(directory: directory.path, now: Sample.now, sealing: key, log: log)
    }

    private static var endpoint: WebhookEndpoint {
        var endpoint = Sample.endpoint()
        endpoint.options = .everything
        endpoint.secrets = [EndpointSecret(otherSecret), EndpointSecret(Sample.secret, until: Sample.now)]
        return endpoint
    }

    private func adopt(_ endpoints: [WebhookEndpoint], in store: SQLiteStore) throws {
        try store.adopt(
            [
                Sample.configured(
                    endpoints: endpoints, devices: [Sample.configuredDevice(commKey: Self.commKey)])
            ], at: Sample.now)
    }

    private func commKey(in store: SQLiteStore) throws -> String? {
        try store.devices(zones: ZoneDirectory(), defaultZone: .utc).first?.commKey
    }

    /// Which of these stand in any file of the store.
    private func found(_ texts: [String]) throws -> [String] {
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path).map { name in
            try Data(contentsOf: URL(fileURLWithPath: directory.path + "/" + name))
        }
        return texts.filter { text in files.contains { $0.range(of: Data(text.utf8)) != nil } }
    }

    @Test("no secret stands in the files in the open, neither while the store is open nor after")
    func isSealed() throws {
        let store = try open()
        try adopt([Self.endpoint], in: store)
        #expect(try store.lanes().map(\.endpoint) == [Self.endpoint])
        #expect(try commKey(in: store) == Self.commKey)
        // What is no secret is there to be found, so the search works.
        #expect(try found(Self.secrets + ["https://example.com/hooks"]) == ["https://example.com/hooks"])
        store.close()
        #expect(try found(Self.secrets + ["https://example.com/hooks"]) == ["https://example.com/hooks"])
    }

    @Test(
        "what an earlier version left in the open is sealed at the next start and wiped", arguments: [1, 300])
    func sealsOld(_ count: Int) throws {
        let secrets = (0..<count).map { number in
            SigningSecret("whsec_" + Base64.encode(Array("secret number \(1000 + number) of many".utf8)))!
        }
        let store = try open()
        try adopt([Sample.endpoint(), Sample.endpoint("b")], in: store)
        _ = try store.devices(zones: ZoneDirectory(), defaultZone: .utc)
        store.close()
        let texts = secrets.map { "\"\($0.revealed)\"" }.joined(separator: ",")
        // Held open, so that its write-ahead log stays as a killed process leaves it.
        let raw = try RawDatabase(directory.path, writable: true)
        defer { withExtendedLifetime(raw) {} }
        try raw.run(
            """
            DELETE FROM seals;
            UPDATE devices SET sealed_comm_key = NULL, comm_key = '\(Self.commKey)';
            UPDATE endpoints SET sealed = NULL, settings =
                '{"url":"https://example.com/hooks","secrets":[\(texts)],"event_types":["*"],'
                || '"allow_private":false,"max_in_flight":16}';
            """)
        let plain = secrets.map(\.revealed) + [Self.commKey]
        // Some lie across the end of a page.
        #expect(try found(plain).count > plain.count * 9 / 10)

        var again = try open()
        #expect(try found(plain) == [])
        var endpoint = Sample.endpoint()
        endpoint.secrets = secrets.map { EndpointSecret($0) }
        #expect(try again.lane(endpoint.key)?.endpoint == endpoint)
        #expect(try again.lanes().count == 2)
        #expect(try commKey(in: again) == Self.commKey)
        again.close()
        #expect(try found(plain) == [])
        again = try open()
        defer { again.close() }
        #expect(try again.lane(endpoint.key)?.endpoint == endpoint)
    }

    @Test("another key is refused with a sentence that says what to do, and nothing is lost")
    func wrongKey() throws {
        var store = try open()
        try adopt([Self.endpoint], in: store)
        store.close()
        let error = #expect(throws: StoreOpenError.self) { try open(.random()) }
        #expect(error?.needsAnotherKey == true)
        #expect(error?.reason.contains("start it with the key it was made with") == true)
        store = try open()
        defer { store.close() }
        #expect(try store.lanes().map(\.endpoint) == [Self.endpoint])
        let other = #expect(throws: StoreOpenError.self) { try open(.random()) }
        #expect(other?.needsAnotherKey == false)
    }

    @Test(
        "when the key is lost for good, the configuration's endpoints come back from there, the others are told of"
    )
    func lostKey() throws {
        var store = try open()
        try adopt([Self.endpoint, Sample.endpoint("b")], in: store)
        store.close()
        try RawDatabase(directory.path, writable: true).run("DELETE FROM seals")
        let lines = Lines()
        store = try open(.random(), log: lines.log)
        defer { store.close() }
        #expect(try store.lanes() == [])
        #expect(lines.all.count == 2)
        // Nobody knows it, which is not the same as none.
        #expect(try commKey(in: store).map { $0 != Self.commKey && $0.utf8.count > 20 } == true)
        try adopt([Self.endpoint], in: store)
        #expect(try store.lanes().map(\.endpoint) == [Self.endpoint])
        #expect(try commKey(in: store) == Self.commKey)
    }

    @Test(
        "an endpoint that cannot be read is told of, and the others go on",
        arguments: [
            "settings = '{}'", "settings = 'no JSON'", "sealed = NULL", "sealed = x'00'",
            "sealed = (SELECT sealed FROM endpoints WHERE id = 'a')",
            "settings = json_set(settings, '$.headers', json('[\"a\"]'))",
            "settings = json_set(settings, '$.ordering', 'sideways')",
        ])
    func unreadable(_ damage: String) throws {
        let endpoints = ["a", "b", "c"].map { Sample.endpoint($0) }
        var store = try open()
        try adopt(endpoints, in: store)
        store.close()
        try RawDatabase(directory.path, writable: true).run("UPDATE endpoints SET \(damage) WHERE id = 'b'")
        let lines = Lines()
        store = try open(log: lines.log)
        defer { store.close() }
        #expect(try store.lanes().map(\.endpoint) == [endpoints[0], endpoints[2]])
        #expect(lines.all == ["error store.endpoint_unreadable tenant=default endpoint=b"])
        #expect(try store.lane(endpoints[1].key) == nil)
        #expect(lines.all.count == 2)
        // And it is mended by the configuration that has it.
        try adopt(endpoints, in: store)
        #expect(try store.lanes().map(\.endpoint) == endpoints)
        #expect(lines.all.count == 2)
    }

    @Test(
        "the key of a terminal that was claimed over the API is sealed too, and a new one is noticed as new")
    func sealsClaimed() async throws {
        let store = try open()
        defer { store.close() }
        try store.adopt([Sample.configured()], at: Sample.now)
        let note = ChangeNote(
            at: Sample.now, tenant: Sample.tenant, actor: "admin", address: "192.0.2.1", requestID: "r",
            action: "POST /v1/devices", object: "/v1/devices", fields: ["comm_key"])
        var device = Sample.configuredDevice(commKey: Self.commKey)
        var profile = DeviceProfile()
        profile.trustedAddress = "192.0.2.7"
        _ = try await success { [device, profile] in
            store.claim(device, profile: profile, of: Sample.tenant, noting: note, completion: $0)
        }
        #expect(try commKey(in: store) == Self.commKey)
        #expect(try found([Self.commKey]) == [])
        let trusted = { () throws in
            try store.devices(zones: ZoneDirectory(), defaultZone: .utc).first?.profile.trustedAddress
        }
        for (commKey, isTrusted) in [(Self.commKey, true), ("another", false)] {
            _ = try await success { [profile] in
                store.accept(EventBatch(events: [], device: known(profile)), completion: $0)
            }
            device.commKey = commKey
            _ = try await success { [device] (done: @escaping Completion<DeviceEdit>) in
                store.change(device.serial, of: Sample.tenant, noting: note, completion: done) { _ in device }
            }
            #expect(try self.commKey(in: store) == commKey)
            #expect(try (trusted() != nil) == isTrusted)
        }
        device.commKey = nil
        _ = try await success { [device] (done: @escaping Completion<DeviceEdit>) in
            store.change(device.serial, of: Sample.tenant, noting: note, completion: done) { _ in device }
        }
        #expect(try self.commKey(in: store) == nil)
    }

    private func known(_ profile: DeviceProfile) -> Device {
        var device = Sample.device()
        device.profile = profile
        return device
    }

    @Test("who is told of changed endpoints hears of those the configuration changed, and of no other")
    func announces() throws {
        let store = try open()
        defer { store.close() }
        let heard = Mutex<[Set<EndpointKey>]>([])
        store.onEndpointsChanged { keys in heard.withLock { $0.append(keys) } }
        let (a, b, c) = (Sample.endpoint("a"), Sample.endpoint("b"), Sample.endpoint("c"))
        try adopt([a, b], in: store)
        try adopt([a, b], in: store)
        try adopt([a, c], in: store)
        try adopt([Sample.endpoint("a", patterns: [.exactly(.deviceOnline)]), c], in: store)
        #expect(heard.withLock { $0 } == [[a.key, b.key], [b.key, c.key], [a.key]])
    }

    @Test("the number of an endpoint that is gone is never another's")
    func numbersAreNew() throws {
        let store = try open()
        defer { store.close() }
        try adopt([Sample.endpoint("a"), Sample.endpoint("b")], in: store)
        let raw = try RawDatabase(directory.path, writable: true)
        try raw.run("DELETE FROM endpoints WHERE id = 'b'")
        try adopt([Sample.endpoint("a"), Sample.endpoint("c")], in: store)
        #expect(try raw.texts("SELECT number FROM endpoints ORDER BY number") == ["1", "3"])
    }
}

/// What was logged, a line each.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var log: Log {
        Log(threshold: .debug) { level, event, fields in
            let fields = fields.map { " \($0.name)=\($0.value)" }.joined()
            self.lines.withLock { $0.append("\(level.name) \(event)\(fields)") }
        }
    }
}
