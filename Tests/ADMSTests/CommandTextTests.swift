import ADMS
import BridgeCore
import Testing

struct CommandTextTests {
    @Test(
        "each command has its text",
        arguments: [
            (.userUpsert, ["pin": "31"], "DATA UPDATE USERINFO PIN=31"),
            (
                .userUpsert,
                [
                    "pin": "31", "name": "Ann Ó", "privilege": "super_administrator", "password": "99",
                    "card": "0x1E240", "group": 2, "time_zones": [1, 26], "verify_mode": "face",
                    "second_card": "7", "valid_from": "2026-01-01", "valid_until": "2026-12-31T12:00:00",
                ],
                "DATA UPDATE USERINFO PIN=31\tName=Ann Ó\tPri=14\tPasswd=99\tCard=123456\tGrp=2"
                    + "\tTZ=00010001001A0000\tVerify=15\tViceCard=7\tStartDatetime=2026-01-01T00:00:00"
                    + "\tEndDatetime=2026-12-31T12:00:00\tExpires=1"
            ),
            (
                .userUpsert, ["pin": "31", "time_zones": [], "verify_mode": "group"],
                "DATA UPDATE USERINFO PIN=31\tTZ=0000000000000000\tVerify=-1"
            ),
            (.userDelete, ["pin": "31"], "DATA DELETE USERINFO PIN=31"),
            (.userQuery, ["pin": "31"], "DATA QUERY USERINFO PIN=31"),
            (.userQuery, [:], "DATA QUERY USERINFO"),
            (
                .userPhotoUpsert, ["pin": "31", "photo": "/9j/"],
                "DATA UPDATE USERPIC PIN=31\tSize=4\tContent=/9j/"
            ),
            (
                .userPhotoUpsert,
                ["pin": "31", "photo": "/9j/QQ==", "kind": "comparison", "return_template": true],
                "DATA UPDATE BIOPHOTO PIN=31\tType=9\tSize=8\tContent=/9j/QQ==\tFormat=0\tPostBackTmpFlag=1"
            ),
            (.userPhotoDelete, ["pin": "31"], "DATA DELETE USERPIC PIN=31"),
            (.userPhotoDelete, ["pin": "31", "kind": "comparison"], "DATA DELETE BIOPHOTO PIN=31"),
            (
                .userPhotoDelete, ["pin": "31", "kind": "comparison", "modality": "visible_light_palm"],
                "DATA DELETE BIOPHOTO PIN=31\tType=10"
            ),
            (.workCodeUpsert, ["code": "7", "name": "Paint"], "DATA UPDATE WORKCODE CODE=7\tNAME=Paint"),
            (
                .workCodeUpsert, ["code": "7", "name": "Paint", "place": 3],
                "DATA UPDATE WORKCODE PIN=3\tCODE=7\tNAME=Paint"
            ),
            (.workCodeDelete, ["code": "7"], "DATA DELETE WORKCODE CODE=7"),
            (
                .messageUpsert,
                [
                    "id": 4, "text": "Hello all", "audience": "everybody",
                    "starts_at": "2026-11-20T08:00:00",
                ],
                "DATA UPDATE SMS MSG=Hello all\tTAG=253\tUID=4\tMIN=60\tStartTime=2026-11-20 08:00:00"
            ),
            (
                .messageUpsert,
                [
                    "id": 4, "text": "Hello", "audience": "people", "starts_at": "2026-11-20T08:00:00",
                    "minutes": 5,
                ],
                "DATA UPDATE SMS MSG=Hello\tTAG=254\tUID=4\tMIN=5\tStartTime=2026-11-20 08:00:00"
            ),
            (.messageAssign, ["id": 4, "pin": "31"], "DATA UPDATE USER_SMS PIN=31\tUID=4"),
            (.messageDelete, ["id": 4], "DATA DELETE SMS UID=4"),
            (
                .idCardUpsert, ["id_number": "11010119", "name": "Li"],
                "DATA UPDATE IDCARD PIN=0\tSNNum=\tIDNum=11010119\tDNNum=\tName=Li\tGender=\tNation=\tBirthday="
                    + "\tValidInfo=\tAddress=\tAdditionalInfo=\tIssuer=\tReserve=\tNotice="
            ),
            (
                .accessGroupUpsert, ["id": 2, "verify_mode": "face", "holidays": true, "time_zones": [5]],
                "DATA UPDATE AccGroup ID=2\tVerify=15\tValidHoliday=1\tTZ=5;0;0"
            ),
            (
                .timeZoneUpsert, ["id": 3, "monday": "08:00-17:30", "sunday": "00:00-23:59"],
                "DATA UPDATE AccTimeZone UID=3\tSunStart=0000\tSunEnd=2359\tMonStart=0800\tMonEnd=1730"
                    + "\tTuesStart=2359\tTuesEnd=0000\tWedStart=2359\tWedEnd=0000\tThursStart=2359"
                    + "\tThursEnd=0000\tFriStart=2359\tFriEnd=0000\tSatStart=2359\tSatEnd=0000"
            ),
            (
                .holidayUpsert,
                ["id": 4, "name": "Xmas", "from": "12-24", "until": "01-01", "time_zone": 3],
                "DATA UPDATE AccHoliday UID=4\tHolidayName=Xmas\tStartDate=1224\tEndDate=0101\tTimeZone=3"
            ),
            (
                .unlockCombinationUpsert, ["id": 5, "groups": [1, 2]],
                "DATA UPDATE AccUnLockComb UID=5\tGroup1=1\tGroup2=2\tGroup3=0\tGroup4=0\tGroup5=0"
            ),
            (
                .attendanceQuery, ["from": "2026-03-01T00:00:00", "until": "2026-03-31 23:59:59"],
                "DATA QUERY ATTLOG StartTime=2026-03-01 00:00:00\tEndTime=2026-03-31 23:59:59"
            ),
            (
                .attendancePhotoQuery, ["from": "2026-03-01T00:00:00", "until": "2026-03-31 23:59:59"],
                "DATA QUERY ATTPHOTO StartTime=2026-03-01 00:00:00\tEndTime=2026-03-31 23:59:59"
            ),
            (
                .attendanceCount, ["from": "2026-03-01T00:00:00", "until": "2026-03-31 23:59:59"],
                "VERIFY SUM ATTLOG StartTime=2026-03-01 00:00:00\tEndTime=2026-03-31 23:59:59"
            ),
            (
                .userUpsert, ["pin": "31", "name": "", "password": "", "card": "0", "expires": false],
                "DATA UPDATE USERINFO PIN=31\tName=\tPasswd=\tCard=0\tStartDatetime=0\tEndDatetime=0\tExpires=0"
            ),
            (.attendanceClear, ["confirm": true], "CLEAR LOG"),
            (.photosClear, ["confirm": true], "CLEAR PHOTO"),
            (.biometricsClear, ["confirm": true], "CLEAR BIODATA"),
            (.usersClear, ["confirm": true], "CLEAR ALL USERINFO"),
            (.deviceClearAll, ["confirm": true], "CLEAR DATA"),
            (.deviceReboot, [:], "REBOOT"), (.deviceInfo, [:], "INFO"), (.deviceCheck, [:], "CHECK"),
            (.deviceSetOption, ["name": "VOLUME", "value": "50"], "SET OPTION VOLUME=50"),
            (.deviceGetOption, ["name": "~OS"], "GET OPTION FROM ~OS"),
            (.deviceReloadOptions, [:], "RELOAD OPTIONS"), (.deviceSyncNow, [:], "LOG"),
            (.deviceSetTime, [:], "SET OPTION DateTime=583050990"),
            (.deviceSetTime, ["time": "2000-01-01 00:00:01"], "SET OPTION DateTime=1"),
            (.doorUnlock, ["seconds": 9], "AC_UNLOCK"), (.alarmCancel, [:], "AC_UNALARM"),
            (
                .enrollFingerprint, ["pin": "31", "finger": 6],
                "ENROLL_FP PIN=31\tFID=6\tRETRY=3\tOVERWRITE=0"
            ),
            (
                .enrollBiometric,
                ["pin": "31", "modality": "visible_light_face", "retries": 1, "overwrite": true],
                "ENROLL_BIO TYPE=9\tPIN=31\tCardNo=\tRETRY=1\tOVERWRITE=1"
            ),
            (.enrollCard, ["pin": "31"], "ENROLL_MF PIN=31\tRETRY=3"),
            (.fileGet, ["path": "options.cfg"], "GetFile options.cfg"),
            (.filePut, ["url": "http://h/a.tgz"], "PutFile http://h/a.tgz"),
            (.filePut, ["url": "http://h/a.tgz", "path": "/mnt"], "PutFile http://h/a.tgz\t/mnt"),
            (
                .filePut,
                [
                    "url": "a.tgz", "path": "a.tgz", "action": "replace", "table": "fingerprints",
                    "records": 9,
                ],
                "PutFile a.tgz\ta.tgz\tAction=SyncData\tTableName=FINGERTMP\tRecordCount=9"
            ),
            (.filePut, ["url": "a", "action": "append"], "PutFile a\t\tAction=AppendData"),
            (.deviceShell, ["command": "uptime"], "SHELL uptime"),
            (
                .firmwareUpgrade, CommandTextTests.firmware("raw"),
                "UPGRADE type=1,checksum=00112233445566778899aabbccddeeff,size=7,url=fw/a"
            ),
            (
                .firmwareUpgrade, CommandTextTests.firmware("base64"),
                "UPGRADE checksum=00112233445566778899aabbccddeeff,url=fw/a,size=7"
            ),
            (
                .firmwareUpgrade, CommandTextTests.firmware("ranges"),
                "UPGRADE checksum=00112233445566778899aabbccddeeff,size=7,url=fw/a,supportsubcontracting=1"
            ),
            (.raw, ["text": "DATA QUERY WORKCODE\tX=1"], "DATA QUERY WORKCODE\tX=1"),
        ] as [(CommandType, JSONObject, String)])
    func text(type: CommandType, params: JSONObject, text: String) throws {
        try expect(type, params, for: .attendance(), "C:4711:\(text)\n")
    }

