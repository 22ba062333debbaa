import BridgeCore
import Testing

@Suite struct CommandRuleTests {
    @Test(
        "an order with a wrong parameter is refused, naming it",
        arguments: [
            (.userUpsert, [:], ["pin"]),
            (
                .userUpsert, ["pin": "1", "privilege": "god", "card": "x", "nick": "y"],
                ["privilege", "card", "nick"]
            ),
            (.userUpsert, ["pin": "1", "verify_mode": "face", "verify_code": 15], ["verify_code"]),
            (.userUpsert, ["pin": "1", "valid_from": "2026-11-20"], ["valid_until"]),
            (
                .userUpsert, ["pin": "1", "valid_from": "2026-11-20", "valid_until": "2026-11-19"],
                ["valid_until"]
            ),
            (.userUpsert, ["pin": "1", "time_zones": [0, 1, 51]], ["time_zones[0]", "time_zones[2]"]),
            (.userUpsert, ["pin": "1", "photo_kind": "profile"], ["photo_kind"]),
            (.userUpsert, ["pin": "1", "photo": "aGVsbG8="], ["photo"]),
            (
                .userUpsert, ["pin": "1", "biometrics": [5, ["modality": "face"], ["template": "QQ=="]]],
                ["biometrics[0]", "biometrics[1].template", "biometrics[2].modality"]
            ),
            (
                .userUpsert,
                ["pin": "1", "biometrics": [["modality": "face", "template": "QQ==", "pin": "2"]]],
                ["biometrics[0].pin"]
            ),
            (.userDelete, ["pin": "0"], ["pin"]), (.userDelete, ["pin": "1 2"], ["pin"]),
            (.userDelete, ["pin": "1=2"], ["pin"]), (.userDelete, ["pin": 1], ["pin"]),
            (.userDelete, ["pin": .string(String(repeating: "1", count: 25))], ["pin"]),
            (.userQuery, ["pin": ""], ["pin"]), (.userQuery, ["verify": true], ["verify"]),
            (.biometricUpsert, ["pin": "1", "modality": "face", "template": "QQ= ="], ["template"]),
            (.biometricUpsert, ["pin": "1", "modality": "face", "template": ""], ["template"]),
            (.biometricUpsert, ["pin": "1", "modality": "face", "template": "QUJD\n"], ["template"]),
            (.biometricUpsert, ["pin": "1", "modality": "aura", "template": "QQ=="], ["modality"]),
            (
                .biometricUpsert,
                [
                    "pin": "1", "modality": "face", "template": "QQ==", "index": 16, "piece": 64, "valid": 4,
                    "duress": 2, "major_version": "v1", "minor_version": 3, "format": "3", "form": "new",
                ],
                [
                    "index", "piece", "valid", "duress", "major_version", "minor_version", "format", "form",
                ]
            ),
            (
                .biometricUpsert,
                ["pin": "1", "modality": "face", "template": ["content_base64": "QUI=", "size": 3]],
                ["template.size"]
            ),
            (
                .biometricUpsert,
                ["pin": "1", "modality": "face", "template": ["content_base64": "QUI=", "sha256": "00"]],
                ["template.sha256"]
            ),
            (
                .biometricUpsert,
                ["pin": "1", "modality": "face", "template": ["content_base64": nil, "x": 1]],
                ["template.content_base64", "template.x"]
            ),
            (.biometricDelete, ["modality": "face"], ["pin"]),
            (.biometricDelete, ["pin": "1", "index": 3], ["modality"]),
            (.biometricQuery, ["index": 1, "modality": "face"], ["pin"]),
            (.biometricQuery, [:], ["modality"]),
            (.userPhotoUpsert, ["pin": "1", "photo": "iVBORw0KGgo="], ["photo"]),
            (.userPhotoUpsert, ["pin": "1"], ["photo"]),
            (.userPhotoUpsert, ["pin": "1", "photo": "/9j/", "modality": "fingerprint"], ["modality"]),
            (
                .userPhotoUpsert, ["pin": "1", "photo": "/9j/", "modality": "visible_light_face"],
                ["modality"]
            ),
            (.userPhotoUpsert, ["pin": "1", "photo": "/9j/", "return_template": true], ["return_template"]),
            (.userPhotoDelete, ["pin": "1", "modality": "visible_light_face"], ["modality"]),
            (.workCodeUpsert, ["code": "a b", "name": "x\ty"], ["code", "name"]),
            (.workCodeUpsert, ["code": "1", "name": "CODE=2"], ["name"]),
            (
                .messageUpsert,
                [
                    "id": 0, "text": .string(String(repeating: "x", count: 321)), "audience": "all",
                    "starts_at": "now", "minutes": 0,
                ],
                ["id", "text", "audience", "starts_at", "minutes"]
            ),
            (
                .messageUpsert,
                [
                    "id": 1, "text": "x", "audience": "everybody", "starts_at": "2026-11-20 08:00:00",
                    "pins": ["1"],
                ], ["pins"]
            ),
            (
                .messageUpsert,
                [
                    "id": 1, "text": "x", "audience": "people", "starts_at": "2026-11-20 08:00:00",
                    "pins": ["1", 2, "0", "a b"],
                ], ["pins[1]", "pins[2]", "pins[3]"]
            ),
            (.idCardUpsert, ["name": "Li"], ["id_number"]),
            (.timeZoneUpsert, ["id": 1, "monday": "17:00-08:00", "friday": "8-9"], ["monday", "friday"]),
            (.timeZoneUpsert, ["id": 1, "sunday": "08:00-24:00"], ["sunday"]),
            (
                .holidayUpsert, ["id": 1, "name": "x", "from": "02-30", "until": "13-01", "time_zone": 1],
                ["from", "until"]
            ),
            (.unlockCombinationUpsert, ["id": 1], ["groups"]),
            (.unlockCombinationUpsert, ["id": 1, "groups": []], ["groups"]),
            (.unlockCombinationUpsert, ["id": 1, "groups": [1, 1, 1, 1, 1, 1]], ["groups"]),
            (.attendanceQuery, [:], ["from", "until"]),
            (
                .attendanceQuery, ["from": "2026-02-30 00:00:00", "until": "2026-11-20T08:00:00Z"],
                ["from", "until"]
            ),
            (.attendanceQuery, ["from": "2026-11-20 08:00:01", "until": "2026-11-20 08:00:00"], ["until"]),
            (.attendanceQuery, ["from": "2026-11-20", "until": "2026-11-21"], ["from", "until"]),
            (.deviceClearAll, ["confirm": false], ["confirm"]),
            (.deviceClearAll, ["confirm": 1], ["confirm"]),
            (.deviceClearAll, ["confirm": "true"], ["confirm"]),
            (.deviceReboot, ["confirm": false], ["confirm"]), (.deviceReboot, ["now": true], ["now"]),
            (.deviceInfo, ["x": 1], ["x"]), (.deviceCheck, ["x": 1], ["x"]),
            (.deviceSetTime, ["time": "1999-12-31T00:00:00"], ["time"]),
            (.doorUnlock, ["door": 0, "seconds": 255], ["door", "seconds"]),
            (.deviceSetOption, ["name": "~OS", "value": "1"], ["name"]),
            (.deviceSetOption, ["name": "A=B", "value": "1\n2"], ["name", "value"]),
            (.deviceSetOption, ["name": "A"], ["value"]),
            (
                .deviceSetOption, ["name": "A", "value": .string(String(repeating: "x", count: 257))],
                ["value"]
            ),
            (.deviceGetOption, ["name": "~"], ["name"]), (.deviceGetOption, ["name": "~~a"], ["name"]),
            (.enrollFingerprint, ["pin": "1", "finger": 10], ["finger"]),
            (.filePut, ["url": "http://a/b c"], ["url"]),
            (.filePut, ["url": "a", "action": "replace"], ["table", "records"]),
            (.filePut, ["url": "a", "table": "users", "records": 1], ["table", "records"]),
            (
                .firmwareUpgrade, ["url": "a,b", "md5": "x", "size": 0],
                ["url", "md5", "size", "confirm"]
            ),
            (.raw, ["text": "a\nC:1:REBOOT"], ["text"]), (.raw, [:], ["text"]),
            (.raw, ["text": .string(String(repeating: "x", count: 40_001))], ["text"]),
        ] as [(CommandType, JSONObject, [String])])
    func wrong(_ type: CommandType, _ params: JSONObject, _ fields: [String]) {
        #expect(CommandSamples.refused(type, params) == fields)
    }

