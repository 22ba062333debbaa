import ADMS
import BridgeCore
import Testing

/// Templates: into which table, of which version.
struct TemplateTextTests {
    private static let fingerprint: JSONObject = [
        "pin": "31", "modality": "fingerprint", "index": 6, "template": "QUJDRA==",
    ]

    private static func with(_ others: JSONObject, _ params: JSONObject = fingerprint) -> JSONObject {
        var all = params
        for (name, value) in others.members { all[name] = value }
        return all
    }

    private static let face: JSONObject = [
        "pin": "31", "modality": "visible_light_face", "template": "QUJDRA==", "major_version": "40",
        "minor_version": "1", "format": "ZK",
    ]

    @Test(
        "a template goes into the table that suits what the terminal reported",
        arguments: [
            (
                .plain, fingerprint,
                "DATA UPDATE FINGERTMP PIN=31\tFID=6\tSize=8\tValid=1\tTMP=QUJDRA=="
            ),
            (
                .iFace, with(["duress": 1, "major_version": "10"]),
                "DATA UPDATE FINGERTMP PIN=31\tFID=6\tSize=8\tValid=3\tTMP=QUJDRA=="
            ),
            (
                .speedFace, with(["valid": 3]),
                "DATA UPDATE FINGERTMP PIN=31\tFID=6\tSize=8\tValid=3\tTMP=QUJDRA=="
            ),
            // SenseFace takes fingerprints in BIODATA and drops them.
            (
                .senseFace, with(["major_version": "13"]),
                "DATA UPDATE FINGERTMP PIN=31\tFID=6\tSize=8\tValid=1\tTMP=QUJDRA=="
            ),
            (
                .senseFace, with(["form": "unified", "valid": 3]),
                "DATA UPDATE BIODATA Pin=31\tNo=6\tIndex=0\tValid=1\tDuress=1\tType=1\tMajorVer=13\tMinorVer=0"
                    + "\tFormat=0\tTmp=QUJDRA=="
            ),
            (
                .attendance(["FPVersion": "12"]), fingerprint,
                "DATA UPDATE BIODATA Pin=31\tNo=6\tIndex=0\tValid=1\tDuress=0\tType=1\tMajorVer=12\tMinorVer=0"
                    + "\tFormat=0\tTmp=QUJDRA=="
            ),
            (
                .attendance(["MultiBioDataSupport": "0:1:0:0:0:0:0:0:0:0"]),
                with(["major_version": "10", "minor_version": "3", "format": "ISO"]),
                "DATA UPDATE BIODATA Pin=31\tNo=6\tIndex=0\tValid=1\tDuress=0\tType=1\tMajorVer=10\tMinorVer=3"
                    + "\tFormat=1\tTmp=QUJDRA=="
            ),
            (
                .attendance(["MultiBioDataSupport": "0:0:0:0:0:0:0:0:0:1", "FingerFunOn": "1"]), fingerprint,
                "DATA UPDATE FINGERTMP PIN=31\tFID=6\tSize=8\tValid=1\tTMP=QUJDRA=="
            ),
            (
                .senseFace, face,
                "DATA UPDATE BIODATA Pin=31\tNo=0\tIndex=0\tValid=1\tDuress=0\tType=9\tMajorVer=40\tMinorVer=1"
                    + "\tFormat=0\tTmp=QUJDRA=="
            ),
            (
                .iFace, with(["modality": "face", "index": 0, "piece": 11, "major_version": "7"]),
                "DATA UPDATE FACE PIN=31\tFID=11\tValid=1\tSize=8\tTMP=QUJDRA=="
            ),
            (
                .attendance(["MultiBioDataSupport": "0:0:1:0:0:0:0:0:0:0"]),
                with(["modality": "face", "index": 0, "piece": 4, "major_version": "12"]),
                "DATA UPDATE BIODATA Pin=31\tNo=0\tIndex=4\tValid=1\tDuress=0\tType=2\tMajorVer=12\tMinorVer=0"
                    + "\tFormat=0\tTmp=QUJDRA=="
            ),
            (
                .iFace, with(["modality": "finger_vein", "piece": 2]),
                "DATA UPDATE FVEIN Pin=31\tFID=6\tIndex=2\tValid=1\tSize=8\tTmp=QUJDRA=="
            ),
            (
                .speedFace, with(["modality": "palm_vein", "index": 1]),
                "DATA UPDATE BIODATA Pin=31\tNo=1\tIndex=0\tValid=1\tDuress=0\tType=8\tMajorVer=12\tMinorVer=0"
                    + "\tFormat=0\tTmp=QUJDRA=="
            ),
            (
                .iFace, with(["major_version": "13", "force": true]),
                "DATA UPDATE FINGERTMP PIN=31\tFID=6\tSize=8\tValid=1\tTMP=QUJDRA=="
            ),
        ] as [(Addressee, JSONObject, String)])
    func tables(_ addressee: Addressee, _ params: JSONObject, _ text: String) throws {
        try expect(.biometricUpsert, params, for: addressee, text)
    }

