import BridgeCore
import Testing

@Suite struct InstantReadingTests {
    @Test(
        "a moment reads the same however it is written",
        arguments: [
            "2026-11-20T01:02:03.456Z", "2026-11-20t01:02:03.456z", "2026-11-20T08:02:03.456+07:00",
            "2026-11-19T21:32:03.456789-03:30",
        ])
    func forms(_ text: String) {
        #expect(Instant(rfc3339: text)?.rfc3339 == "2026-11-20T01:02:03.456Z")
    }

    @Test("a fraction may be left out or have one digit")
    func fractions() {
        #expect(Instant(rfc3339: "2026-11-20T01:02:03Z")?.milliseconds == 1_795_136_523_000)
        #expect(Instant(rfc3339: "2026-11-20T01:02:03.4Z")?.milliseconds == 1_795_136_523_400)
    }

    @Test(
        "anything else is no moment",
        arguments: [
            "", "now", "2026-11-20", "2026-11-20T01:02:03", "2026-11-20 01:02:03Z", "2026-02-30T01:02:03Z",
            "2026-11-20T01:02:60Z", "2026-11-20T01:02:03.Z", "2026-11-20T01:02:03.1234567890Z",
            "2026-11-20T01:02:03+0700", "2026-11-20T01:02:03+24:00", "2026-11-20T01:02:03+07:60",
            "2026-11-20T01:02:03ZZ", "2026-11-20T01:02:03+07:00x", "+2026-11-20T01:02:03Z",
        ])
    func nonsense(_ text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }
}
