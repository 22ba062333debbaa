import BridgeCore
import Testing

@Suite struct WebhookURLTests {
    @Test(
        "the address in place of a host's name is known, however it is written, and the port",
        arguments: [
            ("https://127.0.0.1/", "127.0.0.1", 443), ("http://127.1:81/", "127.0.0.1", 81),
            ("https://0x7f000001/", "127.0.0.1", 443), ("https://2130706433:8443/", "127.0.0.1", 8443),
            ("https://10.0.0.1./", "10.0.0.1", 443), ("https://[::1]:444/", "::1", 444),
            ("https://[::ffff:10.0.0.1]/", "::ffff:10.0.0.1", 443), ("http://example.com/", nil, 80),
            ("https://10.example/", nil, 443), ("https://1.2.3.4.5/", nil, 443),
        ] as [(String, String?, UInt16)])
    func literalAddress(text: String, address: String?, port: UInt16) throws {
        let url = try WebhookURL(text, allowingPlain: true)
        #expect(url.address?.description == address)
        #expect(url.port == port)
    }

    @Test(
        "an absolute https address is taken as it is written",
        arguments: [
            "https://example.com", "https://example.com/", "HTTPS://Example.com/a%20b?c=d&e[]=f",
            "https://example.com:8443/x", "https://192.0.2.1/", "https://[2001:db8::1]:443/hooks",
            "https://xn--bcher-kva.example/", "https://example.com/" + String(repeating: "x", count: 2028),
        ])
    func takes(_ text: String) throws {
        let url = try WebhookURL(text, allowingPlain: false)
        #expect(url.text == text)
        #expect(url.isSecure)
    }

    @Test("plain http is taken only where it is allowed")
    func plain() throws {
        let url = try WebhookURL("http://127.0.0.1:9000/", allowingPlain: true)
        #expect(!url.isSecure)
        let error = #expect(throws: WebhookURL.Invalid.self) {
            try WebhookURL("http://127.0.0.1:9000/", allowingPlain: false)
        }
        #expect(
            error?.rule == "must begin with https://; plain http needs allow_private: true on the endpoint")
    }

    @Test(
        "another address is refused, whatever is allowed, and the rule is named",
        arguments: [
            ("", "1 to 2048 bytes"),
            ("https://example.com/" + String(repeating: "x", count: 3000), "is 3020"),
            ("https://example.com/a b", "without spaces"), (" https://example.com/", "without spaces"),
            ("https://bücher.example/", "printable ASCII"), ("https://example.com/\n", "printable ASCII"),
            ("https://example.com/\u{0}", "printable ASCII"), ("ftp://example.com/", "not ftp:"),
            ("file:///etc/passwd", "not file:"), ("javascript:alert(1)", "not javascript:"),
            ("example.com/hooks", "absolute address"), ("//example.com/", "absolute address"),
            ("/hooks", "absolute address"), ("https://", "host"), ("https:///hooks", "host"),
            ("https://:443/", "host"),
            ("https:example.com", "host"), ("https://user@example.com/", "user name"),
            ("https://user:pass@example.com/", "user name"), ("https://@example.com/", "user name"),
            ("https://example.com:0/", "port"), ("https://example.com:65536/", "port"),
            ("https://example.com/#top", "#fragment"), ("https://example.com/#", "#fragment"),
        ])
    func refuses(_ text: String, _ words: String) {
        let error = #expect(throws: WebhookURL.Invalid.self) { try WebhookURL(text, allowingPlain: true) }
        #expect(error?.rule.contains(words) == true, "\(error?.rule ?? "taken")")
    }

    @Test(
        "an address that another reader could take for another host is refused",
        arguments: [
            #"https://example.com\@evil.example/"#, "https://exa<mple.com/", "https://exa|mple.com/",
            "https://%31%32%37.0.0.1/", "https://example.com:80a/", "https://[::1/", "https://[::1%25eth0]/",
            "https://a:b:c/", "https://example.com%00.evil.example/", "https://example.com%2f.evil.example/",
        ])
    func refusesTricks(_ text: String) {
        #expect(throws: WebhookURL.Invalid.self) { try WebhookURL(text, allowingPlain: true) }
    }
}
