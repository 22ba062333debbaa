import BridgeCore
import Testing

@Suite struct HeaderRuleTests {
    @Test(
        "a header of the endpoint's own is taken",
        arguments: [
            ("X-Api-Key", "k3y"), ("authorization", "Token abc"), ("Cookie", "a=b; c=d"), ("x", ""),
            ("x_y.z~!#$%&'*+-^`|", "ok"), ("contents", "x"), ("webhook", "x"), ("hosts", "x"),
            (String(repeating: "n", count: 128), String(repeating: "v", count: 4096)),
        ])
    func takes(_ name: String, _ value: String) {
        #expect(HeaderRule.problem(name: name, value: value) == nil)
    }

    @Test(
        "a header that the bridge sets, or that says how the message is framed, is refused in any case",
        arguments: [
            "webhook-id", "Webhook-Signature", "WEBHOOK-TIMESTAMP", "webhook-request-origin", "Content-Type",
            "content-length", "Content-Encoding", "Host", "Transfer-Encoding", "TE", "Trailer", "Connection",
            "Keep-Alive", "Upgrade", "Expect", "Accept-Encoding", "User-Agent", "Proxy-Authorization",
            "Proxy-Connection", "ce-id", "Ce-Source", "HTTP2-Settings", "Date",
        ])
    func reserved(_ name: String) {
        #expect(HeaderRule.isReserved(name))
        #expect(
            HeaderRule.problem(name: name, value: "x")
                == "must not be \(name.lowercased()): the bridge sets it itself")
    }

    @Test(
        "a name that is no token, or a value that would begin another line, is refused",
        arguments: [
            ("", "x"), ("a b", "x"), ("a:", "x"), (" a", "x"), ("a\n", "x"), ("ä", "x"), ("a\u{0}", "x"),
            ("(a)", "x"), (String(repeating: "n", count: 129), "x"), ("a", "b\r\nc: d"), ("a", "b\nc"),
            ("a", "b\rc"), ("a", "b\u{0}"), ("a", "b\u{7f}"), ("a", "ü"), ("a", " b"), ("a", "b "),
            ("a", "b\tc"), ("a", String(repeating: "v", count: 4097)),
        ])
    func refuses(_ name: String, _ value: String) throws {
        let problem = try #require(HeaderRule.problem(name: name, value: value))
        #expect(problem.hasPrefix("must "))
        #expect(value.count < 4 || !problem.contains(value))
    }

    private func fields(_ names: [String], value: String = "x") -> [HeaderField] {
        names.map { HeaderField(name: $0, value: value) }
    }

    @Test("together they are few, short and each there once, and the culprit is named")
    func together() {
        #expect(HeaderRule.problem(fields(["a", "b"])) == nil)
        #expect(HeaderRule.problem(fields((0..<32).map { "h\($0)" })) == nil)
        #expect(HeaderRule.problem(fields((0..<33).map { "h\($0)" }))?.rule == "must be at most 32, are 33")
        #expect(HeaderRule.problem(fields(["a", "B", "A"]))?.name == "A")
        #expect(HeaderRule.problem(fields(["a", "Host"]))?.name == "Host")
        let long = fields(["a", "b", "c"], value: String(repeating: "v", count: 4000))
        #expect(HeaderRule.problem(long)?.rule == "must be at most 8192 bytes together, are 12015")
    }

    @Test("authorization is set by auth or by a header, not by both")
    func authorization() {
        let headers = fields(["Authorization"])
        #expect(HeaderRule.problem(headers) == nil)
        let problem = HeaderRule.problem(headers, auth: .bearer(token: "t"))
        #expect(problem?.name == "Authorization" && problem?.rule.contains("auth") == true)
    }

    @Test(
        "credentials that could not be sent are refused, and not shown",
        arguments: [
            (.basic(user: "user", password: "pass:word ü"), true), (.basic(user: "user", password: ""), true),
            (.bearer(token: "abc.def-ghi=="), true), (.basic(user: "", password: "secret"), false),
            (.basic(user: "us:er", password: "secret"), false),
            (.basic(user: "us\ner", password: "secret"), false),
            (.basic(user: "user", password: "secret\n"), false),
            (.basic(user: "user", password: String(repeating: "secret", count: 200)), false),
            (.bearer(token: ""), false), (.bearer(token: "secret two"), false),
            (.bearer(token: "secret\r\nx: y"), false),
            (.bearer(token: String(repeating: "secret", count: 1000)), false),
        ] as [(EndpointAuth, Bool)])
    func credentials(_ auth: EndpointAuth, _ isTaken: Bool) {
        let problem = HeaderRule.problem(auth)
        #expect((problem == nil) == isTaken)
        #expect(problem?.contains("secret") != true)
    }
}
