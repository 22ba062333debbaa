import ADMS
import BridgeCore
import Testing

struct CommandTextTests {
    @Test(
        "each command has its text",
        arguments: [
            (.userUpsert, ["pin": "31"], "DATA UPDATE USERINFO PIN=31\tPri=0"),
            (
                .userUpsert,
                [
                    "pin": "31", "name": "Ann Ó", "privilege": "super_administrator", "password": "99",
                    "card": "123456", "group": 2,
                ],
                "DATA UPDATE USERINFO PIN=31\tName=Ann Ó\tPri=14\tPasswd=99\tCard=123456\tGrp=2"
            ),
            (.userDelete, ["pin": "31"], "DATA DELETE USERINFO PIN=31"),
            (.userQuery, ["pin": "31"], "DATA QUERY USERINFO PIN=31"),
            (.userQuery, [:], "DATA QUERY USERINFO"),
            (
                .attendanceQuery, ["from": "2026-03-01T00:00:00", "until": "2026-03-31 23:59:59"],
                "DATA QUERY ATTLOG StartTime=2026-03-01 00:00:00\tEndTime=2026-03-31 23:59:59"
            ),
            (.deviceReboot, [:], "REBOOT"), (.deviceInfo, [:], "INFO"), (.deviceCheck, [:], "CHECK"),
            (.doorUnlock, ["seconds": 9], "AC_UNLOCK"),
            (.deviceSetOption, ["name": "VOLUME", "value": "50"], "SET OPTION VOLUME=50"),
            (.raw, ["text": "DATA QUERY WORKCODE\tX=1"], "DATA QUERY WORKCODE\tX=1"),
        ] as [(CommandType, JSONObject, String)])
    func text(type: CommandType, params: JSONObject, text: String) throws {
        let command = try Command(type: type, params: params)
        let line = CommandText.line(CommandNumber(4711), command, for: .attendance, charset: nil)
        #expect(String(decoding: line, as: UTF8.self) == "C:4711:\(text)\n")
        #expect(CommandText.refusal(of: command, for: .attendance, charset: nil) == nil)
    }

    @Test("no value can end its line and begin another command")
    func oneLine() {
        let line = CommandText.line(
            CommandNumber(1), .raw("INFO\r\nC:2:REBOOT\0"), for: .attendance, charset: nil)
        #expect(String(decoding: line, as: UTF8.self) == "C:1:INFO  C:2:REBOOT \n")
    }

    @Test("what an attendance terminal cannot be told is refused by field")
    func refusals() {
        #expect(
            CommandText.refusal(of: .unlockDoor(door: 2, seconds: 5), for: .attendance, charset: nil)?.field
                == "params.door")
        #expect(
            CommandText.refusal(of: .raw("c:1:INFO"), for: .attendance, charset: nil)?.field == "params.text")
        #expect(
            CommandText.refusal(of: .unlockDoor(door: 1, seconds: 200), for: .attendance, charset: nil) == nil
        )
    }

    @Test("a terminal with a set of characters gets its commands in it")
    func charset() throws {
        let command = try Command(type: .userUpsert, params: ["pin": "31", "name": "王伟"])
        let line = CommandText.line(CommandNumber(1), command, for: .attendance, charset: .gb18030)
        let text = Array("C:1:DATA UPDATE USERINFO PIN=31\tName=".utf8)
        #expect(line == text + [0xcd, 0xf5, 0xce, 0xb0] + Array("\tPri=0\n".utf8))
        #expect(CommandText.refusal(of: command, for: .attendance, charset: .gb18030) == nil)
    }

    @Test(
        "a text the terminal's set has no letters for is refused by field, and goes out in UTF-8 if it was let in before",
        arguments: [
            (.userUpsert, ["pin": "31", "name": "王伟"], "params.name"),
            (.deviceSetOption, ["name": "X", "value": "王"], "params.value"),
            (.raw, ["text": "SMS MSG=王"], "params.text"), (.userUpsert, ["pin": "31", "name": "Ann"], nil),
        ] as [(CommandType, JSONObject, String?)])
    func lacking(type: CommandType, params: JSONObject, field: String?) throws {
        let charset = try #require(Charset(name: "TIS-620"))
        let command = try Command(type: type, params: params)
        let refusal = CommandText.refusal(of: command, for: .attendance, charset: charset)
        #expect(refusal?.field == field)
        #expect(refusal?.message.contains("TIS-620") ?? true)
        #expect(
            CommandText.line(CommandNumber(1), command, for: .attendance, charset: charset)
                == CommandText.line(CommandNumber(1), command, for: .attendance, charset: nil))
    }
}

struct ReturnCodeTests {
    @Test(
        "errors have words, success and counts have none",
        arguments: [(0, false), (12, false), (-1, true), (-1004, true), (-77, true)])
    func meaning(code: Int, hasWords: Bool) {
        #expect((ReturnCode.meaning(code) != nil) == hasWords)
    }
}