    private static func firmware(_ transfer: String) -> JSONObject {
        [
            "url": "fw/a", "md5": "00112233445566778899AABBCCDDEEFF", "size": 7,
            "transfer": .string(transfer), "confirm": true,
        ]
    }

    @Test(
        "the clock series and push 1 have texts of their own",
        arguments: [
            (
                .clock, .userUpsert, ["pin": "31", "verify_code": 3],
                "DATA UPDATE USERINFO PIN=31\tVerifyMode=3"
            ),
            (
                .clock, .attendanceQuery, ["from": "2026-03-01T00:00:00", "until": "2026-03-31 23:59:59"],
                "DATA QUERY ATTLOG StartTime=2026-03-01T00:00:00\tEndTime=2026-03-31T23:59:59"
            ),
            (
                .clock, .enrollFingerprint, ["pin": "31", "finger": 6],
                "ENROLL_FP PIN=31\tFID=6\tRETRY=3\tOVERWRITE=2"
            ),
            (
                .clock, .timeZoneUpsert, ["id": 3, "sunday": "08:00-17:30", "saturday": "00:00-23:59"],
                "DATA UPDATE TIMEZONE TZID=3\tTIME=08001730" + String(repeating: "23590000", count: 5)
                    + "00002359"
            ),
            (
                .first, .userUpsert, ["pin": "31", "name": "Ann", "card": "113999969"],
                "DATA USER PIN=31\tName=Ann\tCard=[6180CB0600]"
            ),
            (
                .first, .userUpsert, ["pin": "31", "card": "1099511627776"],
                "DATA USER PIN=31\tCard=1099511627776"
            ),
            (.first, .userDelete, ["pin": "31"], "DATA DEL_USER PIN=31"),
            (
                .first, .biometricUpsert, ["pin": "31", "modality": "fingerprint", "template": "QUJD"],
                "DATA FP PIN=31\tFID=0\tSize=4\tValid=1\tTMP=QUJD"
            ),
            (
                .first, .biometricUpsert,
                ["pin": "31", "modality": "face", "piece": 11, "template": "QUJD"],
                "DATA UPDATE FACE PIN=31\tFID=11\tVALID=1\tSIZE=4\tTMP=QUJD"
            ),
            (
                .first, .biometricDelete, ["pin": "31", "modality": "fingerprint", "index": 2],
                "DATA DEL_FP PIN=31\tFID=2"
            ),
            (
                .first, .accessGroupUpsert, ["id": 2, "time_zones": [1, 4]],
                "ACC SetGroupTZs GroupNo=2\tTZs=1;4;0"
            ),
        ] as [(Addressee, CommandType, JSONObject, String)])
    func generations(_ addressee: Addressee, _ type: CommandType, _ params: JSONObject, _ text: String) throws
    {
        try expect(type, params, for: addressee, "C:4711:\(text)\n")
    }

