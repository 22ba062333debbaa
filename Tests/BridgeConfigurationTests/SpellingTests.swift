import BridgeConfiguration
import BridgeCore
import Testing

@Suite struct SpellingGuesses {
    private static let words = ["level", "max_body", "max_header", "retry_schedule", "id"]

    @Test(
        "the nearest word is guessed if it is near enough",
        arguments: [
            ("levle", "level"), ("Level", "level"), ("maxBody", "max_body"), ("max_boby", "max_body"),
            ("retry_shedules", "retry_schedule"), ("ids", "id"), ("port", nil), ("", nil), ("x", nil),
            (String(repeating: "x", count: 5000), nil),
        ] as [(String, String?)])
    func nearest(word: String, expected: String?) {
        #expect(Spelling.nearest(to: word, among: Self.words) == expected)
    }

    @Test("a duration is read and written in every unit", arguments: ["500ms", "15s", "5m", "24h", "30d"])
    func durations(text: String) throws {
        let duration = try #require(DurationText.parse(text))
        // 24 hours are a day.
        #expect(DurationText.text(of: duration) == (text == "24h" ? "1d" : text))
    }

    @Test(
        "what is no duration is refused",
        arguments: ["", "5", "s", "5 s", "5S", "+5s", "5sec", "1234567890s", "0x5s"])
    func noDuration(text: String) {
        #expect(DurationText.parse(text) == nil)
    }
}
