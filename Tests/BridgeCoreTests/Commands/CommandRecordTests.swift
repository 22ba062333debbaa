import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct CommandRecordTests {
    @Test(
        "no parameter shows a password",
        arguments: [
            (["pin": "1", "password": "60221415"], ["pin": "1", "password": "***"]),
            (
                ["text": "DATA UPDATE USERINFO PIN=1\tPasswd=60221415\tCard=7"],
                ["text": "DATA UPDATE USERINFO PIN=1\tPasswd=***\tCard=7"]
            ),
            (["text": "REBOOT"], ["text": "REBOOT"]),
        ] as [(JSONObject, JSONObject)])
    func masked(given: JSONObject, shown: JSONObject) {
        let record = CommandRecord(
            number: CommandNumber(1), tenant: Sample.tenant, serial: Sample.serial, type: .raw, params: given,
            priority: 0, status: .queued, createdAt: Sample.now, expiresAt: Sample.now)
        #expect(record.params == shown)
    }
}
