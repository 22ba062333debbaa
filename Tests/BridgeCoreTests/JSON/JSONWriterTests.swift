import BridgeCore
import Testing

@Suite struct JSONWriterTests {
    @Test(
        "a text is escaped where JSON asks for it and nowhere else",
        arguments: [
            ("", #""""#), ("plain", #""plain""#), ("a\"b\\c/", #""a\"b\\c/""#), ("\n\r\t", #""\n\r\t""#),
            ("\u{0}\u{1}\u{8}\u{1f}", #""\u0000\u0001\u0008\u001f""#), ("\u{7f}", "\"\u{7f}\""),
            ("é€😀\u{2028}", "\"é€😀\u{2028}\""), ("é\n😀", "\"é\\n😀\""),
        ])
    func escapes(_ text: String, _ expected: String) throws {
        #expect(JSON.string(text).text == expected)
        if !text.contains("\u{0}") { #expect(try JSONReader.read(Array(expected.utf8)) == .string(text)) }
    }

    @Test(
        "a number is written as JSON writes it",
        arguments: [
            (.integer(.min), "-9223372036854775808"), (.integer(0), "0"), (.number(36.5), "36.5"),
            (.number(-0.1), "-0.1"), (.number(1e300), "1e+300"), (.number(.nan), "null"),
            (.number(.infinity), "null"),
            (.number(-.infinity), "null"),
        ] as [(JSON, String)])
    func numbers(_ value: JSON, _ expected: String) throws {
        #expect(value.text == expected)
        #expect(throws: Never.self) { try JSONReader.read(Array(expected.utf8)) }
    }

    @Test("commas stand between members and elements, however they are nested")
    func commas() {
        let value: JSON = ["a": [], "b": [1, [], [:], ["c": nil]], "d": [:], "e\"": true, "f": false]
        #expect(value.text == #"{"a":[],"b":[1,[],{},{"c":null}],"d":{},"e\"":true,"f":false}"#)
    }

    @Test("an object begun elsewhere is continued with a comma")
    func continues() {
        var writer = JSONWriter()
        writer.continueObject()
        writer.key("b")
        writer.integer(2)
        writer.key(named: "c")
        writer.string(String?.none)
        writer.key("d")
        writer.integer(Int?.none)
        writer.endObject()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #","b":2,"c":null,"d":null}"#)
    }

    @Test("setting a member replaces it in its place, setting nil removes it")
    func members() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["a"] = 9
        object["b"] = nil
        object["x"] = nil
        object["d"] = 4
        #expect(object.names == ["a", "c", "d"])
        #expect(object == ["a": 9, "c": 3, "d": 4])
        #expect(object != ["c": 3, "a": 9, "d": 4])
    }
}
