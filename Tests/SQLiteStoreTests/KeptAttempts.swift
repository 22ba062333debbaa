import BridgeCore
import BridgeTestSupport
import SQLiteStore
import Testing

/// The record of attempts, which no port reads yet.
@Suite struct KeptAttempts {
    @Test("attempts are kept for their time and forgotten in steps after it")
    func forgetsOld() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
        try store.adopt([Sample.configured(endpoints: [Sample.endpoint()])], at: Sample.now)
        var settlement = Settlement(endpoint: Sample.key())
        settlement.attempts = (0..<2600).map { number in
            AttemptRecord(
                position: Int64(number), number: 1, at: number < 2500 ? Sample.now - .days(8) : Sample.now,
                duration: .milliseconds(number), outcome: "http_500", status: number == 2599 ? nil : 500)
        }
        _ = try await success { store.settle([settlement], completion: $0) }
        let raw = try RawDatabase(directory.path)
        #expect(try raw.texts("SELECT count(*) FROM attempts") == ["2600"])
        #expect(
            try raw.texts("SELECT milliseconds || ' ' || outcome FROM attempts WHERE status IS NULL")
                == ["2599 http_500"])
        let rules = RetentionRules(
            events: .days(30), attempts: .days(7), dedupe: .days(400), rejects: .days(30))
        var steps = 1
        while try store.prune(rules, at: Sample.now) { steps += 1 }
        #expect(steps >= 3)
        #expect(try raw.texts("SELECT min(position) || ' ' || count(*) FROM attempts") == ["2500 100"])
    }
}
