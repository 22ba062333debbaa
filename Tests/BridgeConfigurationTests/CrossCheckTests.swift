import BridgeConfiguration
import Testing

@Suite struct CrossChecks {
    @Test(
        "two listeners on the same address and port are refused",
        arguments: [
            (
                "device_listener: { bind: 127.0.0.1, port: 9 }\napi_listener: { bind: 127.0.0.1, port: 9 }",
                "2: api_listener.port: must not be the port of device_listener as well, is 9"
            ),
            (
                "api_listener:\n  bind: 10.0.0.1\n  port: 8081",
                "3: api_listener.port: must not be the port of device_listener as well, is 8081"
            ),
            (
                "device_listener:\n  bind: \"::\"\n  port: 8080",
                "3: device_listener.port: must not be the port of api_listener (the default) as well, is 8080"
            ),
            (
                "device_listener: { bind: 127.0.0.1, port: 7 }\napi_listener:\n  bind: \"::\"\n  port: 7",
                "4: api_listener.port: must not be the port of device_listener as well, is 7"
            ),
        ])
    func portClash(text: String, error: String) {
        #expect(errors(text) == [error])
    }

    @Test(
        "listeners that do not meet are fine",
        arguments: [
            "device_listener: { port: 0 }\napi_listener: { port: 0 }",
            "device_listener: { bind: 127.0.0.1, port: 7 }\napi_listener: { bind: 127.0.0.2, port: 7 }",
            "device_listener: { bind: 0.0.0.0, port: 7 }\napi_listener: { bind: \"::1\", port: 7 }",
        ])
    func noClash(text: String) {
        #expect(errors(text) == [])
    }

    @Test(
        "a certificate without a key, or a key without a certificate, is refused",
        arguments: [
            (
                "device_listener:\n  tls:\n    certificate: a.pem\n",
                "3: device_listener.tls.private_key: is required where certificate is set"
            ),
            (
                "device_listener:\n  tls:\n    certificate:\n    private_key: a.pem\n",
                "3: device_listener.tls.certificate: is required where private_key is set"
            ),
        ])
    func halfTLS(text: String, error: String) {
        #expect(errors(text) == [error])
    }

    @Test("adopt_into must be a tenant of the file, if the file has any and unknown is adopt")
    func adoptInto() throws {
        let tenants = "\ntenants:\n  - id: acme\n"
        #expect(
            errors("devices:\n  unknown: adopt\n  adopt_into: acne" + tenants) == [
                "3: devices.adopt_into: must be one of the tenants below where unknown is adopt, is \"acne\";"
                    + " did you mean \"acme\"?"
            ])
        #expect(
            errors("devices:\n  unknown: adopt" + tenants) == [
                "2: devices.adopt_into: must be one of the tenants below where unknown is adopt, is \"default\""
            ])
        #expect(errors("devices:\n  unknown: hold\n  adopt_into: acne" + tenants) == [])
        let alone = try read("devices: { unknown: adopt, adopt_into: acne }").get()
        #expect("\(alone.devices.unknown)".contains("acne"))
    }

    @Test("a connection may not be given longer than the attempt it is part of")
    func connectTimeout() throws {
        #expect(
            errors("delivery:\n  timeout: 3s\n  connect_timeout: 4s") == [
                "3: delivery.connect_timeout: must not be longer than timeout (3s), is 4s"
            ])
        #expect(try read("delivery: { timeout: 3s }").get().delivery.connectTimeout == .seconds(3))
    }

    private static let key = "abk_0123456789012345678901234567890123456789_-A"

    @Test(
        "a name taken twice is refused where it stands the second time",
        arguments: [
            (
                "tenants:\n  - id: a\n  - id: b\n  - id: a\n",
                "4: tenants[2].id: must be taken only once; \"a\" is the id of tenants[0] (line 2)"
            ),
            (
                "tenants:\n  - id: a\n    devices: [{ serial: S1 }]\n  - id: b\n    devices:\n      - serial: S1\n",
                "6: tenants[1].devices[0].serial: must be taken only once; \"S1\" is claimed by "
                    + "tenants[0].devices[0] (line 3)"
            ),
            (
                "tenants:\n  - id: a\n    keys:\n      - { id: k, key: \(key) }\n      - { id: k, key: \(key.dropLast())B }",
                "5: tenants[0].keys[1].id: must be taken only once; \"k\" is the id of tenants[0].keys[0] (line 4)"
            ),
            (
                "tenants:\n  - id: a\n    keys:\n      - { id: k, key: \(key) }\n      - { id: l, key: \(key) }",
                "5: tenants[0].keys[1].key: must be taken only once; the same key is tenants[0].keys[0] (line 4)"
            ),
            (
                "admin: { key: \(key) }\ntenants:\n  - id: a\n    keys: [{ id: k, key: \(key) }]",
                "4: tenants[0].keys[0].key: must be taken only once; the same key is admin.key"
            ),
        ])
    func twice(text: String, error: String) {
        #expect(errors(text) == [error])
    }

    @Test("key ids may repeat across tenants")
    func keyIDs() {
        let other = Self.key.dropLast() + "B"
        #expect(
            errors(
                """
                tenants:
                  - { id: a, keys: [{ id: erp, key: \(Self.key) }] }
                  - { id: b, keys: [{ id: erp, key: \(other) }] }
                """) == [])
    }

    @Test("endpoint ids may repeat across tenants but not inside one")
    func endpointIDs() {
        let endpoint = "{ id: main, url: https://example.com/, secret: \(Demonstration.secret) }"
        let tenants =
            "tenants:\n  - id: a\n    endpoints:\n      - \(endpoint)\n  - id: b\n    endpoints:\n      - \(endpoint)\n"
        #expect(errors(tenants) == [])
        #expect(
            errors(tenants + "      - \(endpoint)\n") == [
                "8: tenants[1].endpoints[1].id: must be taken only once; \"main\" is the id of "
                    + "tenants[1].endpoints[0] (line 7)"
            ])
    }
}
