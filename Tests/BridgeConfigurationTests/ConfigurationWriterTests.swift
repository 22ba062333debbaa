import BridgeConfiguration
import BridgeCore
import Testing

@Suite struct WrittenConfiguration {
    private static let key = "abk_0123456789012345678901234567890123456789_-A"

    private static let secretsKey = String(repeating: "0123456789abcdef", count: 4)
    private static let oldSecret = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xk"

    private static let text = """
        data_dir: "C:\\\\a \\"b\\" $$HOME $${x}: #y\\u2028\\uFEFF"
        shutdown_grace: 1500ms
        log: { level: debug, format: json }
        device_listener:
          bind: "::"
          port: 0
          tls: { certificate: /etc/tls/chain.pem, private_key: /etc/tls/key.pem }
          max_body: 1000001
          max_connections_per_address: 0
          trusted_proxies: ["fd00::/8", 10.0.0.1]
        api_listener: { bind: 10.1.2.3, idle_timeout: 90s }
        admin: { key: admin-key-of-the-operator }
        secrets_key: "\(secretsKey)"
        devices: { unknown: adopt, adopt_into: "123", default_time_zone: Europe/Berlin }
        delivery: { retry_schedule: [500ms, 120s, 36h], allow_private_networks: [127.0.0.0/8], origin: hooks.example.com }
        retention: { events: 48h, max_backlog_age: 48h, min_free_disk: 0 }
        tenants:
          - id: "123"
            name: "null"
            keys: [{ id: erp, key: \(key), scopes: ["commands:write", "events:read"] }]
            endpoints:
              - { id: main, url: "https://example.com/$$x?a=b&c=d", secret: \(Demonstration.secret) }
              - { id: other, url: http://10.0.0.1/, secret: \(Demonstration.secret), allow_private: true,
                  event_types: ["device.*"], devices: [S1], enabled: false, max_in_flight: 2 }
              - id: third
                name: "5"
                url: https://example.com/
                secret: \(Demonstration.secret)
                previous_secrets: [\(oldSecret)]
                ordering: device
                skip_after: 7
                batch: { max_events: 2, max_wait: 0s }
                rate_limit: 5
                headers: { X-Branch: bra$$nch-12, "~": tilde, "no": nothing, "X-$$": dollar }
                auth: { type: basic, user: "a user", password: "pass $$word" }
                client_certificate: { certificate: "a b.pem", private_key: k.pem }
                retry_schedule: [5s, 60s]
                handshake: true
                max_backlog_age: 24h
              - id: fourth
                url: https://example.com/
                secret: \(Demonstration.secret)
                ordering: device
                auth: { type: bearer, token: bearer-token-0 }
                cloudevents: true
            devices: [{ serial: "0012", name: "- Füße", comm_key: "12345", networks: [10.0.0.0/8, "::1"] }, { serial: S2 }]
          - id: empty
        """

    @Test("secrets are masked")
    func masked() throws {
        let written = ConfigurationWriter.text(of: try read(Self.text).get())
        for secret in [
            "admin-key-of-the-operator", Self.key, Demonstration.secret, "12345", "whsec_", Self.secretsKey,
            "branch-12", "tilde", "nothing\n", "dollar", "a user", "pass $", "bearer-token-0",
        ] {
            #expect(!written.contains(secret))
        }
        #expect(written.contains("key: \"***\""))
        #expect(written.contains("comm_key: \"***\""))
    }

    @Test("with its secrets put back, what was written reads back as the same configuration")
    func roundTrip() throws {
        let configuration = try read(Self.text).get()
        var written = ConfigurationWriter.text(of: configuration)
        for (masked, secret) in [
            ("admin:\n  key: \"***\"", "admin:\n  key: admin-key-of-the-operator"),
            ("        key: \"***\"", "        key: \(Self.key)"),
            ("secret: \"***\"", "secret: \(Demonstration.secret)"),
            ("comm_key: \"***\"", "comm_key: \"12345\""),
            ("secrets_key: \"***\"", "secrets_key: \"\(Self.secretsKey)\""),
            ("previous_secrets: [\"***\"]", "previous_secrets: [\(Self.oldSecret)]"),
            ("X-Branch: \"***\"", "X-Branch: bra$$nch-12"),
            ("\"~\": \"***\"", "\"~\": tilde"),
            ("\"no\": \"***\"", "\"no\": nothing"),
            ("\"X-$$\": \"***\"", "\"X-$$\": dollar"),
            ("user: \"***\"", "user: \"a user\""),
            ("password: \"***\"", "password: \"pass $$word\""),
            ("token: \"***\"", "token: bearer-token-0"),
        ] {
            #expect(written.contains(masked))
            written = written.replacing(masked, with: secret)
        }
        #expect(try read(written).get() == configuration)
    }

    @Test("the defaults read back as the defaults")
    func defaults() throws {
        let written = ConfigurationWriter.text(of: .defaults)
        #expect(try read(written).get() == .defaults)
    }

    @Test("durations and sizes are written in their largest whole unit")
    func units() throws {
        let written = ConfigurationWriter.text(of: try read(Self.text).get())
        for line in [
            "shutdown_grace: 1500ms", "max_body: 1000001", "idle_timeout: 90s", "events: 2d",
            "retry_schedule: [500ms, 2m, 36h]", "dedupe: 400d", "max_header: 16KiB",
        ] {
            #expect(written.contains(line + "\n"))
        }
    }
}