    @Test("what is said about bytes, passwords and texts that are wrong does not say them")
    func silence() {
        let secret = "hunter2secret"
        let errors =
            CommandSamples.errors(.userUpsert, ["pin": .string(secret + "!"), "password": .string(secret)])
            + CommandSamples.errors(
                .biometricUpsert,
                ["pin": "1", "modality": .string(secret), "template": .string(secret + "!")])
            + CommandSamples.errors(.userPhotoUpsert, ["pin": "1", "photo": .string(secret + "aaa")])
            + CommandSamples.errors(.workCodeUpsert, ["code": "1", "name": .string("PIN=" + secret)])
        #expect(errors.count == 6)
        #expect(!errors.contains { $0.message.contains(secret) })
    }

    @Test("a template and a photo have a size that is told when it is passed")
    func sizes() {
        let text = { (bytes: Int) in JSON.string(String(repeating: "/9j/", count: bytes / 3 + 1)) }
        let template = CommandSamples.errors(
            .biometricUpsert, ["pin": "1", "modality": "face", "template": text(262_145)])
        #expect(template.map(\.message) == ["must hold at most 262144 bytes, holds 262146"])
        let photo = CommandSamples.errors(.userPhotoUpsert, ["pin": "1", "photo": text(524_292)])
        #expect(photo.map(\.message) == ["must hold at most 524288 bytes"])
        #expect(CommandSamples.errors(.userPhotoUpsert, ["pin": "1", "photo": text(524_285)]).isEmpty)
    }

