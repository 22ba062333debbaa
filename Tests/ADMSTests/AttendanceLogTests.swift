import ADMS
import BridgeCore
import Testing

struct AttendanceLogTests {
    static let time = "2026-03-14 07:59:58"

    @Test(
        "every shape of row is a punch; what it lacks is nil, what we do not read is reserved",
        arguments: [
            (["31", time], nil, nil, nil, []),
            (["31", time, "0", "1"], 0, 1, nil, []),
            (["31", time, "1", "0", "77"], 1, 0, "77", []),
            (["31", time, "0", "1", "0", "0", "0"], 0, 1, "0", ["0", "0"]),
            (["31", time, "1", "1", "", "0", "0", ""], 1, 1, nil, ["0", "0"]),
            (
                ["31", time, "0", "1", "0", "0", "0", "110101199001011237", "1"], 0, 1, "0",
                ["0", "0", "110101199001011237", "1"]
            ),
            (
                ["31", time, "255", "15", "0", "0", "0", "0", "0", "0"], 255, 15, "0",
                ["0", "0", "0", "0", "0"]
            ),
            (
                ["31", time, "255", "15", "0", "0", "0", "0", "0", "0", ""], 255, 15, "0",
                ["0", "0", "0", "0", "0"]
            ),
            (
                ["31", time, "0", "1", "", "", "", "", "", "", "480", "e30="], 0, 1, nil,
                ["", "", "", "", "", "480", "e30="]
            ),
            (
                ["31", time, "1", "0", "5", "0", "0", "1", "2", "3", "4", "5", "6", "1.5", "2.5", "3.5"], 1,
                0, "5",
                ["0", "0", "1", "2", "3", "4", "5", "6", "1.5", "2.5", "3.5"]
            ),
            (["31", time, "", "", ""], nil, nil, nil, []),
        ] as [([String], Int?, Int?, String?, [String])])
    func shapes(cells: [String], status: Int?, verify: Int?, workCode: String?, reserved: [String]) throws {
        let row = cells.joined(separator: "\t")
        let reading = Reading(row + "\n")
        let punch = try #require(reading.punches.first)
        #expect(reading.rejects.isEmpty)
        #expect(punch.pin == "31")
        #expect(punch.time.text() == Self.time)
        #expect(punch.status == status)
        #expect(punch.verify == verify)
        #expect(punch.workCode == workCode)
        #expect(punch.reserved == reserved)
        #expect(punch.mask == nil && punch.temperatureCelsius == nil)
        #expect(punch.raw == row)
    }

    @Test("a clock-series row of 16 columns with an ISO time is a punch at that time")
    func clockSeries() throws {
        let row = "982\t2026-03-14T07:59:58\t1\t0\t9001\t0\t0\t1\t2\t3\t4\t5\t6\t1.0\t2.0\t3.0"
        let punch = try #require(Reading(row, options: ["MaskDetectionFunOn": "1"]).punches.first)
        #expect(punch.time.text() == Self.time && punch.workCode == "9001" && punch.mask == nil)
        #expect(punch.reserved == ["0", "0", "1", "2", "3", "4", "5", "6", "1.0", "2.0", "3.0"])
        #expect(punch.raw == row)
    }

