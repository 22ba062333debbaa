import BridgeCore
import Testing

@Suite struct CommandMaskTests {
    /// SHA-256 of `ABCD`.
    private static let abcd: JSON = [
        "size": 4, "sha256": "e12e115acf4552b2568b55e93cbd39394c4ef81c82447fafc997882a02d23677",
    ]

    @Test(
        "nothing that nobody may read back is shown, and masking twice changes nothing",
        arguments: [
            (["pin": "1", "password": "60221415"], ["pin": "1", "password": "***"]),
            (["password": 5], ["password": "***"]), (["password": nil], ["password": nil]),
            (["template": "QUJDRA=="], ["template": abcd]),
            (["template": "not base64"], ["template": "***"]),
            (["template": ["size": 4, "content_base64": "QUJDRA=="]], ["template": abcd]),
            (
                ["pin": "1", "photo": "QUJDRA==", "biometrics": [["index": 2, "template": "QUJDRA=="]]],
                ["pin": "1", "photo": abcd, "biometrics": [["index": 2, "template": abcd]]]
            ),
            (["name": "PushComKey", "value": "s3"], ["name": "PushComKey", "value": "***"]),
            (["name": "VOLUME", "value": "3"], ["name": "VOLUME", "value": "3"]),
            (
                ["text": "DATA UPDATE USERINFO PIN=1\tPasswd=60221415\tCard=7"],
                ["text": "DATA UPDATE USERINFO PIN=1\tPasswd=***\tCard=7"]
            ),
            (["text": "DATA USER PIN=1 passwd=60 Card=7"], ["text": "DATA USER PIN=1 passwd=***"]),
            (["text": "SET OPTION ComKey=88"], ["text": "SET OPTION ComKey=***"]),
            (
                ["text": "DATA UPDATE FINGERTMP PIN=1\tTMP=QUJD=="],
                ["text": "DATA UPDATE FINGERTMP PIN=1\tTMP=[6 bytes withheld]"]
            ),
            (
                ["text": .string("X A=" + String(repeating: "B", count: 256))],
                ["text": "X A=[256 bytes withheld]"]
            ),
            (["text": .string(String(repeating: "B", count: 300))], ["text": "[300 bytes withheld]"]),
            (["text": "REBOOT"], ["text": "REBOOT"]), (["text": "A=\tPasswd=\t"], ["text": "A=\tPasswd=\t"]),
        ] as [(JSONObject, JSONObject)])
    func masked(given: JSONObject, shown: JSONObject) {
        #expect(CommandMask.masked(given) == shown)
        #expect(CommandMask.masked(shown) == shown)
    }

    @Test("every parameter that is described as withheld is masked", arguments: CommandType.allCases)
    func described(_ type: CommandType) {
        for parameter in type.parameters where parameter.isWithheld {
            var params = JSONObject()
            params[parameter.name] = "QUJDRA=="
            #expect(!JSON.object(CommandMask.masked(params)).text.contains("QUJD"), "\(parameter.name)")
        }
    }
}
