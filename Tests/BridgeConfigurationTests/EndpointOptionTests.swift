import BridgeConfiguration
import BridgeCore
import Testing

@Suite struct EndpointOptionsOfTheFile {
    /// A tenant with one endpoint; `extra` begins in line 7.
    private func file(_ extra: String, url: String = "https://example.com/") -> String {
        """
        tenants:
          - id: acme
            endpoints:
              - id: main
                url: \(url)
                secret: \(Demonstration.secret)

        """ + extra.split(separator: "\n").map { "        \($0)\n" }.joined()
    }

    private func endpoint(_ extra: String) throws -> WebhookEndpoint {
        try #require(try read(file(extra)).get().tenants.first?.endpoints.first)
    }

    private func options(_ extra: String) throws -> EndpointOptions { try endpoint(extra).options }

    @Test(
        "an option that is absent or empty is as if nobody had thought of it",
        arguments: [
            "", "ordering:", "skip_after:", "batch:", "rate_limit:", "headers:", "headers: {}", "auth:",
            "client_certificate:", "client_certificate: { certificate: , private_key: }", "retry_schedule:",
            "cloudevents:", "handshake:", "max_backlog_age:", "name:", "previous_secrets:",
            "previous_secrets: []", "ordering: none",
        ])
    func absent(line: String) throws {
        let endpoint = try endpoint(line)
        #expect(endpoint.options == EndpointOptions())
        #expect(endpoint.name == nil && endpoint.secrets.count == 1)
        #expect(try read(file(line)).get().clientCertificates.isEmpty)
    }

    @Test(
        "ordering is read with how long an event may hold back its terminal",
        arguments: [
            ("ordering: device", DeliveryOrdering.device(.block)),
            ("ordering: device\nskip_after: 1", .device(.skip(after: 1))),
            ("skip_after: 1000\nordering: device", .device(.skip(after: 1000))),
        ])
    func ordering(lines: String, expected: DeliveryOrdering) throws {
        #expect(try options(lines).ordering == expected)
    }

    @Test(
        "a batch takes 100 events and a second unless it says otherwise",
        arguments: [
            ("batch: {}", 100, Duration.seconds(1)), ("batch: { max_events: 2 }", 2, .seconds(1)),
            ("batch: { max_events: 1000, max_wait: 5m }", 1000, .seconds(300)),
            ("batch:\n  max_wait: 0s", 100, .zero),
        ])
    func batch(lines: String, events: Int, wait: Duration) throws {
        #expect(try options(lines).batch == BatchRule(maximumEvents: events, maximumWait: wait))
    }

