import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct InstantTests {
    @Test(
        "an instant is written in UTC with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_136_523_456, "2026-11-20T01:02:03.456Z"),
            (7, "1970-01-01T00:00:00.007Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (-86_400_000, "1969-12-31T00:00:00.000Z"),
        ] as [(Int64, String)])
    func writes(_ milliseconds: Int64, _ text: String) {
        #expect(Instant(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test(
        "whole seconds are rounded down, before 1970 too",
        arguments: [(0, 0), (999, 0), (1000, 1), (-1, -1), (-1000, -1), (-1001, -2)] as [(Int64, Int64)])
    func seconds(_ milliseconds: Int64, _ seconds: Int64) {
        #expect(Instant(milliseconds: milliseconds).seconds == seconds)
    }

    @Test("spans add and subtract to the millisecond")
    func arithmetic() {
        let start = Instant(milliseconds: 1000)
        #expect(start + .milliseconds(1) == Instant(milliseconds: 1001))
        #expect(start - .seconds(2) == Instant(milliseconds: -1000))
        #expect(Instant(seconds: 3) - start == .seconds(2))
        #expect(start < start + .milliseconds(1))
        #expect((Duration.seconds(1) + .microseconds(1999)).milliseconds == 1001)
        #expect(Duration.days(400).milliseconds == 34_560_000_000)
    }

    @Test("a manual clock stands still until it is turned")
    func manualClock() {
        let clock = ManualClock(Instant(seconds: 5))
        #expect(clock.now() == Instant(seconds: 5))
        clock.advance(by: .milliseconds(250))
        #expect(clock.now() == Instant(milliseconds: 5250))
        clock.set(Instant(seconds: 1))
        #expect(clock.now() == Instant(seconds: 1))
    }
}
