import BridgeCore
import Testing

@Suite("What two commands change")
struct ChangedThingTests {
    private static let finger: JSONObject = ["pin": "7", "modality": "fingerprint", "index": 1]

    @Test(
        "is the same where the one is or holds a part of the other",
        arguments: [
            (.userUpsert, ["pin": "7"], .userDelete, ["pin": "7"], true),
            (.userUpsert, ["pin": "7"], .userUpsert, ["pin": "7", "name": "Ann"], true),
            (.userUpsert, ["pin": "7"], .userUpsert, ["pin": "8"], false),
            (.userUpsert, ["pin": "7"], .usersClear, [:], true),
            (.userUpsert, ["pin": "7"], .biometricsClear, [:], false),
            (.userUpsert, ["pin": "7"], .biometricUpsert, finger, false),
            (.userUpsert, ["pin": "7"], .enrollCard, ["pin": "7"], true),
            (.userUpsert, ["pin": "7"], .raw, ["text": "INFO"], true),
            (.userUpsert, ["pin": "7"], .deviceCheck, [:], nil),
            (.biometricUpsert, finger, .biometricsClear, [:], true),
            (.biometricUpsert, finger, .userDelete, ["pin": "7"], true),
            (.biometricUpsert, finger, .biometricDelete, ["pin": "7"], true),
            (.biometricUpsert, finger, .biometricDelete, ["pin": "7", "modality": "face"], false),
            (.biometricUpsert, finger, .enrollFingerprint, ["pin": "7", "finger": 1], true),
            (.biometricUpsert, finger, .enrollFingerprint, ["pin": "7", "finger": 2], false),
            (
                .biometricUpsert, ["pin": "7", "modality": "face", "piece": 1], .biometricUpsert,
                ["pin": "7", "modality": "face", "piece": 2], false
            ),
            (.messageUpsert, ["id": 1], .messageAssign, ["id": 1, "pin": "7"], false),
            (.messageAssign, ["id": 1, "pin": "8"], .messageAssign, ["id": 1, "pin": "7"], false),
            (.messageAssign, ["id": 1, "pin": "8"], .messageDelete, ["id": 1], true),
            (.deviceSetOption, ["name": "A"], .deviceSetOption, ["name": "A", "value": "1"], true),
            (.deviceSetOption, ["name": "A"], .workCodeUpsert, ["code": "A"], false),
        ] as [(CommandType, JSONObject, CommandType, JSONObject, Bool?)])
    func overlaps(
        _ one: CommandType, _ params: JSONObject, _ other: CommandType, _ others: JSONObject,
        _ expected: Bool?
    ) {
        let (mine, theirs) = (one.changes(params), other.changes(others))
        let found = mine.flatMap { mine in theirs.map(mine.overlaps) }
        #expect(found == expected)
        #expect(theirs.flatMap { theirs in mine.map(theirs.overlaps) } == expected)
    }
}
