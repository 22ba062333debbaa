import BridgeCore
import Testing

@Suite struct VerificationTests {
    private func step(_ type: CommandType, _ params: JSONObject) throws -> CommandStep {
        try #require(try Command.steps(type: type, params: params).first)
    }

    @Test(
        "a write is verified by the query that shows what it wrote",
        arguments: [
            (.userUpsert, ["pin": "7", "name": "Zoe"], .userQuery, ["pin": "7"]),
            (.userDelete, ["pin": "7"], .userQuery, ["pin": "7"]),
            (
                .biometricUpsert,
                ["pin": "7", "modality": "fingerprint", "index": 3, "template": "QUJD", "form": "unified"],
                .biometricQuery,
                ["pin": "7", "modality": "fingerprint", "index": 3, "form": "unified"]
            ),
            (
                .biometricDelete, ["pin": "7", "modality": "face"], .biometricQuery,
                ["pin": "7", "modality": "face", "form": "automatic"]
            ),
            (.biometricDelete, ["pin": "7"], nil, [:]), (.deviceReboot, [:], nil, [:]),
            (.userPhotoUpsert, ["pin": "7", "photo": "/9j/"], nil, [:]),
        ] as [(CommandType, JSONObject, CommandType?, JSONObject)])
    func queries(
        _ type: CommandType, _ params: JSONObject, _ query: CommandType?, _ queried: JSONObject
    ) throws {
        let verification = try step(type, params).verification
        #expect(verification?.command.type == query)
        guard let verification else { return }
        #expect(verification.params == queried)
        #expect(
            try Command(type: verification.command.type, params: verification.params)
                == verification.command)
        #expect(verification.command.uploadQuery != nil)
    }

    private static let zoe = UserReport(
        pin: "7", name: "Zoe", privilege: 0, hasPassword: true, card: "99", group: "1", verify: -1,
        validFrom: "2026-01-01", validUntil: "2026-12-31T23:59:59", raw: "")

    @Test(
        "a person is confirmed only as ordered, and what differs is named without its value",
        arguments: [
            (["pin": "7"], [zoe], nil),
            (
                [
                    "pin": "7", "name": "Zoe", "privilege": "user", "password": "1", "card": "0x63",
                    "group": 1,
                    "verify_mode": "group", "valid_from": "2026-01-01", "valid_until": "2026-12-31",
                ], [zoe], nil
            ),
            (["pin": "7"], [], "asked for the person, it showed none"),
            (["pin": "8"], [zoe], "asked for the person, it showed none"),
            (
                ["pin": "7", "name": "Zoé", "card": "5", "privilege": "administrator"], [zoe],
                "the terminal has this person, but not as ordered: name, privilege, card"
            ),
            (
                ["pin": "7", "card": "5", "password": "1"], [UserReport(pin: "7", raw: "")],
                "the terminal has this person, but not as ordered: card"
            ),
            (["pin": "7", "card": "0"], [UserReport(pin: "7", raw: "")], nil),
            (
                ["pin": "7", "password": "1"], [UserReport(pin: "7", hasPassword: false, raw: "")],
                "the terminal has this person, but not as ordered: password"
            ),
            (
                ["pin": "7", "valid_until": "2026-12-31"], [UserReport(pin: "7", raw: "")],
                "the terminal has this person, but not as ordered: valid_from, valid_until"
            ),
            // What was to be taken away.
            (
                ["pin": "7", "name": "", "password": "", "expires": false], [UserReport(pin: "7", raw: "")],
                nil
            ),
            (
                ["pin": "7", "name": "", "password": "", "expires": false], [zoe],
                "the terminal has this person, but not as ordered: name, password, expires"
            ),
            (
                ["pin": "7", "expires": false],
                [UserReport(pin: "7", validUntil: "2026-12-31", expires: false, raw: "")], nil
            ),
            (
                ["pin": "7", "expires": false], [UserReport(pin: "7", expires: true, raw: "")],
                "the terminal has this person, but not as ordered: expires"
            ),
            // Not every model speaks of these.
            (["pin": "7", "time_zones": [1, 2], "second_card": "5"], [UserReport(pin: "7", raw: "")], nil),
            (
                ["pin": "7", "time_zones": [1, 2], "second_card": "0"],
                [UserReport(pin: "7", timeZones: [1, 2], secondCard: "0", raw: "")], nil
            ),
            (
                ["pin": "7", "time_zones": [], "second_card": "5"],
                [UserReport(pin: "7", timeZones: [1], secondCard: "0", raw: "")],
                "the terminal has this person, but not as ordered: time_zones, second_card"
            ),
            (["pin": "7", "name": "New"], [zoe, UserReport(pin: "7", name: "New", raw: "")], nil),
        ] as [(JSONObject, [UserReport], String?)])
    func users(_ params: JSONObject, _ reports: [UserReport], _ reason: String?) throws {
        let verification = try step(.userUpsert, params).command.verified(by: reports.map(Fact.user))
        #expect(verification == reason.map(Verification.refuted) ?? .confirmed)
    }

    @Test(
        "a template is confirmed only at its place and byte by byte",
        arguments: [
            (BiometricReport(pin: "7", modality: 1, index: 3, template: [65, 66, 67]), nil),
            (
                BiometricReport(pin: "7", modality: 1, index: 3, template: [65, 66]),
                "the terminal has another template at this place"
            ),
            (
                BiometricReport(pin: "7", modality: 1, index: 4, template: [65, 66, 67]),
                "asked for the template, it showed none"
            ),
            (
                BiometricReport(pin: "7", modality: 2, index: 3, template: [65, 66, 67]),
                "asked for the template, it showed none"
            ),
            (
                BiometricReport(pin: "7", modality: 1, index: 3, piece: 1, template: [65, 66, 67]),
                "asked for the template, it showed none"
            ),
        ] as [(BiometricReport, String?)])
    func templates(_ report: BiometricReport, _ reason: String?) throws {
        let command = try step(
            .biometricUpsert,
            ["pin": "7", "modality": "fingerprint", "index": 3, "template": "QUJD"]
        ).command
        #expect(
            command.verified(by: [.biometric(report)]) == reason.map(Verification.refuted) ?? .confirmed)
    }

    @Test("what was to be removed is confirmed by its absence")
    func removals() throws {
        let user = try step(.userDelete, ["pin": "7"]).command
        #expect(user.verified(by: []) == .confirmed)
        #expect(user.verified(by: [.user(Self.zoe)]) == .refuted("the terminal still has this person"))
        let face = try step(.biometricDelete, ["pin": "7", "modality": "face"]).command
        let report = BiometricReport(pin: "7", modality: 2, template: [1])
        #expect(face.verified(by: [.user(Self.zoe)]) == .confirmed)
        #expect(
            face.verified(by: [.biometric(report)])
                == .refuted("the terminal still has such a template"))
        #expect(try step(.deviceReboot, [:]).command.verified(by: []) != .confirmed)
    }
}
