import BridgeCore
import Testing

@Suite struct JSONReaderTests {
    @Test(
        "valid JSON is read",
        arguments: [
            ("null", .null), (" true ", true), ("[]", []), ("{}", [:]), ("-0", 0), ("1e2", .number(100)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("0.5", .number(0.5)),
            (#""aé€😀""#, "aé€😀"), (#""\u00e9\ud83d\ude00\n\/""#, "é😀\n/"),
            (#"{"b":[1,{"a":null}],"a":false}"#, ["b": [1, ["a": nil]], "a": false]),
        ] as [(String, JSON)])
    func reads(_ text: String, _ expected: JSON) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == expected)
    }

    @Test("members keep their order")
    func order() throws {
        let text = #"{"z":1,"a":2,"m":3}"#
        #expect(try JSONReader.read(Array(text.utf8)).text == text)
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "01", "+1", ".5", "1.", "NaN",
            "Infinity", "tru",
            "[1] 2", "{} {}", "// x\n1", "\"\t\"", "\"\\x\"", "\"\\ud800\"", "\"\\udc00\"",
            "\"a",
            "99999999999999999999", "1e999", #"{"a":1,"a":2}"#, #"{"a":1,"\u0061":2}"#, "\u{feff}{}",
        ])
    func refuses(_ text: String) {
        #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test(
        "invalid UTF-8 is refused",
        arguments: [
            [0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82],
        ] as [[UInt8]])
    func refusesBytes(_ bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONReader.read([0x22] + bytes + [0x22]) }
        #expect(throws: JSONError.self) { try JSONReader.read([0]) }
    }

    @Test("an error says where and what")
    func explains() {
        let duplicate = #expect(throws: JSONError.self) {
            try JSONReader.read(Array("{\"a\":1,\n \"a\":2}".utf8))
        }
        #expect(duplicate?.message.contains("duplicate") == true)
        #expect(duplicate?.line == 2)
        let empty = #expect(throws: JSONError.self) { try JSONReader.read([]) }
        #expect(empty?.message == "the body is empty")
        #expect(empty?.line == 1 && empty?.column == 1)
    }

    @Test(
        "an error shows nothing of the text",
        arguments: [
            ("{\"a\": SECRET}", "invalid token", 1), ("{\"SECRET\" 1}", "':' expected", 1),
            ("{\"SECRET\":1,\n\"SECRET\":2}", "duplicate object key", 2),
            ("[1,\n9223372036854775808]", "numbers must fit 64 bits", 2),
            ("-9223372036854775809", "numbers must fit 64 bits", 1),
            ("1e999", "numbers must fit 64 bits", 1),
            ("\"SECRET\u{1}\"", "control characters in strings must be escaped", 1),
            ("\"\\udc00\"", "an escaped surrogate must be one of a pair", 1),
            ("\"SECRET near ' near x\" y", "end of file expected", 1),
        ])
    func quotesNothing(text: String, message: String, line: Int) {
        let error = #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) }
        #expect(error?.message == message)
        #expect(error?.line == line)
    }

    @Test(
        "of a number that is too large the member is told",
        arguments: [
            (#"{"a":1,"b":99999999999999999999}"#, "b"), (#"{"a":{"b":1e999},"c":1}"#, "a.b"),
            (#"{"a":["}",{"b":[1,-99999999999999999999,3]}]}"#, "a[1].b[1]"), ("[0, 1e999 ]", "[1]"),
            (#"{"a\"{":"\"","b,":99999999999999999999"#, "b,"), ("1e999", nil), (#"{"a" 1}"#, nil),
        ] as [(String, String?)])
    func numbers(text: String, field: String?) {
        let error = #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) }
        #expect(error?.field == field)
    }

    @Test("32 levels are read, 33 refused, brackets in texts not counted")
    func depth() throws {
        func nested(_ levels: Int) -> [UInt8] {
            Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        }
        #expect(throws: Never.self) { try JSONReader.read(nested(32)) }
        let error = #expect(throws: JSONError.self) { try JSONReader.read(nested(33)) }
        #expect(error?.message == "more than 32 levels of nesting")
        #expect(error?.column == 33)
        #expect(throws: JSONError.self) { try JSONReader.read(nested(1_000_000)) }
        let text = "\"" + String(repeating: "[", count: 100) + "\\\"{{{{\""
        #expect(throws: Never.self) { try JSONReader.read(Array(text.utf8)) }
    }
}
