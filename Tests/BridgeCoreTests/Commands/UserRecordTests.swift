import BridgeCore
import Testing

@Suite struct UserRecordTests {
    private func user(_ params: JSONObject) throws -> UserRecord? {
        var all = params
        if all["pin"] == nil { all["pin"] = "7" }
        if case .upsertUser(let user) = try Command(type: .userUpsert, params: all) { return user }
        return nil
    }

    private static func only(_ field: String, _ value: JSON) -> JSONObject {
        var params = JSONObject()
        params[field] = value
        return params
    }

    @Test("what is not given is left to the terminal")
    func bare() throws {
        let bare = try user([:])
        #expect(bare?.pin == "7" && bare?.privilege == nil)
        #expect(bare?.name == nil && bare?.password == nil && bare?.card == nil && bare?.group == nil)
    }

    @Test("a whole record is taken")
    func whole() throws {
        let whole = try user([
            "pin": "A1", "name": "Zoë 山田", "privilege": "super_administrator", "password": "0123456789012345",
            "card": "18446744073709551615", "group": 99,
        ])
        #expect(whole?.name == "Zoë 山田")
        #expect(whole?.privilege?.code == 14)
        #expect(whole?.password == "0123456789012345")
        #expect(whole?.card == "18446744073709551615")
        #expect(whole?.group == 99)
        #expect(UserPrivilege.allCases.map(\.code) == [0, 2, 6, 10, 14])
    }

    @Test(
        "a field that would break the terminal's line or its record is refused",
        arguments: [
            ("name", "a\tb"), ("name", "a\rb"), ("name", "a\nb"), ("name", "a\u{0}b"), ("name", "a\u{7f}"),
            ("name", "Eve\u{20}Card=1"), ("name", "Passwd="), ("name", "x Expires=0"),
            ("name", "VerifyMode=2"),
            ("name", "EndDatetime=2000"), ("name", "xPri=14"), ("name", "TZ=1"),
            ("name", JSON.string(String(repeating: "é", count: 33))), ("name", 5),
            ("password", "12a4"), ("password", "12345678901234567"), ("password", 1234),
            ("password", "１２"), ("password", "-1"), ("password", "1 2"),
            ("card", "12ab"), ("card", "+12"), ("card", "-0"), ("card", "-1"), ("card", "1.5"),
            ("card", "18446744073709551616"),
            ("card", "0x"), ("card", "0x1g"), ("card", "0x11111111111111111"), ("card", "[123]"),
            ("card", "[12"), ("card", "15CD5B07"), ("card", 5), ("second_card", "x"),
            ("card_format", "octal"), ("time_zones", [1, 2, 3, 4]), ("time_zones", 1),
            ("verify_mode", "smell"), ("verify_code", 256), ("verify_code", "1"),
            ("valid_until", "2026-02-30"), ("valid_until", "2026-11-20T08:00:00Z"), ("valid_until", 5),
            ("expires", "no"), ("expires", 0), ("biometrics", 5), ("photo", "!"), ("verify", "yes"),
            ("group", 100), ("group", -1), ("group", "1"), ("privilege", "User"), ("privilege", ""),
        ] as [(String, JSON)])
    func refuses(_ field: String, _ value: JSON) {
        let error = #expect(throws: InvalidFields.self) { try user(Self.only(field, value)) }
        #expect(error?.errors.map(\.field) == ["params." + field])
    }

    @Test("a name, a password and a limit can be taken away, which is not the same as saying nothing")
    func takesAway() throws {
        let bare = try user(["name": "", "password": "", "expires": false])
        #expect(bare?.name == "" && bare?.password == "" && bare?.validity == .unlimited)
        let silent = try user(["name": .null, "password": .null, "expires": .null, "valid_until": .null])
        #expect(silent?.name == nil && silent?.password == nil && silent?.validity == nil)
    }

    @Test(
        "a limit is given whole and one way",
        arguments: [
            (["expires": true], "params.valid_until"), (["valid_from": "2026-01-01"], "params.valid_until"),
            (["expires": true, "valid_from": "2026-01-01"], "params.valid_until"),
            (["expires": false, "valid_until": "2026-01-01"], "params.expires"),
            (["expires": false, "valid_from": "2026-01-01"], "params.expires"),
            // One mistake is told once.
            (["expires": true, "valid_until": "2026-02-30"], "params.valid_until"),
            (["valid_from": "2026-01-01", "valid_until": 5], "params.valid_until"),
        ] as [(JSONObject, String)])
    func limits(_ params: JSONObject, _ field: String) throws {
        let error = #expect(throws: InvalidFields.self) { try user(params) }
        #expect(error?.errors.map(\.field) == [field])
    }

    @Test("a limit that is given is said to be one, or not")
    func limited() throws {
        let day = try #require(CivilTime("2026-01-01 23:59:59"))
        let start = try #require(CivilTime("2000-01-01 00:00:00"))
        #expect(try user(["expires": true, "valid_until": "2026-01-01"])?.validity == .between(start, day))
    }

    @Test("what is said about a bad password does not say it")
    func keepsPassword() {
        let error = #expect(throws: InvalidFields.self) { try user(["password": "hunter2"]) }
        #expect(error?.errors.contains { $0.message.contains("hunter2") } == false)
    }
}
