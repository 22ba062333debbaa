import BridgeCore
import Testing

@testable import BridgeCommand

@Suite struct LogLines {
    private let now = Instant(milliseconds: 1_795_136_523_456)

    @Test(
        "a value is quoted exactly when it could be misread",
        arguments: [
            ("delivered", "delivered"), ("", "\"\""), ("a b", "\"a b\""), ("a=b", "\"a=b\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""), ("a\\b", "\"a\\\\b\""), ("a\nb\r\t", "\"a\\nb\\r\\t\""),
            ("\u{1b}[31m", "\"\\u{1b}[31m\""), ("\u{85}\u{2028}\u{202e}", "\"\\u{85}\\u{2028}\\u{202e}\""),
            ("Füße", "\"Füße\""), ("\u{0}", "\"\\u{0}\""), ("a\r\nINFO b", "\"a\\r\\nINFO b\""),
        ])
    func quoting(value: String, expected: String) {
        let line = LogLine.text(at: now, .info, "delivery.attempted", [("outcome", value)])
        #expect(line == "2026-11-20T01:02:03.456Z INFO delivery.attempted outcome=\(expected)\n")
    }

    @Test("a JSON line is one line, whatever a value holds")
    func json() {
        let line = LogLine.json(at: now, .warning, "x.y", [("a", "1\n2"), ("b", "\"")])
        #expect(
            line == "{\"time\":\"2026-11-20T01:02:03.456Z\",\"level\":\"warning\",\"event\":\"x.y\","
                + "\"a\":\"1\\n2\",\"b\":\"\\\"\"}\n")
        #expect(line.filter { $0 == "\n" }.count == 1)
    }

    @Test("a long value is cut, also in the middle of a character")
    func long() {
        let line = LogLine.text(at: now, .info, "x", [("v", String(repeating: "ü", count: 10_000))])
        #expect(line.utf8.count < 1200)
    }
}