    private func expect(
        _ type: CommandType, _ params: JSONObject, for addressee: Addressee, _ expected: String
    ) throws {
        let steps = try Command.steps(type: type, params: params)
        let line = try CommandText.line(CommandNumber(4711), steps[0].command, for: addressee)
        #expect(String(decoding: line, as: UTF8.self) == expected)
        #expect(CommandText.refusals(of: steps, for: addressee) == [])
    }

    @Test("no value can end its line and begin another command")
    func oneLine() throws {
        let line = try CommandText.line(
            CommandNumber(1), .raw("INFO\r\nC:2:REBOOT\0"), for: .attendance())
        #expect(String(decoding: line, as: UTF8.self) == "C:1:INFO  C:2:REBOOT \n")
    }

    @Test(
        "raw texts that reach into a terminal's system are told from those that do not",
        arguments: [
            ("SHELL reboot", true), ("Shell id", true), ("  shell id", true), ("GetFile /etc/passwd", true),
            ("PutFile http://x/y\t/mnt", true), ("UPGRADE type=1", true), ("\tupgrade", true),
            ("INFO", false),
            ("DATA QUERY USERINFO", false), ("SET OPTION ShellFun=1", false), ("", false),
        ])
    func system(_ text: String, _ reaches: Bool) {
        #expect(CommandText.reachesIntoSystem(raw: text) == reaches)
    }

