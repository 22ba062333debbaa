import Crypto
import Testing

@Suite struct Base64Tests {
    @Test(
        "bytes are written and read back (RFC 4648 section 10)",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(_ text: String, _ encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
        let bare = encoded.replacing("=", with: "")
        #expect(Base64.decode(bare, forgiving: true) == Array(text.utf8))
        #expect(Base64.decode(bare) == (bare == encoded ? Array(text.utf8) : nil))
    }

    @Test("every byte in every place comes back", arguments: 0..<5)
    func roundTrip(_ offset: Int) {
        let bytes = Array(repeating: UInt8(7), count: offset) + Array(0...255)
        #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }

    @Test(
        "what no encoder writes is refused",
        arguments: [
            "Z", "Zm9vY", "Zg=", "Zg===", "=", "==", "====", "Z===", "Zg==Zg==", "Zm=v", "Zm9v\n", " Zm9v",
            "Zm9v ",
            "Zm 9v", "Zm9-", "Zm9_", "Zm9é", "Zm9v\u{0}", "Zm9vYg==\n", "Zm8=====",
        ])
    func refuses(_ text: String) {
        #expect(Base64.decode(text) == nil)
        #expect(Base64.decode(text, forgiving: true) == nil)
    }

    @Test(
        "padding that is missing and bits that stand for nothing are forgiven to people only",
        arguments: ["Zg", "Zh", "Zh==", "Zm9vYmF=", "Zm9vYmF"])
    func forgives(_ text: String) {
        #expect(Base64.decode(text) == nil)
        #expect(Base64.decode(text, forgiving: true) == Array((text.count < 5 ? "f" : "fooba").utf8))
    }

    @Test("the URL-safe form has no plus, slash or padding")
    func urlSafe() {
        #expect(Base64.encode([0xfb, 0xff, 0xfe, 0xff]) == "+//+/w==")
        #expect(Base64.encodeURLSafe([0xfb, 0xff, 0xfe, 0xff]) == "-__-_w")
        #expect(Base64.encodeURLSafe(Array(repeating: 0, count: 32)).count == 43)
    }
}
