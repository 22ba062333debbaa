import BridgeCore
import Testing

@Suite struct EventPatternTests {
    @Test(
        "a pattern matches its types and no others",
        arguments: [
            ("*", EventType.allCases.count), ("attendance.*", 2), ("command.*", 3), ("user.*", 3),
            ("work_code.*", 1),
            ("work_code.*", 1), ("attendance.recorded", 1), ("webhook.test", 1),
        ])
    func matches(_ text: String, _ count: Int) throws {
        let pattern = try #require(EventPattern(text))
        let matched = EventType.allCases.filter(pattern.matches)
        #expect(matched.count == count)
        #expect(matched.allSatisfy { text == "*" || $0.rawValue.hasPrefix(text.replacing("*", with: "")) })
        #expect(pattern.text == text)
    }

    @Test(
        "a pattern that could never match is refused",
        arguments: [
            "", ".*", "*.*", "**", "attendance", "attendance.", "attendance*", "attend.*", "Attendance.*",
            "nothing.*",
            "attendance.recorded.*", "*.recorded", " *",
        ])
    func refuses(_ text: String) {
        #expect(EventPattern(text) == nil)
    }

    @Test("each type has its own code, and its code leads back to it")
    func codes() {
        #expect(EventType.allCases.allSatisfy { EventType(code: $0.code) == $0 })
        #expect(EventType(code: 0) == nil && EventType(code: 9999) == nil)
        // Codes stand in every log there is: these may be added to, never changed.
        #expect(EventType.attendanceRecorded.code == 1 && EventType.webhookTest.code == 25)
    }
}