    @Test("a terminal with a set of characters gets its commands in it")
    func charset() throws {
        let steps = try Command.steps(type: .userUpsert, params: ["pin": "31", "name": "王伟"])
        let addressee = Addressee.attendance(charset: .gb18030)
        let line = try CommandText.line(CommandNumber(1), steps[0].command, for: addressee)
        let text = Array("C:1:DATA UPDATE USERINFO PIN=31\tName=".utf8)
        #expect(line == text + [0xcd, 0xf5, 0xce, 0xb0] + Array("\n".utf8))
        #expect(CommandText.refusals(of: steps, for: addressee) == [])
    }

    @Test(
        "a text the terminal's set has no letters for is refused by field, and goes out in UTF-8 if it was let in before",
        arguments: [
            (.userUpsert, ["pin": "31", "name": "王伟"], "params.name"),
            (.deviceSetOption, ["name": "X", "value": "王"], "params.value"),
            (.workCodeUpsert, ["code": "1", "name": "王"], "params.name"),
            (.raw, ["text": "SMS MSG=王"], "params.text"), (.userUpsert, ["pin": "31", "name": "Ann"], nil),
        ] as [(CommandType, JSONObject, String?)])
    func lacking(type: CommandType, params: JSONObject, field: String?) throws {
        let charset: Charset = try #require(Charset(name: "TIS-620"))
        let addressee = Addressee.attendance(charset: charset)
        let steps = try Command.steps(type: type, params: params)
        let refusals = CommandText.refusals(of: steps, for: addressee)
        #expect(refusals.map(\.field) == (field.map { [$0] } ?? []))
        #expect(refusals.allSatisfy { $0.message.contains("TIS-620") })
        let line = try CommandText.line(CommandNumber(1), steps[0].command, for: addressee)
        let inUTF8 = try CommandText.line(CommandNumber(1), steps[0].command, for: .attendance())
        #expect(line == inUTF8)
    }
}