    @Test(
        "mask and temperature are read only where the terminal announced them",
        arguments: [
            ("1\t36.6\t0", ["MaskDetectionFunOn": "1", "IRTempDetectionFunOn": "1"], 1, 36.6, ["0"]),
            ("1\t36.6\t0", ["MaskDetectionFunOn": "1", "IRTempDetectionFunOn": "0"], 1, nil, ["36.6", "0"]),
            ("1\t36.6\t0", ["IRTempDetectionFunOn": "1"], nil, 36.6, ["1", "0"]),
            ("1\t36.6\t0", ["MaskDetectionFunOn": ""], nil, nil, ["1", "36.6", "0"]),
            ("1", ["MaskDetectionFunOn": "1", "IRTempDetectionFunOn": "1"], 1, nil, []),
            (
                "0\t97.9\t36.6", ["MaskDetectionFunOn": "1", "IRTempDetectionFunOn": "1"], 0, nil,
                ["97.9", "36.6"]
            ),
            ("\t\t", ["MaskDetectionFunOn": "1", "IRTempDetectionFunOn": "1"], nil, nil, []),
            ("110101199001011237\t0", ["MaskDetectionFunOn": "1"], nil, nil, ["110101199001011237", "0"]),
            (
                "1\t2\t3\t4\t5\t6\t1.5\t2.5\t3.5", ["MaskDetectionFunOn": "1"], nil, nil,
                ["1", "2", "3", "4", "5", "6", "1.5", "2.5", "3.5"]
            ),
        ] as [(String, [String: String], Int?, Double?, [String])])
    func announced(
        cells: String, options: [String: String], mask: Int?, temperature: Double?, reserved: [String]
    ) throws {
        let reading = Reading("31\t\(Self.time)\t0\t15\t0\t0\t0\t\(cells)", options: options)
        let punch = try #require(reading.punches.first)
        #expect(punch.mask == mask)
        #expect(punch.temperatureCelsius == temperature)
        #expect(Array(punch.reserved.dropFirst(2)) == reserved)
    }

    @Test(
        "a row we cannot trust is rejected with the column, the value and the rule",
        arguments: [
            (
                "31\t2026-02-30 08:00:00\t0\t1",
                "column 2 (time) is \"2026-02-30 08:00:00\": there is no such date and time between the years 1970 and 2199"
            ),
            (
                "31\t2026-03-14 24:00:00",
                "column 2 (time) is \"2026-03-14 24:00:00\": there is no such date and time between the years 1970 and 2199"
            ),
            (
                "31\t1773475198\t0\t1",
                "column 2 (time) is \"1773475198\": must be a time like 2026-11-20 08:00:00"
            ),
            ("31\t\t0\t1", "column 2 (time) is empty"),
            ("\t\(time)\t0\t1", "column 1 (pin) is empty"),
            ("  \t\(time)\t0\t1", "column 1 (pin) is empty"),
            ("0\t\(time)\t0\t1", "column 1 (pin) is \"0\": 0 is never a person"),
            ("000\t\(time)\t0\t1", "column 1 (pin) is \"000\": 0 is never a person"),
            ("3\u{1}1\t\(time)", "column 1 (pin) is \"3\u{1}1\": must not contain control characters"),
            ("31\t\(time)\tin\t1", "column 3 (status) is \"in\": must be a whole number of at most 9 digits"),
            (
                "31\t\(time)\t1.0\t1",
                "column 3 (status) is \"1.0\": must be a whole number of at most 9 digits"
            ),
            (
                "31\t\(time)\t0\t0x1",
                "column 4 (verify) is \"0x1\": must be a whole number of at most 9 digits"
            ),
            (
                "31\t\(time)\t0\t12345678901",
                "column 4 (verify) is \"12345678901\": must be a whole number of at most 9 digits"
            ),
            ("31", "the row has no column 2 (time); its columns must be separated by TAB"),
            ("31 \(time) 0 1", "the row has no column 2 (time); its columns must be separated by TAB"),
            ("\t", "the row has no column 2 (time); its columns must be separated by TAB"),
            (
                String(repeating: "9", count: 65) + "\t\(time)",
                "column 1 (pin) is \"\(String(repeating: "9", count: 64))…\" (65 bytes): must be at most 64 bytes long"
            ),
            (
                "31\t\(time)" + String(repeating: "\t0", count: 70),
                "the row has 72 columns, at most 64 are read"
            ),
        ])
    func rejects(row: String, reason: String) {
        let reading = Reading(row)
        #expect(reading.punches.isEmpty)
        #expect(reading.rejects == [RejectedLine(table: "ATTLOG", line: Array(row.utf8), reason: reason)])
        #expect(reading.acknowledgement == "OK: 1\n")
    }

