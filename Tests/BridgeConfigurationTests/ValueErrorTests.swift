import BridgeConfiguration
import BridgeCore
import Testing

@Suite struct ValueErrors {
    @Test(
        "a value outside its rule is refused with line, path, rule and value",
        arguments: [
            (
                "\n\ndevice_listener:\n  port: 70000\n",
                "4: device_listener.port: must be a whole number from 0 to 65535, is \"70000\""
            ),
            (
                "device_listener: { port: -1 }",
                "1: device_listener.port: must be a whole number from 0 to 65535, is \"-1\""
            ),
            (
                "api_listener: { port: 1e3 }",
                "1: api_listener.port: must be a whole number from 0 to 65535, is \"1e3\""
            ),
            (
                "api_listener: { port: 99999999999999999999 }",
                "1: api_listener.port: must be a whole number from 0 to 65535, is \"99999999999999999999\""
            ),
            ("shutdown_grace: 2h", "1: shutdown_grace: must be 0s to 1h, is \"2h\""),
            (
                "shutdown_grace: 20",
                "1: shutdown_grace: must be a duration like 500ms, 15s, 5m, 24h or 30d, is \"20\""
            ),
            (
                "shutdown_grace: -5s",
                "1: shutdown_grace: must be a duration like 500ms, 15s, 5m, 24h or 30d, is \"-5s\""
            ),
            (
                "shutdown_grace: 1.5h",
                "1: shutdown_grace: must be a duration like 500ms, 15s, 5m, 24h or 30d, is \"1.5h\""
            ),
            (
                "shutdown_grace: ٣s",
                "1: shutdown_grace: must be a duration like 500ms, 15s, 5m, 24h or 30d, is \"٣s\""
            ),
            (
                "retention: { events: 999999999d }",
                "1: retention.events: must be 1s to 3650d, is \"999999999d\""
            ),
            (
                "device_listener: { max_body: 16MB }",
                "1: device_listener.max_body: must be a size in bytes, or like 64KiB, 16MiB or 1GiB, is \"16MB\""
            ),
            (
                "device_listener: { max_body: 999999999GiB }",
                "1: device_listener.max_body: must be 1KiB to 1GiB, is \"999999999GiB\""
            ),
            (
                "api_listener: { max_connections: 0 }",
                "1: api_listener.max_connections: must be a whole number from 1 to 1000000, is \"0\""
            ),
            (
                "commands: { answer_within: 500ms }",
                "1: commands.answer_within: must be 1s to 1d, is \"500ms\""
            ),
            (
                "api: { allowed_origins: [https://portal.example/] }",
                "1: api.allowed_origins[0]: must be \(WebOrigin.rule), is \"https://portal.example/\""
            ),
            (
                "devices: { adopt_per_hour: 0 }",
                "1: devices.adopt_per_hour: must be a whole number from 1 to 1000000, is \"0\""
            ),
            (
                "tenants: [{ id: a, devices: [{ serial: held }] }]",
                "1: tenants[0].devices[0].serial: must not be \"held\", a reserved word"
            ),
            (
                "tenants: [{ id: a, devices: [{ serial: S1, name: \"a\\u202Eb\" }] }]",
                "1: tenants[0].devices[0].name: must be 1 to 200 bytes without control characters, is \"a\\u{202e}b\""
            ),
            (
                "log: { level: warn }",
                "1: log.level: must be one of debug, info, warning, error, is \"warn\""
            ),
            (
                "log:\n  format: jsn",
                "2: log.format: must be one of text, json, is \"jsn\"; did you mean \"json\"?"
            ),
            (
                "devices: { unknown: held }",
                "1: devices.unknown: must be one of hold, adopt, refuse, is \"held\"; did you mean \"hold\"?"
            ),
            (
                "delivery: { require_https: yes }",
                "1: delivery.require_https: must be true or false, is \"yes\""
            ),
            (
                "api_listener: { bind: localhost }",
                "1: api_listener.bind: must be an IP address like 0.0.0.0, 127.0.0.1 or ::, is \"localhost\";"
                    + " write 127.0.0.1"
            ),
            (
                "delivery:\n  allow_private_networks:\n    - 10.0.0.0/8\n    - 10.0.0.1/8\n",
                "4: delivery.allow_private_networks[1]: must be an address block like 10.0.0.0/8 or fd00::/8,"
                    + " with no bits set beyond the prefix, is \"10.0.0.1/8\""
            ),
            (
                "devices: { default_time_zone: Asia/Jakata }",
                "1: devices.default_time_zone: must be UTC or the name of an IANA time zone like Asia/Jakarta,"
                    + " is \"Asia/Jakata\"; did you mean \"Asia/Jakarta\"?"
            ),
            (
                "devices: { default_time_zone: \"+07:00\" }",
                "1: devices.default_time_zone: must be UTC or the name of an IANA time zone like Asia/Jakarta,"
                    + " is \"+07:00\""
            ),
            (
                "devices: { adopt_into: \"a b\" }",
                "1: devices.adopt_into: must be 1 to 64 of A-Z a-z 0-9 _ -, is \"a b\""
            ),
            (
                "data_dir: \"\"",
                "1: data_dir: must be 1 to 4096 bytes without control characters, is \"\""
            ),
            (
                "data_dir: \"a\\nb\"",
                "1: data_dir: must be 1 to 4096 bytes without control characters, is \"a\\u{a}b\""
            ),
            (
                "retention: { max_backlog_age: nevr }",
                "1: retention.max_backlog_age: must be a duration like 500ms, 15s, 5m, 24h or 30d, or never, "
                    + "is \"nevr\"; did you mean \"never\"?"
            ),
            (
                "retention: { max_backlog_age: 0s }",
                "1: retention.max_backlog_age: must be 1s to 3650d, or never, is \"0s\""
            ),
            (
                "retention: { max_backlog_age: [1d] }",
                "1: retention.max_backlog_age: must be a single value, not a list"
            ),
            (
                "retention: { min_free_disk: 10% }",
                "1: retention.min_free_disk: must be a size in bytes, or like 64KiB, 16MiB or 1GiB, is \"10%\""
            ),
            (
                "retention: { min_free_disk: 1025GiB }",
                "1: retention.min_free_disk: must be 0 to 1024GiB, is \"1025GiB\""
            ),
            (
                "delivery: { origin: \"https://example.com\" }",
                "1: delivery.origin: must be the name of a host like hooks.example.com, "
                    + "is \"https://example.com\""
            ),
            (
                "delivery: { orgin: x }",
                "1: delivery.orgin: is not known; did you mean \"origin\"?"
            ),
            (
                "delivery: { retry_schedule: [] }",
                "1: delivery.retry_schedule: must have 1 to 64 entries, has 0"
            ),
            (
                "delivery:\n  retry_schedule: [5s,\n    8d]",
                "3: delivery.retry_schedule[1]: must be 1ms to 7d, is \"8d\""
            ),
            (
                "delivery: { retry_schedule: [5s, ~] }",
                "1: delivery.retry_schedule[1]: must be a single value, not nothing"
            ),
            (
                "delivery: { retry_schedule: 5s }",
                "1: delivery.retry_schedule: must be a list, not a single value"
            ),
            ("log: debug", "1: log: must be a mapping (key: value), not a single value"),
            ("log: [debug]", "1: log: must be a mapping (key: value), not a list"),
            ("data_dir: { a: b }", "1: data_dir: must be a single value, not a mapping"),
            ("data_dir:\n  - a\n", "2: data_dir: must be a single value, not a list"),
            ("- a\n- b\n", "1: yaml: must be a mapping (key: value), not a list"),
        ])
    func refused(text: String, error: String) {
        #expect(errors(text) == [error])
    }