    @Test(
        "templates are removed and asked for in the same table",
        arguments: [
            (.senseFace, .biometricDelete, ["pin": "31"], "DATA DELETE BIODATA Pin=31"),
            (.mixed, .biometricDelete, ["pin": "31", "form": "unified"], "DATA DELETE BIODATA Pin=31"),
            (
                .mixed, .biometricDelete, ["pin": "31", "modality": "fingerprint"],
                "DATA DELETE FINGERTMP PIN=31"
            ),
            (
                .plain, .biometricDelete, ["pin": "31", "modality": "fingerprint"],
                "DATA DELETE FINGERTMP PIN=31"
            ),
            (
                .plain, .biometricDelete, ["pin": "31", "modality": "fingerprint", "index": 9],
                "DATA DELETE FINGERTMP PIN=31\tFID=9"
            ),
            (.iFace, .biometricDelete, ["pin": "31", "modality": "face"], "DATA DELETE FACE PIN=31"),
            (
                .iFace, .biometricDelete, ["pin": "31", "modality": "finger_vein", "index": 1],
                "DATA DELETE FVEIN Pin=31\tFID=1"
            ),
            (
                .senseFace, .biometricDelete, ["pin": "31", "modality": "visible_light_face", "index": 0],
                "DATA DELETE BIODATA Pin=31\tType=9\tNo=0"
            ),
            (
                .plain, .biometricQuery, ["pin": "31", "modality": "fingerprint", "index": 0],
                "DATA QUERY FINGERTMP PIN=31\tFID=0"
            ),
            (
                .senseFace, .biometricQuery, ["modality": "visible_light_face"], "DATA QUERY BIODATA Type=9"
            ),
            (
                .senseFace, .biometricQuery, ["modality": "visible_light_face", "pin": "31", "index": 0],
                "DATA QUERY BIODATA Type=9\tPIN=31\tNo=0"
            ),
        ] as [(Addressee, CommandType, JSONObject, String)])
    func others(_ addressee: Addressee, _ type: CommandType, _ params: JSONObject, _ text: String) throws {
        try expect(type, params, for: addressee, text)
    }

    private func expect(
        _ type: CommandType, _ params: JSONObject, for addressee: Addressee, _ text: String
    ) throws {
        let steps = try Command.steps(type: type, params: params)
        #expect(CommandText.refusals(of: steps, for: addressee) == [])
        let line = try CommandText.line(CommandNumber(7), steps[0].command, for: addressee)
        #expect(String(decoding: line, as: UTF8.self) == "C:7:\(text)\n")
    }

    @Test("a template of another version is refused with both versions named")
    func versions() throws {
        let steps = try Command.steps(
            type: .biometricUpsert, params: Self.with(["major_version": "10"]))
        let refusal = try #require(CommandText.refusals(of: steps, for: .senseFace).first)
        #expect(refusal.field == "params.major_version")
        #expect(refusal.message.contains("must be 13") && refusal.message.contains("is 10"))
        #expect(refusal.message.contains("force"))
    }
}