    @Test(
        "a bad mask or temperature rejects the row",
        arguments: [
            ("x\t36.6", "column 8 (mask)"), ("1\t3e1", "column 9 (temperature)"),
            ("1\tnan", "column 9 (temperature)"), ("1\t.", "column 9 (temperature)"),
        ])
    func badAnnounced(cells: String, column: String) throws {
        let options = ["MaskDetectionFunOn": "1", "IRTempDetectionFunOn": "1"]
        let reading = Reading("31\t\(Self.time)\t0\t15\t0\t0\t0\t\(cells)\t0", options: options)
        #expect(reading.punches.isEmpty)
        #expect(try #require(reading.rejects.first).reason.hasPrefix(column))
    }

    @Test("a row of 8 KiB is read and a longer one is rejected, its cut said")
    func longRow() throws {
        let start = "31\t\(Self.time)\t0\t1\t"
        let filler = { String(repeating: "w ", count: $0 / 2) }
        let longest = start + String(repeating: ".", count: 8192 - start.utf8.count)
        #expect(Reading(longest).punches.count == 1)
        #expect(Reading(longest + ".").punches.isEmpty)
        let reject = try #require(Reading(start + filler(10000)).rejects.first)
        #expect(reject.line.count == 8192)
        #expect(
            reject.reason == "the row has \(start.utf8.count + 10000) bytes, at most 8192 are read; "
                + "the line had \(start.utf8.count + 10000) bytes, the first 8192 are kept")
    }

    @Test("a row that is not UTF-8 is kept as its bytes")
    func notUTF8() {
        let row = Array("31\t\(Self.time)\t0\t1\t".utf8) + [0xb9, 0xa4]
        let reading = Reading(row)
        #expect(
            reading.rejects == [RejectedLine(table: "ATTLOG", line: row, reason: "the row is not UTF-8 text")]
        )
    }

    @Test(
        "a row of named values is read by its keys, in any case and order",
        arguments: [
            (
                "time=\(time)\tpin=31\tevent=3\tinoutstatus=1\tverifytype=15\tindex=9", 1, 15,
                ["event=3", "index=9"]
            ),
            ("PIN=31\tTime=\(time)\tStatus=4\tVerify=1", 4, 1, []),
            ("pin=31\ttime=\(time)\tinoutstatus=2", nil, nil, ["inoutstatus=2"]),
            ("pin=31\ttime=\(time)\tinoutstatus=0\tattstate=255", 255, nil, ["inoutstatus=0"]),
            ("pin=31\ttime=\(time)\tverifytype=0000000000000110", nil, nil, ["verifytype=0000000000000110"]),
            ("pin=31\ttime=\(time)\tpin=32", nil, nil, ["pin=32"]),
            ("pin=31\ttime=\(time)\ttemperature=255\tmaskflag=1", nil, nil, ["temperature=255"]),
        ] as [(String, Int?, Int?, [String])])
    func keyed(row: String, status: Int?, verify: Int?, reserved: [String]) throws {
        let punch = try #require(Reading(row).punches.first)
        #expect(punch.pin == "31")
        #expect(punch.time.text() == Self.time)
        #expect(punch.status == status)
        #expect(punch.verify == verify)
        #expect(punch.reserved == reserved)
        #expect(punch.raw == row)
    }

    @Test(
        "a row of named values that is no person's punch is rejected",
        arguments: [
            "time=\(time)\tpin=0", "time=\(time)", "pin=31", "time=\(time)\tpin=31\tevent=27",
            "time=\(time)\tpin=31\tevent=x",
            "time=\(time)\tpin=31\tverifytype=x",
        ])
    func keyedRejects(row: String) {
        let reading = Reading(row)
        #expect(reading.punches.isEmpty && reading.rejects.count == 1)
    }

    @Test("a row of another table in ATTLOG gives no password away, in the line or in the reason")
    func passwordInWrongTable() throws {
        let reject = try #require(Reading("USER 31\tPasswd=4711\tCard=5").rejects.first)
        #expect(String(decoding: reject.line, as: UTF8.self) == "USER 31\tPasswd=***\tCard=5")
        #expect(!reject.reason.contains("4711"))
    }
}
