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

    @Test(
        "an attempt is kept with all there is to say of it, its answer up to 2 KiB, and nothing where there is none"
    )
    func keepsAll() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(
            directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
        try store.adopt([Sample.configured(endpoints: [Sample.endpoint()])], at: Sample.now)
        var settlement = Settlement(endpoint: Sample.key())
        settlement.attempts = [
            AttemptRecord(
                position: 7, number: 2, at: Sample.now, duration: .milliseconds(12), outcome: "http_503",
                status: 503, address: "192.0.2.7", hint: "ask them",
                answer: Array(repeating: 0xff, count: 5000), batch: 5),
            AttemptRecord(
                position: 8, number: 1, at: Sample.now, duration: .zero, outcome: "timeout", status: nil),
        ]
        settlement.changes = [.dead(position: 7, attempts: 2, error: "http_503")]
        settlement.at = Sample.now + .seconds(1)
        _ = try await success { store.settle([settlement], completion: $0) }
        let raw = try RawDatabase(directory.path)
        #expect(
            try raw.texts(
                """
                SELECT json_array(position, endpoint, at - \(Sample.now.milliseconds), attempt, milliseconds,
                                  outcome, status, address, hint, length(answer), typeof(answer), batch)
                FROM attempts
                """) == [
                    #"[7,1,0,2,12,"http_503",503,"192.0.2.7","ask them",2048,"blob",5]"#,
                    #"[8,1,0,1,0,"timeout",null,null,null,null,"null",null]"#,
                ])
        #expect(
            try raw.texts("SELECT (died_at - \(Sample.now.milliseconds)) || error FROM dead")
                == ["1000http_503"])
    }

    @Test("an event tried again or delivered is no dead letter any more")
    func revives() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(
            directory: directory.path, now: Sample.now, sealing: Sample.sealingKey)
        defer { store.close() }
        try store.adopt(
            [Sample.configured(endpoints: [Sample.endpoint(), Sample.endpoint("b")])], at: Sample.now)
        for key in [Sample.key(), Sample.key("b")] {
            var settlement = Settlement(endpoint: key)
            settlement.changes = (1...5).map { .dead(position: $0, attempts: 9, error: "timeout") }
            _ = try await success { [settlement] in store.settle([settlement], completion: $0) }
        }
        var settlement = Settlement(endpoint: Sample.key())
        settlement.changes = [
            .wait(position: 1, attempts: 1, nextAttempt: Sample.now), .delivered(position: 2),
            .park(position: 3, serial: Sample.serial),
            .dead(position: 4, attempts: 1, error: "http_500"),
            // In one settlement the last word counts.
            .wait(position: 5, attempts: 10, nextAttempt: Sample.now),
            .dead(position: 5, attempts: 11, error: "x"),
            .wait(position: 6, attempts: 1, nextAttempt: Sample.now), .delivered(position: 6),
            .dead(position: 7, attempts: 1, error: "y"), .delivered(position: 7),
        ]
        _ = try await success { [settlement] in store.settle([settlement], completion: $0) }
        let raw = try RawDatabase(directory.path)
        #expect(
            try raw.texts("SELECT position || error FROM dead WHERE endpoint = 1") == ["4http_500", "5x"])
        #expect(try raw.texts("SELECT count(*) FROM dead WHERE endpoint = 2") == ["5"])
        #expect(try raw.texts("SELECT position FROM waiting WHERE endpoint = 1") == ["1", "3"])
    }
}
