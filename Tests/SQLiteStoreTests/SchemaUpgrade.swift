import BridgeCore
import BridgeTestSupport
import Synchronization
import Testing

@testable import SQLiteStore

/// Files of earlier versions.
@Suite struct SchemaUpgrade {
    @Test("a file of the first schema keeps its endpoints and attempts, and no number is given twice")
    func fromFirst() async throws {
        let directory = try TemporaryDirectory()
        // As the first version wrote them.
        let settings = """
            {"url":"https://example.com/hooks","secrets":["\(Sample.secret.revealed)"],"event_types":["*"]}
            """
        do {
            let database = try Database(path: directory.path + "/bridge.db", mode: .readWrite)
            try database.execute(Migrations.steps[0])
            try database.execute(
                """
                PRAGMA user_version = 1;
                INSERT INTO tenants VALUES (1, 'default', 'A customer', 1);
                INSERT INTO endpoints VALUES (7, 1, 'main', '\(settings)', 0, 0, '410 Gone', 12, 34);
                INSERT INTO waiting VALUES (7, 5, 2, 99);
                INSERT INTO attempts VALUES (1, 7, 5, 1, 50, 3, 'http_500', 500);
                """)
        }
        let lines = Mutex<[String]>([])
        let log = Log(threshold: .info) { _, event, fields in
            let text = ([event] + fields.prefix(2).map(\.value)).joined(separator: " ")
            lines.withLock { $0.append(text) }
        }
        let store = try SQLiteStore(
            directory: directory.path, now: Sample.now, sealing: Sample.sealingKey, log: log)
        defer { store.close() }
        // Whoever waits for a long step sees which one it is.
        let last = Migrations.steps.count
        let told = (2...last).flatMap { ["store.upgrading \($0) \(last)", "store.upgraded \($0) \(last)"] }
        #expect(lines.withLock { $0 } == told)
        let report = try #require(try store.endpoint(Sample.key()))
        #expect(report.endpoint.url == Sample.endpoint().url)
        #expect(!report.endpoint.isEnabled)
        #expect(report.disabledBecause == "410 Gone")
        #expect(report.position == 12)
        #expect(report.pausedUntil == Instant(milliseconds: 34))
        #expect(report.waiting == 1)
        #expect(report.health == EndpointHealth())
        let raw = try RawDatabase(directory.path)
        #expect(
            try raw.texts("SELECT position || ' ' || endpoint || ' ' || outcome FROM attempts") == [
                "5 7 http_500"
            ])
        _ = try await success { store.remove(Sample.key(), at: Sample.now, completion: $0) }
        _ = try await success { store.create(Sample.endpoint(), at: Sample.now, completion: $0) }
        #expect(try raw.texts("SELECT number FROM endpoints") == ["8"])
    }
}

/// What an earlier version took and this one does not.
@Suite struct RefusedSince {
    @Test(
        "a character set that is no longer taken is told of with its terminal, and texts are read without it")
    func charset() throws {
        let directory = try TemporaryDirectory()
        do {
            let store = try SQLiteStore(
                directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
            defer { store.close() }
            try store.adopt([Sample.configured(devices: [Sample.configuredDevice()])], at: Sample.now)
        }
        let database = try Database(path: directory.path + "/bridge.db", mode: .readWrite)
        try database.execute("UPDATE devices SET charset = 'SHIFT_JIS'")
        let lines = Mutex<[String]>([])
        let log = Log(threshold: .warning) { _, event, fields in
            let text = ([event] + fields.map(\.value)).joined(separator: " ")
            lines.withLock { $0.append(text) }
        }
        let store = try SQLiteStore(
            directory: directory.path, now: Sample.now, sealing: Sample.sealingKey, log: log)
        defer { store.close() }
        let device = try #require(try store.devices(zones: ZoneDirectory(), defaultZone: .utc).first)
        #expect(device.charset == nil)
        #expect(lines.withLock { $0 } == ["store.charset_unusable \(Sample.serial) SHIFT_JIS"])
    }
}

/// Commands that an earlier version queued.
@Suite struct CommandUpgrade {
    @Test("a command queued before its shown form was kept is shown masked and handed out whole")
    func masksOld() async throws {
        let directory = try TemporaryDirectory()
        do {
            let database = try Database(path: directory.path + "/bridge.db", mode: .readWrite)
            for step in Migrations.steps.prefix(3) { try database.execute(step) }
            let expiry = (Sample.now + .days(1)).milliseconds
            try database.execute(
                """
                PRAGMA user_version = 3;
                INSERT INTO tenants (number, id, name, is_managed) VALUES (1, 'default', 'A customer', 1);
                INSERT INTO commands
                    (number, tenant, serial, type, params, priority, status, created_at, expires_at, deliveries)
                VALUES (7, 1, '\(Sample.serial.text)', 'user.upsert', '{"pin":"7","password":"70314159"}', 0,
                        'queued', 1, \(expiry), 0);
                """)
        }
        let store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
        try store.adopt([Sample.configured(devices: [Sample.configuredDevice()])], at: Sample.now)
        #expect(try store.command(CommandNumber(7), of: Sample.tenant)?.params["password"] == "***")
        let request = LeaseRequest(
            serial: Sample.serial, now: Sample.now, maximumCommands: 9, maximumBytes: 999
        ) { _, command in
            if case .upsertUser(let user) = command { Array((user.password ?? "").utf8) } else { [0] }
        }
        let handout = try await success { store.lease(request, completion: $0) }
        #expect(handout.text == Array("70314159".utf8))
    }

    @Test("a list reads what may be shown, not the picture itself")
    func keepsShown() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
        try store.adopt([Sample.configured(devices: [Sample.configuredDevice()])], at: Sample.now)
        let order = Sample.order(.userPhotoUpsert, ["pin": "7", "photo": "/9j/AAECAwQ="])
        _ = try await success { store.enqueue([order], at: Sample.now, completion: $0) }
        let raw = try RawDatabase(directory.path)
        let shown = try #require(try raw.texts("SELECT shown FROM commands").first)
        #expect(shown.hasPrefix(#"{"pin":"7","photo":{"size":8,"sha256":""#))
        #expect(try raw.texts("SELECT params FROM commands").first?.hasPrefix("sealed:") == true)
    }
}
