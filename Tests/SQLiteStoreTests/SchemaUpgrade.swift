import BridgeCore
import BridgeTestSupport
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
        let store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
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