    @Test("a list longer than 64 waits is refused once, not entry by entry")
    func longSchedule() {
        let waits = Array(repeating: "5s", count: 65).joined(separator: ", ")
        #expect(
            errors("delivery: { retry_schedule: [\(waits)] }") == [
                "1: delivery.retry_schedule: must have 1 to 64 entries, has 65"
            ])
    }

    @Test(
        "an unknown key is refused, with the known key it resembles or all that are known",
        arguments: [
            ("data_dri: x", "1: data_dri: is not known; did you mean \"data_dir\"?"),
            ("dataDir: x", "1: dataDir: is not known; did you mean \"data_dir\"?"),
            ("log:\n  levle: info", "2: log.levle: is not known; did you mean \"level\"?"),
            ("log: { colour: true }", "1: log.colour: is not known; known here are level, format"),
            (
                "devices: { \"\": 1 }",
                "1: devices.: is not known; known here are unknown, adopt_into, adopt_per_hour, default_time_zone, offline_after, commands_per_answer, bytes_per_answer, mobile_commands_per_answer, mobile_bytes_per_answer"
            ),
            (
                "api_listener:\n  tls:\n    cert: a.pem",
                "3: api_listener.tls.cert: is not known; known here are certificate, private_key"
            ),
        ])
    func unknownKeys(text: String, error: String) {
        #expect(errors(text) == [error])
    }

    @Test("all errors come at once, in the order of their lines")
    func allAtOnce() {
        let text = """
            retention: { events: soon }
            log:
              level: loud
              level: info
            tenants:
              - name: Nobody
                devices:
                  - { serial: "A B" }
            nonsense: true
            shutdown_grace: ${MISSING}
            """
        #expect(
            errors(text) == [
                "1: retention.events: must be a duration like 500ms, 15s, 5m, 24h or 30d, is \"soon\"",
                "3: log.level: must be one of debug, info, warning, error, is \"loud\"",
                "4: log.level: is given twice, the first time in line 3",
                "6: tenants[0].id: is required",
                "8: tenants[0].devices[0].serial: must be 1 to 32 of A-Z a-z 0-9 _ -, is \"A B\"",
                "9: nonsense: is not known; known here are device_listener, api_listener, admin, secrets_key, delivery, "
                    + "tenants, data_dir, shutdown_grace, log, api, devices, commands, retention",
                "10: shutdown_grace: takes the environment variable MISSING, which is not set",
            ])
    }
}
