import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct CommandTests {
    @Test(
        "an order with right parameters is a command of its type",
        arguments: [
            (.userDelete, ["pin": "1156"], .deleteUser(pin: "1156")),
            (.userDelete, ["pin": "1156", "verify": true], .deleteUser(pin: "1156")),
            (.userQuery, [:], .queryUsers(pin: nil)),
            (.userQuery, ["pin": "a-B_9"], .queryUsers(pin: "a-B_9")),
            (
                .biometricDelete, ["pin": "7"],
                .deleteBiometrics(BiometricSelection(pin: "7", modality: nil))
            ),
            (
                .biometricDelete, ["pin": "7", "modality": "fingerprint", "index": 9, "form": "legacy"],
                .deleteBiometrics(
                    BiometricSelection(pin: "7", modality: .fingerprint, index: 9, form: .legacy))
            ),
            (
                .biometricQuery, ["modality": "visible_light_face"],
                .queryBiometrics(BiometricSelection(pin: nil, modality: .visibleLightFace))
            ),
            (.workCodeDelete, ["code": "12"], .deleteWorkCode(code: "12")),
            (.messageAssign, ["id": 7, "pin": "1"], .assignMessage(id: 7, pin: "1")),
            (.messageDelete, ["id": 65535], .deleteMessage(id: 65535)),
            (
                .attendanceQuery, ["from": "2026-11-20T08:00:00", "until": "2026-11-20 08:00:00"],
                .queryAttendance(from: CommandTests.morning, until: CommandTests.morning)
            ),
            (
                .attendancePhotoQuery, ["from": "2026-11-20T08:00:00", "until": "2026-11-20 08:00:00"],
                .queryAttendancePhotos(from: CommandTests.morning, until: CommandTests.morning)
            ),
            (
                .attendanceCount, ["from": "2026-11-20T08:00:00", "until": "2026-11-20 08:00:00"],
                .countAttendance(from: CommandTests.morning, until: CommandTests.morning)
            ),
            (.attendanceClear, ["confirm": true], .clear(.attendance)),
            (.photosClear, ["confirm": true], .clear(.attendancePhotos)),
            (.biometricsClear, ["confirm": true], .clear(.biometrics)),
            (.usersClear, ["confirm": true], .clear(.users)),
            (.deviceClearAll, ["confirm": true], .clear(.everything)),
            (.deviceReboot, [:], .reboot), (.deviceReboot, ["confirm": true], .reboot),
            (.deviceInfo, [:], .reportInfo), (.deviceCheck, [:], .checkForChanges),
            (
                .deviceSetOption, ["name": "Delay", "value": "10 , =x"],
                .setOption(name: "Delay", value: "10 , =x")
            ),
            (.deviceGetOption, ["name": "~OEMVendor"], .getOption(name: "~OEMVendor")),
            (.deviceReloadOptions, [:], .reloadOptions), (.deviceSetTime, [:], .setClock(nil)),
            (.deviceSetTime, ["time": "2026-11-20T08:00:00"], .setClock(CommandTests.morning)),
            (.deviceSyncNow, [:], .sendNow),
            (.doorUnlock, [:], .unlockDoor(door: 1, seconds: 5)),
            (.doorUnlock, ["door": 4, "seconds": 254], .unlockDoor(door: 4, seconds: 254)),
            (.doorLock, [:], .lockDoor(door: 1)), (.alarmCancel, [:], .cancelAlarm),
            (
                .enrollFingerprint, ["pin": "7", "finger": 6],
                .enroll(.fingerprint(pin: "7", finger: 6, retries: 3, overwrites: false))
            ),
            (
                .enrollBiometric,
                [
                    "pin": "7", "modality": "palm_vein", "card": "0x10", "retries": 5, "overwrite": true,
                ],
                .enroll(
                    .biometric(pin: "7", modality: .palmVein, card: "16", retries: 5, overwrites: true))
            ),
            (.enrollCard, ["pin": "7"], .enroll(.card(pin: "7", retries: 3))),
            (.fileGet, ["path": "/mnt/options.cfg"], .getFile(path: "/mnt/options.cfg")),
            (.deviceShell, ["command": "uptime"], .runShell("uptime")),
            (.raw, ["text": "DATA QUERY\tX"], .raw("DATA QUERY\tX")),
        ] as [(CommandType, JSONObject, Command)])
    func right(_ type: CommandType, _ params: JSONObject, _ expected: Command) throws {
        let command = try Command(type: type, params: params)
        #expect(command == expected)
        #expect(command.type == type)
    }

    private static let morning = CivilTime("2026-11-20 08:00:00")!

    @Test(
        "every type has right parameters, which make a command of that type", arguments: CommandType.allCases)
    func samples(_ type: CommandType) throws {
        let params = type.example
        #expect(try Command(type: type, params: params).type == type)
        #expect(try Command.steps(type: type, params: params).count == 1)
    }

    @Test(
        "a parameter of another kind, a needless one and a missing one are refused by name, in every type",
        arguments: CommandType.allCases)
    func fields(_ type: CommandType) throws {
        let right = type.example
        for parameter in type.parameters {
            var without = right
            without[parameter.name] = nil
            #expect(CommandSamples.refused(type, without).contains(parameter.name) == parameter.isRequired)
            for wrong in [true, 1, .number(1.5), "\u{1}", [[]], [:], .integer(.max), .integer(-1)] as [JSON]
            where !CommandSamples.mayBe(wrong, parameter) {
                var params = right
                params[parameter.name] = wrong
                #expect(
                    CommandSamples.refused(type, params).contains { $0.hasPrefix(parameter.name) },
                    "\(parameter.name) may be \(wrong)")
            }
        }
        var params = right
        params["no_such"] = 1
        #expect(CommandSamples.refused(type, params) == ["no_such"])
    }

    @Test("what is taken is what is described: right parameters are described, and only they")
    func described() throws {
        for type in CommandType.allCases {
            let params = type.example
            let described = type.parameters.map(\.name)
            #expect(Set(described).count == described.count)
            #expect(params.names.allSatisfy(described.contains), "\(type.rawValue)")
            #expect(type.parameters.allSatisfy { !$0.rule.isEmpty && !$0.rule.hasPrefix("must") })
        }
    }

    @Test("who reads about a type finds what it does and what it needs")
    func words() {
        #expect(Set(CommandType.allCases.map(\.summary)).count == CommandType.allCases.count)
        #expect(CommandType.allCases.allSatisfy { $0.summary.hasSuffix(".") })
        let door = CommandType.doorUnlock.parameters
        #expect(
            door == [
                Parameter(name: "door", kind: .integer(1...4), rule: "1 to 4", fallback: 1),
                Parameter(name: "seconds", kind: .integer(1...254), rule: "1 to 254", fallback: 5),
            ])
        let user = CommandType.userUpsert.parameters
        #expect(user.filter(\.isRequired).map(\.name) == ["pin"])
        #expect(user.filter(\.isWithheld).map(\.name) == ["password", "photo"])
        guard
            case .list(of: .object(let members), maximum: 40)? = user.first(where: { $0.name == "biometrics" }
            )?
            .kind
        else {
            Issue.record("biometrics are a list of objects")
            return
        }
        #expect(members.filter(\.isRequired).map(\.name) == ["modality", "template"])
    }
}
