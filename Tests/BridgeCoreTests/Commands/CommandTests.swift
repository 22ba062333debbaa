import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct CommandTests {
    @Test(
        "an order with right parameters is a command of its type",
        arguments: [
            (.userDelete, ["pin": "1156"], .deleteUser(pin: "1156")),
            (.userQuery, [:], .queryUsers(pin: nil)),
            (.userQuery, ["pin": "a-B_9"], .queryUsers(pin: "a-B_9")),
            (
                .attendanceQuery, ["from": "2026-11-20T08:00:00", "until": "2026-11-20 08:00:00"],
                .queryAttendance(
                    from: CivilTime(unixSeconds: 1_795_161_600), until: CivilTime(unixSeconds: 1_795_161_600))
            ),
            (.deviceReboot, [:], .reboot), (.deviceInfo, [:], .reportInfo),
            (.deviceCheck, [:], .checkForChanges),
            (.doorUnlock, [:], .unlockDoor(door: 1, seconds: 5)),
            (.doorUnlock, ["door": 4, "seconds": 254], .unlockDoor(door: 4, seconds: 254)),
            (
                .deviceSetOption, ["name": "Delay", "value": "10 , =x"],
                .setOption(name: "Delay", value: "10 , =x")
            ),
            (.raw, ["text": "DATA QUERY\tX"], .raw("DATA QUERY\tX")),
        ] as [(CommandType, JSONObject, Command)])
    func right(_ type: CommandType, _ params: JSONObject, _ expected: Command) throws {
        let command = try Command(type: type, params: params)
        #expect(command == expected)
        #expect(command.type == type)
    }

    @Test(
        "an order with a wrong parameter is refused, naming it",
        arguments: [
            (.userUpsert, [:], ["params.pin"]),
            (
                .userUpsert, ["pin": "1", "privilege": "god", "card": "x", "nick": "y"],
                ["params.privilege", "params.card", "params.nick"]
            ),
            (.userDelete, ["pin": "0"], ["params.pin"]),
            (.userDelete, ["pin": "1 2"], ["params.pin"]),
            (.userDelete, ["pin": "1=2"], ["params.pin"]),
            (.userDelete, ["pin": 1], ["params.pin"]),
            (.userDelete, ["pin": .string(String(repeating: "1", count: 25))], ["params.pin"]),
            (.userDelete, [:], ["params.pin"]),
            (.userQuery, ["pin": ""], ["params.pin"]),
            (.attendanceQuery, [:], ["params.from", "params.until"]),
            (
                .attendanceQuery, ["from": "2026-02-30 00:00:00", "until": "2026-11-20T08:00:00Z"],
                ["params.from", "params.until"]
            ),
            (
                .attendanceQuery, ["from": "2026-11-20 08:00:01", "until": "2026-11-20 08:00:00"],
                ["params.until"]
            ),
            (.deviceReboot, ["now": true], ["params.now"]),
            (.deviceInfo, ["x": 1], ["params.x"]),
            (.deviceCheck, ["x": 1], ["params.x"]),
            (.doorUnlock, ["door": 0, "seconds": 255], ["params.door", "params.seconds"]),
            (.doorUnlock, ["door": "1"], ["params.door"]),
            (.deviceSetOption, ["name": "~OS", "value": "1"], ["params.name"]),
            (.deviceSetOption, ["name": "A=B", "value": "1\n2"], ["params.name", "params.value"]),
            (.deviceSetOption, ["name": "A"], ["params.value"]),
            (
                .deviceSetOption, ["name": "A", "value": .string(String(repeating: "x", count: 257))],
                ["params.value"]
            ),
            (.raw, ["text": "a\nC:1:REBOOT"], ["params.text"]),
            (.raw, ["text": .string(String(repeating: "x", count: 40_001))], ["params.text"]),
            (.raw, [:], ["params.text"]),
        ] as [(CommandType, JSONObject, [String])])
    func wrong(_ type: CommandType, _ params: JSONObject, _ fields: [String]) {
        let error = #expect(throws: InvalidFields.self) { try Command(type: type, params: params) }
        #expect(error?.errors.map(\.field) == fields)
    }

    @Test("only what does no harm when done twice may be handed out again")
    func repeatable() {
        let once = CommandType.allCases.filter { !$0.isRepeatable }
        #expect(once == [.deviceReboot, .doorUnlock, .raw])
        #expect(CommandType.allCases.filter(\.mustBeLast) == [.deviceReboot])
    }
}