    @Test(
        "a card is told in decimal whatever way it is written",
        arguments: [
            ("123456789", nil, "123456789"), ("007", nil, "7"), ("0x75BCD15", nil, "123456789"),
            ("[15CD5B07]", nil, "123456789"), ("[15CD5B0700]", nil, "123456789"),
            ("75bcd15", "hex", "123456789"), ("15CD5B07", "hex_reversed", "123456789"), ("10", "hex", "16"),
            ("10", "decimal", "10"), ("0", nil, "0"), ("0xFFFFFFFFFFFFFFFF", nil, "18446744073709551615"),
        ] as [(String, String?, String)])
    func cards(_ text: String, _ format: String?, _ decimal: String) throws {
        var params: JSONObject = ["pin": "1", "card": .string(text)]
        params["card_format"] = format.map(JSON.string)
        guard case .upsertUser(let user) = try Command(type: .userUpsert, params: params) else { return }
        #expect(user.card == decimal)
    }

    @Test("a day alone is the whole day, and an end alone has always begun")
    func validity() throws {
        let command = try Command(type: .userUpsert, params: ["pin": "1", "valid_until": "2026-12-31"])
        guard case .upsertUser(let user) = command else { return }
        let start = try #require(CivilTime("2000-01-01 00:00:00"))
        let end = try #require(CivilTime("2026-12-31 23:59:59"))
        #expect(user.validity == .between(start, end))
    }

    @Test("only what does no harm when done twice may be handed out again")
    func repeatable() {
        #expect(
            CommandType.allCases.filter { !$0.isRepeatable } == [
                .attendanceClear, .photosClear, .biometricsClear, .usersClear, .deviceClearAll, .deviceReboot,
                .deviceSetTime, .doorUnlock, .doorLock, .enrollFingerprint, .enrollBiometric, .enrollCard,
                .filePut, .deviceShell, .firmwareUpgrade, .raw,
            ])
        #expect(CommandType.allCases.filter(\.mustBeLast) == [.deviceReboot, .firmwareUpgrade, .raw])
        #expect(
            CommandType.allCases.filter(\.isOperatorOnly) == [
                .fileGet, .filePut, .deviceShell, .firmwareUpgrade,
            ])
    }

    @Test("what needs a confirmation has a parameter for it, and what can be verified too")
    func natures() {
        for type in CommandType.allCases {
            let confirm = type.parameters.first { $0.name == "confirm" }
            #expect(type.needsConfirmation == (confirm?.isRequired ?? false))
            #expect(type.canBeVerified == type.parameters.contains { $0.name == "verify" })
        }
    }
}
