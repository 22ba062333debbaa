import BridgeCore
import Testing

@Suite("Where a page comes from")
struct WebOriginTests {
    @Test(
        "is scheme, host and a port that does not go without saying, in lower case",
        arguments: [
            ("https://portal.example", "https://portal.example"),
            ("HTTPS://Portal.Example:8443", "https://portal.example:8443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://portal.example:443", "http://portal.example:443"),
            ("https://192.0.2.7", "https://192.0.2.7"),
            ("https://[2001:db8::7]:8443", "https://[2001:db8::7]:8443"),
        ])
    func origin(text: String, told: String) {
        #expect(WebOrigin(text)?.text == told)
    }

    @Test(
        "is nothing that no browser would send",
        arguments: [
            "", "*", "null", "portal.example", "//portal.example", "ftp://portal.example", "https://",
            "https:///", "https://portal.example/", "https://portal.example/app", "https://portal.example?x",
            "https://portal.example#x", "https://user@portal.example", "https://portal.example:",
            "https://portal.example:443", "http://portal.example:80", "https://portal.example:99999",
            "https://portal.example https://other.example", "https://p%6frtal.example",
            "https://pörtal.example",
            "https://*.portal.example",
        ])
    func noOrigin(text: String) {
        #expect(WebOrigin(text) == nil)
    }
}
