import BridgeConfiguration
import BridgeCore
import Testing

@Suite struct Tenants {
    /// A tenant with one endpoint; `extra` stands after the endpoint's other keys.
    private func endpoint(_ extra: String, url: String = "https://example.com/") -> String {
        """
        tenants:
          - id: acme
            endpoints:
              - id: main
                url: \(url)
                secret: \(Demonstration.secret)
                \(extra)
        """
    }

    @Test("a tenant is read with everything it has")
    func everything() throws {
        let key = "abk_0123456789012345678901234567890123456789_-A"
        let text = """
            tenants:
              - id: acme
                name: ACME Ltd
                keys: [{ id: erp, key: \(key), scopes: ["events:read"] }, { id: all, key: \(key.dropLast())B }]
                endpoints:
                  - { id: main, url: http://10.0.0.1/x, secret: \(Demonstration.secret), allow_private: true,
                      event_types: ["attendance.*", user.updated], devices: [S1, S2], enabled: false,
                      max_in_flight: 3 }
                devices:
                  - { serial: S1, name: Front door, time_zone: Asia/Jakarta, comm_key: "0123",
                      networks: [192.0.2.0/24, "2001:db8::/32"] }
                  - { serial: 0012 }
            """
        let tenant = try #require(try read(text).get().tenants.first)
        #expect(tenant.name == "ACME Ltd")
        #expect(tenant.keys.map(\.id) == ["erp", "all"])
        #expect(tenant.keys[0].tenant.text == "acme")
        #expect(tenant.keys[0].scopes == [.eventsRead])
        #expect(tenant.keys[0].digest.count == 32)
        #expect(tenant.keys[1].scopes == Set(KeyScope.allCases))
        let endpoint = tenant.endpoints[0]
        #expect("\(endpoint.key)" == "acme/main")
        #expect(endpoint.url.text == "http://10.0.0.1/x")
        #expect(endpoint.secrets.map(\.secret.revealed) == [Demonstration.secret])
        #expect(endpoint.patterns.map(\.text) == ["attendance.*", "user.updated"])
        #expect(endpoint.serials.map { Set($0.map(\.text)) } == ["S1", "S2"])
        #expect(endpoint.allowsPrivate && !endpoint.isEnabled && endpoint.maximumInFlight == 3)
        #expect(tenant.devices.map(\.serial.text) == ["S1", "0012"])
        #expect(tenant.devices[0].zoneName == "Asia/Jakarta" && tenant.devices[0].commKey == "0123")
        #expect(
            tenant.devices[0].networks == [NetworkRange("192.0.2.0/24")!, NetworkRange("2001:db8::/32")!])
        #expect(tenant.devices[1].name == nil && tenant.devices[1].commKey == nil)
        #expect(tenant.devices[1].networks == nil)
    }

    @Test("an endpoint wants everything from every terminal unless it says otherwise")
    func endpointDefaults() throws {
        let endpoint = try #require(try read(endpoint("")).get().tenants.first?.endpoints.first)
        #expect(endpoint.patterns == [.all] && endpoint.serials == nil && endpoint.isEnabled)
        #expect(!endpoint.allowsPrivate && endpoint.maximumInFlight == 16)
    }

    @Test("plain http passes with allow_private or without require_https, and not otherwise")
    func plainHTTP() {
        let url = "http://example.com/"
        #expect(
            errors(endpoint("", url: url)) == [
                "5: tenants[0].endpoints[0].url: must begin with https://; plain http needs "
                    + "allow_private: true on the endpoint"
            ])
        #expect(errors(endpoint("allow_private: true", url: url)) == [])
        #expect(errors(endpoint("", url: url) + "\ndelivery: { require_https: false }") == [])
    }

    @Test(
        "a bad value of an endpoint is refused with its line",
        arguments: [
            (
                "event_types: [attendance.recoded]",
                "event_types[0]: must be \"*\", a family like attendance.* or an event type like "
                    + "attendance.recorded, is \"attendance.recoded\"; did you mean \"attendance.recorded\"?"
            ),
            ("event_types: []", "event_types: must have 1 to 100 entries, has 0"),
            (
                "devices: [\"a b\"]",
                "devices[0]: must be \"*\" or a serial number: 1 to 32 of A-Z a-z 0-9 _ -, is \"a b\""
            ),
            ("max_in_flight: 0", "max_in_flight: must be a whole number from 1 to 10000, is \"0\""),
            ("enabled: maybe", "enabled: must be true or false, is \"maybe\""),
            ("evnt_types: [\"*\"]", "evnt_types: is not known; did you mean \"event_types\"?"),
        ])
    func badEndpoint(line: String, error: String) {
        #expect(errors(endpoint(line)) == ["7: tenants[0].endpoints[0]." + error])
    }

    @Test(
        "what is missing is named where it should stand",
        arguments: [
            ("tenants:\n  -\n", ["2: tenants[0]: must be a mapping (key: value), not nothing"]),
            ("tenants:\n  - name: x\n", ["2: tenants[0].id: is required"]),
            (
                "tenants:\n  - { id: a, devices: [{ name: x }] }",
                ["2: tenants[0].devices[0].serial: is required"]
            ),
            (
                "tenants:\n  - id: a\n    endpoints:\n      - id:\n",
                [
                    "4: tenants[0].endpoints[0].id: is required",
                    "4: tenants[0].endpoints[0].url: is required",
                    "4: tenants[0].endpoints[0].secret: is required",
                ]
            ),
            ("tenants: { id: a }", ["1: tenants: must be a list, not a mapping"]),
            (
                "tenants: [a]",
                [
                    "1: tenants[0]: must be a mapping (key: value), not a single value",
                    "1: tenants[0].id: is required",
                ]
            ),
        ])
    func missing(text: String, expected: [String]) {
        #expect(errors(text) == expected)
    }

    @Test(
        "a bad secret is refused and never shown, wherever it was put",
        arguments: [
            "admin: { key: hunter2 }",
            "admin: { key: \"hunter2 hunter2 hunter2\" }",
            "tenants: [{ id: a, endpoints: [{ id: e, url: https://x.example/, secret: whsec_hunter2 }] }]",
            "tenants: [{ id: a, endpoints: [{ id: e, url: https://u:hunter2@x.example/, secret: x }] }]",
            "tenants: [{ id: a, endpoints: [{ id: e, url: \"ftp://x.example/?token=hunter2\", secret: x }] }]",
            "tenants: [{ id: a, keys: [{ id: k, key: abk_hunter2 }] }]",
            "tenants: [{ id: a, devices: [{ serial: S, comm_key: \"hunter2 x\" }] }]",
            "tenants: [{ id: whsec_hunter2= }]",
            "admin: { abk_hunter2 }",
            "tenants: [{ id: a, keys: [{ id: \"abk_hunter2=\", key: x }] }]",
        ])
    func secretsStayHidden(text: String) {
        let found = errors(text)
        #expect(!found.isEmpty)
        #expect(!found.joined().contains("hunter2"))
    }
}
