import ADMS
import BridgeCore
import Testing

/// What a terminal cannot be told.
struct CommandRefusalTests {
    private static let template: JSONObject = ["pin": "1", "modality": "fingerprint", "template": "QUJD"]

    private static func template(_ modality: String, _ others: JSONObject = [:]) -> JSONObject {
        var params: JSONObject = ["pin": "1", "modality": .string(modality), "template": "QUJD"]
        for (name, value) in others.members { params[name] = value }
        return params
    }

    @Test(
        "what a terminal cannot be told is refused by field, and has no line",
        arguments: [
            (.plain, .doorUnlock, ["door": 2], "params.door"),
            (.attendance(["~LockFunOn": "0"]), .doorUnlock, [:], "type"),
            (.plain, .doorLock, [:], "type"), (.plain, .raw, ["text": "c:1:INFO"], "params.text"),
            (.attendance(["~PIN2Width": "9"]), .userUpsert, ["pin": "1234567890"], "params.pin"),
            (.attendance(["PIN2Width": "5"]), .userDelete, ["pin": "123456"], "params.pin"),
            (.attendance(["PIN2Width": "5"]), .userQuery, ["pin": "123456"], "params.pin"),
            (.attendance(["PIN2Width": "5"]), .enrollCard, ["pin": "123456"], "params.pin"),
            (.attendance(["PIN2Width": "5"]), .messageAssign, ["id": 1, "pin": "123456"], "params.pin"),
            (.attendance(["~IsABCPinEnable": "0"]), .userUpsert, ["pin": "A1"], "params.pin"),
            (
                .attendance(["UserValidTimeFun": "0"]), .userUpsert,
                ["pin": "1", "valid_until": "2026-12-31"], "params.valid_until"
            ),
            (.clock, .userUpsert, ["pin": "1", "valid_until": "2026-12-31"], "params.valid_until"),
            (.clock, .userUpsert, ["pin": "1", "expires": false], "params.expires"),
            (.iFace, .userPhotoUpsert, ["pin": "1", "photo": "/9j/"], "params.kind"),
            (.iFace, .userPhotoUpsert, ["pin": "1", "photo": "/9j/", "kind": "comparison"], "params.kind"),
            (.clock, .userPhotoUpsert, ["pin": "1", "photo": "/9j/", "kind": "comparison"], "params.kind"),
            (
                .senseFace, .userPhotoUpsert,
                ["pin": "1", "photo": "/9j/", "kind": "comparison", "modality": "visible_light_face"], nil
            ),
            (
                .attendance(["MultiBioPhotoSupport": "0:0:0:0:0:0:0:0:0:1:0"]), .userPhotoUpsert,
                ["pin": "1", "photo": "/9j/", "kind": "comparison", "modality": "visible_light_palm"],
                "params.kind"
            ),
            (
                .clock, .userPhotoUpsert,
                ["pin": "1", "photo": .string(String(repeating: "/9j/", count: 5121))], "params.photo"
            ),
            (.attendance(["FingerFunOn": "0"]), .biometricUpsert, template, "params.modality"),
            (.speedFace, .biometricUpsert, template("face"), "params.modality"),
            (.senseFace, .biometricUpsert, template("palm_vein"), "params.modality"),
            (.senseFace, .biometricUpsert, template("iris"), "params.modality"),
            (.clock, .biometricUpsert, template("palm_vein"), "params.modality"),
            (.clock, .biometricUpsert, template("fingerprint", ["form": "unified"]), "params.form"),
            (.plain, .biometricUpsert, template("palm_vein", ["form": "legacy"]), "params.form"),
            (.plain, .biometricUpsert, template("palm_vein"), "params.major_version"),
            (.plain, .biometricUpsert, template("fingerprint", ["index": 10]), "params.index"),
            (.clock, .biometricDelete, ["pin": "1"], "params.modality"),
            (.plain, .biometricDelete, ["pin": "1"], "params.modality"),
            (.mixed, .biometricDelete, ["pin": "1"], "params.modality"),
            (.fingerless, .enrollFingerprint, ["pin": "1", "finger": 1], "type"),
            (.iFace, .biometricDelete, ["pin": "1", "modality": "face", "index": 1], "params.index"),
            (.plain, .biometricQuery, ["modality": "fingerprint"], "params.pin"),
            (.iFace, .biometricQuery, ["pin": "1", "modality": "face"], "params.modality"),
            (.clock, .biometricsClear, ["confirm": true], "type"),
            (.first, .usersClear, ["confirm": true], "type"),
            (.first, .timeZoneUpsert, ["id": 1], "type"),
            (
                .first, .holidayUpsert,
                ["id": 1, "name": "x", "from": "01-01", "until": "01-02", "time_zone": 1], "type"
            ),
            (.first, .unlockCombinationUpsert, ["id": 1, "groups": [1]], "type"),
            (.clock, .enrollBiometric, ["pin": "1", "modality": "face"], "type"),
            (.clock, .idCardUpsert, ["id_number": "1"], "type"),
        ] as [(Addressee, CommandType, JSONObject, String?)])
    func refused(_ addressee: Addressee, _ type: CommandType, _ params: JSONObject, _ field: String?) throws {
        let steps = try Command.steps(type: type, params: params)
        let refusals = CommandText.refusals(of: steps, for: addressee)
        #expect(refusals.map(\.field) == (field.map { [$0] } ?? []))
        #expect(refusals.allSatisfy { $0.message.hasPrefix("must ") || $0.message.hasPrefix("is required") })
        let line = Result { () throws(CannotBeTold) in
            try CommandText.line(CommandNumber(1), steps[0].command, for: addressee)
        }
        guard field != nil, let message = refusals.first?.message else {
            #expect(throws: Never.self) { try line.get() }
            return
        }
        // Ordered before the terminal said so it fails with the same words.
        #expect(throws: CannotBeTold.self) { try line.get() }
        if case .failure(let error) = line { #expect(error.reason.hasSuffix(message)) }
    }

    @Test("what is wrong with a step is named as the whole order names it")
    func steps() throws {
        let steps = try Command.steps(
            type: .userUpsert,
            params: [
                "pin": "1234567", "photo": "/9j/", "photo_kind": "comparison",
                "biometrics": [
                    ["modality": "fingerprint", "template": "QUJD", "major_version": "10"],
                    ["modality": "fingerprint", "template": "QUJD", "major_version": "9"],
                    ["modality": "face", "template": "QUJD"],
                ],
            ])
        let addressee = Addressee.attendance(["FPVersion": "10", "FaceFunOn": "0", "BioPhotoFun": "0"])
        #expect(
            CommandText.refusals(of: steps, for: addressee).map(\.field) == [
                "params.biometrics[1].major_version", "params.biometrics[2].modality", "params.photo_kind",
            ])
        let narrow = Addressee.attendance(["~PIN2Width": "3"])
        #expect(Set(CommandText.refusals(of: steps, for: narrow).map(\.field)) == ["params.pin"])
    }

    @Test(
        "what no query of the terminal can show cannot be verified",
        arguments: [
            (.plain, .userUpsert, ["pin": "1", "verify": true], true),
            (.plain, .biometricUpsert, template("fingerprint", ["verify": true]), true),
            (.iFace, .biometricUpsert, template("face", ["verify": true]), false),
            (.senseFace, .biometricDelete, ["pin": "1", "verify": true], false),
            (.plain, .biometricDelete, ["pin": "1", "modality": "fingerprint", "verify": true], true),
        ] as [(Addressee, CommandType, JSONObject, Bool)])
    func verification(
        _ addressee: Addressee, _ type: CommandType, _ params: JSONObject, _ isPossible: Bool
    ) throws {
        let steps = try Command.steps(type: type, params: params)
        let fields = CommandText.refusals(of: steps, for: addressee).map(\.field)
        #expect(fields == (isPossible ? [] : ["params.verify"]))
    }
}
