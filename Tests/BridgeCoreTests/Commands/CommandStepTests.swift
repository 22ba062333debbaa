import BridgeCore
import Testing

@Suite struct CommandStepTests {
    @Test("a person with templates and a picture comes to a command for each, in order")
    func person() throws {
        let params: JSONObject = [
            "pin": "31", "name": "Ann", "verify": true, "photo": CommandSamples.photo,
            "photo_kind": "comparison",
            "biometrics": [
                ["modality": "fingerprint", "index": 1, "template": "QUJD"],
                ["modality": "palm_vein", "template": "REVG"],
            ],
        ]
        let steps = try Command.steps(type: .userUpsert, params: params)
        #expect(
            steps.map(\.params) == [
                ["pin": "31", "name": "Ann", "verify": true],
                [
                    "modality": "fingerprint", "index": 1, "template": "QUJD", "pin": "31", "verify": true,
                ],
                ["modality": "palm_vein", "template": "REVG", "pin": "31", "verify": true],
                ["pin": "31", "photo": CommandSamples.photo, "kind": "comparison"],
            ])
        #expect(steps.map(\.part) == [.main, .biometric(0), .biometric(1), .photo])
        #expect(steps.map(\.isVerified) == [true, true, true, false])
        for step in steps {
            #expect(try Command(type: step.command.type, params: step.params) == step.command)
        }
        #expect(
            steps.map { $0.field("pin") } == Array(repeating: "params.pin", count: 4))
        #expect(steps[2].field("template") == "params.biometrics[1].template")
        #expect(steps[3].field("kind") == "params.photo_kind")
        #expect(steps[3].field("photo") == "params.photo")
    }

    @Test("a message for people comes to one command for the text and one for each of them")
    func message() throws {
        let steps = try Command.steps(
            type: .messageUpsert,
            params: [
                "id": 3, "text": "Hi", "audience": "people", "starts_at": "2026-11-20T08:00:00",
                "pins": ["31", "32"],
            ])
        #expect(steps.map(\.command.type) == [.messageUpsert, .messageAssign, .messageAssign])
        #expect(steps[2].params == ["id": 3, "pin": "32"])
        #expect(steps[2].field("pin") == "params.pins[1]")
        #expect(steps[2].field("id") == "params.id")
    }

    @Test("an empty list of templates adds no step")
    func none() throws {
        let params: JSONObject = ["pin": "31", "biometrics": []]
        #expect(try Command.steps(type: .userUpsert, params: params).map(\.params) == [params])
    }
}
