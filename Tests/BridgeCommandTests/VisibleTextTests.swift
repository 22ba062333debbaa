import Testing

@testable import BridgeCommand

@Suite struct VisibleTexts {
    @Test(
        "what would steer a terminal is shown, and everything people write stays",
        arguments: [
            ("Ann", "Ann"), ("\u{1b}]0;owned\u{7}", "\\u{1b}]0;owned\\u{7}"), ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{7f}\u{9b}31m", "\\u{7f}\\u{9b}31m"), ("\u{0}", "\\u{0}"), ("a\u{202e}b", "a\\u{202e}b"),
            ("王秀英 अर्जुन Füße", "王秀英 अर्जुन Füße"), ("e\r\nf", "e\\r\\nf"),
        ])
    func escaping(text: String, expected: String) {
        #expect(VisibleText.of(text) == expected)
    }
}
