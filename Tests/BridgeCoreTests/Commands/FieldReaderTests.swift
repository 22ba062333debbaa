import BridgeCore
import Testing

@Suite struct FieldReaderTests {
    /// What is said about the fields of `object` when these are asked for.
    private func complaints(
        _ object: JSONObject, prefix: String = "", _ ask: (inout FieldReader) -> Void
    ) -> [String] {
        var fields = FieldReader(object, prefix: prefix)
        ask(&fields)
        do {
            try fields.finish()
            return []
        } catch {
            return error.errors.map { "\($0.field) \($0.message)" }
        }
    }

    @Test("a field that is right is given and not complained about")
    func right() {
        var seen: (String?, Int?, JSONObject?, String?) = (nil, nil, nil, "x")
        let object: JSONObject = ["t": "ä b", "i": -3, "o": ["x": 1], "n": nil]
        #expect(
            complaints(object) { fields in
                seen = (
                    fields.text("t", required: true, maximum: 4), fields.integer("i", in: -3...3),
                    fields.object("o"), fields.text("n", maximum: 1)
                )
            } == [])
        #expect(seen.0 == "ä b" && seen.1 == -3 && seen.2 == ["x": 1] && seen.3 == nil)
    }

    @Test("every complaint names its field and the rule")
    func wrong() {
        let object: JSONObject = [
            "a": 1, "b": "", "c": "äää", "d": "x\ty", "e": "12", "f": 4, "g": 1, "h": [], "i": .number(1.5),
            "zz": 1,
        ]
        let said = complaints(object, prefix: "params.") { fields in
            _ = fields.text("a", maximum: 5)
            _ = fields.text("b", maximum: 5)
            _ = fields.text("c", maximum: 5)
            _ = fields.text("d", maximum: 5)
            _ = fields.integer("e", in: 1...3)
            _ = fields.integer("f", in: 1...3)
            _ = fields.object("g")
            _ = fields.object("h")
            _ = fields.integer("i", in: 1...3)
            _ = fields.text("j", required: true, maximum: 5)
        }
        #expect(
            said == [
                "params.a must be a string, not an integer",
                "params.b must be 1 to 5 bytes long, is 0",
                "params.c must be 1 to 5 bytes long, is 6",
                "params.d must not contain TAB, CR, LF, NUL or another control character: "
                    + "the terminal's line protocol cannot carry it",
                "params.e must be an integer, not a string",
                "params.f must be 1 to 3, is 4",
                "params.g must be an object, not an integer",
                "params.h must be an object, not an array",
                "params.i must be an integer, not a number",
                "params.j is required",
                "params.zz is not known; known are a, b, c, d, e, f, g, h, i, j",
            ])
    }

    @Test("null counts as absent")
    func null() {
        #expect(complaints(["a": nil]) { _ = $0.text("a", required: true, maximum: 5) } == ["a is required"])
        #expect(complaints(["a": nil]) { _ = $0.text("a", maximum: 5) } == [])
    }

    @Test("where nothing is taken, that is said")
    func nothing() {
        #expect(complaints(["a": 1]) { _ in } == ["a is not known; nothing is taken here"])
    }

    @Test("of very many unknown fields only some are named, shortened")
    func many() {
        var object: JSONObject = [:]
        for number in 0..<1000 { object["\(number)" + String(repeating: "x", count: 1000)] = 1 }
        let said = complaints(object) { _ in }
        #expect(said.count == 20)
        #expect(said.allSatisfy { $0.count < 200 })
    }

    @Test("a TAB passes only where it is allowed, other control characters never", arguments: 0..<32)
    func controls(_ code: Int) {
        let text = "x" + String(UnicodeScalar(UInt8(code))) + "y"
        let plain = complaints(["a": .string(text)]) { _ = $0.text("a", maximum: 9) }
        let withTab = complaints(["a": .string(text)]) { _ = $0.text("a", maximum: 9, allowingTab: true) }
        #expect(plain.count == 1)
        #expect(withTab.count == (code == 9 ? 0 : 1))
    }
}