    @Test("headers are read in their order, values as text and with the environment's variables")
    func headers() throws {
        let lines =
            "headers:\n  X-B: 5\n  x-a: \"a ${V}\"\n  Authorization: Token x\n  \"!#$%&'*+-.^_`|~\": z"
        let configuration = try read(file(lines), ["V": "b: c"]).get()
        #expect(
            configuration.tenants[0].endpoints[0].options.headers == [
                HeaderField(name: "X-B", value: "5"), HeaderField(name: "x-a", value: "a b: c"),
                HeaderField(name: "Authorization", value: "Token x"),
                HeaderField(name: "!#$%&'*+-.^_`|~", value: "z"),
            ])
    }

    @Test(
        "credentials are read",
        arguments: [
            (
                "auth: { type: basic, user: a b, password: \"p:ä\" }",
                EndpointAuth.basic(user: "a b", password: "p:ä")
            ),
            ("auth: { type: basic, user: token, password: \"\" }", .basic(user: "token", password: "")),
            ("auth:\n  type: bearer\n  token: abc.DEF-~+/==", .bearer(token: "abc.DEF-~+/==")),
        ])
    func auth(lines: String, expected: EndpointAuth) throws {
        #expect(try options(lines).auth == expected)
    }

    @Test("the rest is read too")
    func others() throws {
        let options = try options(
            "rate_limit: 100000\nretry_schedule: [1ms, 7d]\ncloudevents: true\nhandshake: true\n"
                + "max_backlog_age: 3650d")
        #expect(options.rateLimit == 100_000)
        #expect(options.retrySchedule == [.milliseconds(1), .seconds(7 * 86400)])
        #expect(options.addsCloudEventHeaders && options.wantsHandshake)
        #expect(options.maximumBacklogAge == .seconds(3650 * 86400))
        #expect(try endpoint("name: Payroll (old)").name == "Payroll (old)")
    }

    @Test("a client certificate's files are kept apart, for whoever may open them")
    func clientCertificate() throws {
        let configuration = try read(
            file("client_certificate: { certificate: c.pem, private_key: k.pem }")
        ).get()
        let key = configuration.tenants[0].endpoints[0].key
        #expect(configuration.clientCertificates.keys.map { "\($0)" } == ["acme/main"])
        #expect(configuration.clientCertificates[key]?.certificate == "c.pem")
        #expect(configuration.clientCertificates[key]?.privateKey == "k.pem")
        #expect(configuration.tenants[0].endpoints[0].options.clientCertificate == nil)
    }

    @Test("previous secrets sign as well, after the endpoint's own")
    func previousSecrets() throws {
        let old = (1...9).map { "whsec_" + String(repeating: "QUF\($0)", count: 10) }
        let endpoint = try endpoint("previous_secrets: [\(old.joined(separator: ", "))]")
        #expect(endpoint.secrets.map(\.secret.revealed) == [Demonstration.secret] + old)
        #expect(endpoint.secrets.allSatisfy { $0.expiresAt == nil })
    }

    @Test(
        "a bad option is refused with its line, its path and its rule",
        arguments: [
            (
                "ordering: devices",
                "7: ordering: must be one of none, device, is \"devices\"; did you mean \"device\"?"
            ),
            ("ordering: [device]", "7: ordering: must be a single value, not a list"),
            ("skip_after: 3", "7: skip_after: is for ordering: device only"),
            ("ordering: none\nskip_after: 3", "8: skip_after: is for ordering: device only"),
            (
                "ordering: device\nskip_after: 0",
                "8: skip_after: must be a whole number from 1 to 1000, is \"0\""
            ),
            (
                "ordering: device\nskip_after: never",
                "8: skip_after: must be a whole number from 1 to 1000, is \"never\""
            ),
            ("batch: 100", "7: batch: must be a mapping (key: value), not a single value"),
            (
                "batch: { max_events: 1 }",
                "7: batch.max_events: must be a whole number from 2 to 1000, is \"1\""
            ),
            (
                "batch:\n  max_events: 1001",
                "8: batch.max_events: must be a whole number from 2 to 1000, is \"1001\""
            ),
            ("batch: { max_wait: 301s }", "7: batch.max_wait: must be 0s to 5m, is \"301s\""),
            (
                "batch: { max_wait: 1 }",
                "7: batch.max_wait: must be a duration like 500ms, 15s, 5m, 24h or 30d, is \"1\""
            ),
            (
                "batch: { max_event: 5 }",
                "7: batch.max_event: is not known; did you mean \"max_events\"?"
            ),
            ("rate_limit: 0", "7: rate_limit: must be a whole number from 1 to 100000, is \"0\""),
            ("rate_limit: 100001", "7: rate_limit: must be a whole number from 1 to 100000, is \"100001\""),
            ("rate_limit: 1/s", "7: rate_limit: must be a whole number from 1 to 100000, is \"1/s\""),
            ("rate_limits: 5", "7: rate_limits: is not known; did you mean \"rate_limit\"?"),
            ("headers: [X-A]", "7: headers: must be a mapping (key: value), not a list"),
            ("headers:\n  X-A:", "8: headers.X-A: must be a single value, not nothing"),
            ("headers:\n  X-A: [b]", "8: headers.X-A: must be a single value, not a list"),
            (
                "headers:\n  X-A: hunter2\n  x-a: hunter3",
                "9: headers.x-a: must be set only once; upper and lower case are the same header"
            ),
            (
                "auth: { type: bearer, token: t }\nheaders:\n  AUTHORIZATION: x",
                "9: headers.AUTHORIZATION: must not be set beside auth, which writes this header itself"
            ),
            ("auth: hunter2", "7: auth: must be a mapping (key: value), not a single value"),
            ("auth: {}", "7: auth.type: is required"),
            ("auth: { type: digest }", "7: auth.type: must be one of basic, bearer, is \"digest\""),
            (
                "auth:\n  type: basic\n  user: u",
                "8: auth.password: is required where type is basic"
            ),
            (
                "auth:\n  type: basic\n  user: hunter2:x\n  password: p",
                "9: auth.user: must be 1 to 256 bytes without colons and control characters"
            ),
            (
                "auth:\n  type: basic\n  user: u\n  password: \"hunter2\\n\"",
                "10: auth.password: must be 0 to 1024 bytes without control characters"
            ),
            (
                "auth: { type: bearer, token: \"hunter2 hunter2\" }",
                "7: auth.token: must be 1 to 4096 printable ASCII characters without spaces"
            ),
            ("auth:\n  type: bearer", "8: auth.token: is required where type is bearer"),
            (
                "auth:\n  type: bearer\n  token: t\n  user: hunter2",
                "10: auth.user: must not be set where type is bearer"
            ),
            (
                "auth: { type: bearer, token: t, tokn: hunter2 }",
                "7: auth.tokn: is not known; did you mean \"token\"?"
            ),
            (
                "client_certificate:\n  certificate: c.pem",
                "8: client_certificate.private_key: is required where certificate is set"
            ),
            (
                "client_certificate: c.pem",
                "7: client_certificate: must be a mapping (key: value), not a single value"
            ),
            (
                "client_certificate: { certificate: c.pem, private_key: k.pem, key: k.pem }",
                "7: client_certificate.key: is not known; known here are certificate, private_key"
            ),
            ("retry_schedule: []", "7: retry_schedule: must have 1 to 64 entries, has 0"),
            ("retry_schedule: 5s", "7: retry_schedule: must be a list, not a single value"),
            ("retry_schedule: [5s, 8d]", "7: retry_schedule[1]: must be 1ms to 7d, is \"8d\""),
            ("cloudevents: 1.0", "7: cloudevents: must be true or false, is \"1.0\""),
            (
                "headers:\n"
                    + ["a", "b", "c"].map { "  \($0): \(String(repeating: $0, count: 3000))\n" }.joined(),
                "7: headers: must be at most 8192 bytes together: receivers take no more"
            ),
            ("handshake: yes", "7: handshake: must be true or false, is \"yes\""),
            ("max_backlog_age: 0s", "7: max_backlog_age: must be 1s to 3650d, is \"0s\""),
            (
                "max_backlog_age: never",
                "7: max_backlog_age: must be a duration like 500ms, 15s, 5m, 24h or 30d, is \"never\""
            ),
            (
                "name: \"a\\nb\"",
                "7: name: must be 1 to 200 bytes without control characters, is \"a\\u{a}b\""
            ),
            ("previous_secrets: whsec_x", "7: previous_secrets: must be a list, not a single value"),
        ])
    func refused(lines: String, error: String) {
        let parts = error.split(separator: " ", maxSplits: 1)
        let found = errors(file(lines))
        #expect(found == ["\(parts[0]) tenants[0].endpoints[0].\(parts[1])"])
        #expect(!found.joined().contains("hunter2"))
    }

    @Test("a header the bridge writes itself, or that is none, is refused without its value")
    func badHeaders() {
        for name in ["webhook-id", "Content-Type", "ce-type", "Host", "a b", "\"\"", "Ä", "x@y"] {
            let found = errors(file("headers: { \(name): hunter2 }"))
            #expect(found.count == 1, "\(name)")
            #expect(!found.joined().contains("hunter2"), "\(name)")
        }
        #expect(errors(file("headers: { X-A: \" hunter2\" }")).count == 1)
    }

    @Test("20 headers are read and 21 are refused")
    func manyHeaders() throws {
        func headers(_ count: Int) -> String {
            "headers:\n" + (1...count).map { "  X-\($0): v\n" }.joined()
        }
        #expect(try options(headers(20)).headers.count == 20)
        #expect(
            errors(file(headers(21))) == [
                "8: tenants[0].endpoints[0].headers: must have 0 to 20 entries, has 21"
            ])
    }

    @Test("a client certificate needs an https address")
    func certificateOverPlainHTTP() {
        let lines = "allow_private: true\nclient_certificate:\n  certificate: c.pem\n  private_key: k.pem"
        #expect(
            errors(file(lines, url: "http://10.0.0.1/")) == [
                "8: tenants[0].endpoints[0].client_certificate: needs an https:// url: plain http has nobody "
                    + "to show it to"
            ])
    }

    @Test("a previous secret that is bad, one too many or there already is refused and never shown")
    func badPreviousSecrets() {
        let path = "7: tenants[0].endpoints[0].previous_secrets"
        let other = "whsec_" + String(repeating: "QUFB", count: 10)
        #expect(
            errors(file("previous_secrets: [\(other), whsec_hunter2]"))
                .map { $0.replacing(SigningSecret.rule, with: "RULE") } == ["\(path)[1]: must be RULE"])
        for twice in [[Demonstration.secret], [other, other]] {
            #expect(
                errors(file("previous_secrets: [\(twice.joined(separator: ", "))]")) == [
                    "\(path): must have none of the endpoint's secrets twice"
                ])
        }
        let ten = (0...9).map { "whsec_" + String(repeating: "QUF\($0)", count: 10) }
        #expect(
            errors(file("previous_secrets: [\(ten.joined(separator: ", "))]")) == [
                "\(path): must have 0 to 9 entries, has 10"
            ])
    }
}
