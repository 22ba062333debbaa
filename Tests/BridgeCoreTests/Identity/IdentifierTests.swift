import BridgeCore
import Testing

@Suite struct IdentifierTests {
    @Test(
        "what a terminal or an owner may be called is taken as it is", arguments: ["A", "a-b_C9", "-", "0"])
    func takes(_ text: String) {
        #expect(SerialNumber(text)?.text == text)
        #expect(TenantID(text)?.text == text)
        #expect(EndpointID(text)?.text == text)
    }

    @Test(
        "anything else is refused, not mended",
        arguments: ["", " a", "a ", "a b", "a.b", "a/b", "ä", "a\n", "a\u{0}", "a:b", "１"])
    func refuses(_ text: String) {
        #expect(SerialNumber(text) == nil)
        #expect(TenantID(text) == nil)
        #expect(EndpointID(text) == nil)
    }

    @Test("serials have up to 32 characters, tenants and endpoints up to 64")
    func lengths() {
        let text = String(repeating: "x", count: 64)
        #expect(SerialNumber(text.prefix(32)) != nil)
        #expect(SerialNumber(text.prefix(33)) == nil)
        #expect(TenantID(text) != nil && EndpointID(text) != nil)
        #expect(TenantID(text + "x") == nil && EndpointID(text + "x") == nil)
    }

    @Test(
        "a command number is read only as it is written",
        arguments: [
            ("cmd_1", 1), ("cmd_1795136523456", 1_795_136_523_456), ("cmd_0", nil), ("cmd_01", nil),
            ("cmd_-1", nil), ("cmd_+1", nil), ("cmd_", nil), ("1", nil), ("cmd_1 ", nil),
            ("cmd_9223372036854775808", nil), ("CMD_1", nil),
        ] as [(String, Int64?)])
    func commandNumber(_ text: String, _ value: Int64?) {
        #expect(CommandNumber(text)?.value == value)
        if let value { #expect(CommandNumber(value).description == text) }
    }
}
