import ADMS
import BridgeCore
import Testing

struct OperationRowTests {
    static let time = "2026-03-14 07:59:58"

    @Test(
        "an operation has its code, who did it, when, and always four objects",
        arguments: [
            ("OPLOG 4\t14\t\(time)\t0\t0\t0\t0", 4, "14", ["0", "0", "0", "0"]),
            ("OPLOG 4\t0\t\(time)\t0\t0\t0\t", 4, nil, ["0", "0", "0", ""]),
            ("OPLOG 4\t1\t\(time)\t0\t0\t0\t0\t", 4, "1", ["0", "0", "0", "0"]),
            ("OPLOG 6\t\t\(time)\t1\t0\t1\t1218", 6, nil, ["1", "0", "1", "1218"]),
            ("OPLOG 6\t00\t\(time)\t1\t\t1", 6, nil, ["1", "", "1", ""]),
            ("oplog  300\t7\t2026-03-14T07:59:58", 300, "7", ["", "", "", ""]),
            ("OPLOG\t9\tAB7\t\(time)\t 31 \t0\t0\t0\tmore", 9, "AB7", ["31", "0", "0", "0"]),
        ] as [(String, Int, String?, [String])])
    func operation(row: String, code: Int, operatorPin: String?, objects: [String]) throws {
        let reading = Reading(row + "\n", table: "OPERLOG")
        let operation = try #require(reading.operations.first)
        #expect(operation.code == code)
        #expect(operation.operatorPin == operatorPin)
        #expect(operation.time.text() == Self.time)
        #expect(operation.objects == objects)
        #expect(operation.raw == row)
        #expect(reading.acknowledgement == "OK: 1\n")
    }

    @Test(
        "a row we cannot trust is rejected with the cell, the value and the rule",
        arguments: [
            (
                "OPLOG 4\t14\t2026-02-30 07:59:58\t0",
                "cell 3 (time) is \"2026-02-30 07:59:58\": there is no such date and time between the years 1970 and 2199"
            ),
            ("OPLOG 4\t14\tnow\t0", "cell 3 (time) is \"now\": must be a time like 2026-11-20 08:00:00"),
            ("OPLOG 4\t14\t\t0", "cell 3 (time) is empty"),
            (
                "OPLOG x\t14\t\(time)",
                "cell 1 (operation) is \"x\": must be a whole number of at most 9 digits"
            ),
            ("OPLOG -1\t14\t\(time)", "cell 1 (operation) is \"-1\": must be a number from 0"),
            (
                "OPLOG  \t4",
                "the row has 1 cells; it must have an operation, an operator and a time, separated by TAB"
            ),
            (
                "OPLOG 4 14 \(time) 0 0 0 0",
                "the row has 1 cells; it must have an operation, an operator and a time, separated by TAB"
            ),
            (
                "OPLOG 4\t" + String(repeating: "9", count: 65) + "\t\(time)",
                "cell 2 (operator) is \"\(String(repeating: "9", count: 64))…\" (65 bytes): must be at most 64 bytes long"
            ),
            (
                "OPLOG 4\t0\t\(time)" + String(repeating: "\t0", count: 70),
                "the row has 65 cells; it must have an operation, an operator and a time, separated by TAB"
            ),
        ])
    func rejects(row: String, reason: String) {
        let reading = Reading(row, table: "OPERLOG")
        #expect(reading.facts.isEmpty)
        #expect(reading.rejects == [RejectedLine(table: "OPERLOG", line: Array(row.utf8), reason: reason)])
        #expect(reading.acknowledgement == "OK: 1\n")
    }

    @Test("a door opened at an old terminal is the operation that says so")
    func doorEvent() throws {
        let row = "Event=Unlock\tObject=17\tTime=\(Self.time)"
        let reading = Reading(row + "\n", table: "EVENT")
        let time = try #require(CivilTime(Self.time))
        #expect(
            reading.facts == [
                .operation(
                    Operation(
                        code: 29, operatorPin: nil, time: time, objects: ["17", "", "", ""], raw: row))
            ])
        #expect(reading.acknowledgement == "OK\n")
        #expect(
            Reading("time=\(Self.time)\tevent=unlock", table: "event").operations.map(\.objects) == [
                ["", "", "", ""]
            ])
    }

    @Test(
        "another event, or one without its time, is set aside",
        arguments: [
            ("Event=Alarm\tTime=\(time)", "Event is \"Alarm\": only Unlock is known"),
            ("Object=17\tTime=\(time)", "Event is missing or empty"),
            ("Event=Unlock\tObject=17", "Time is empty"),
        ])
    func otherEvents(row: String, reason: String) {
        #expect(Reading(row, table: "EVENT").rejects.map(\.reason) == [reason])
    }

    @Test("a row whose cell calls itself a template is set aside and the cell withheld")
    func templateInside() {
        let reading = Reading("OPLOG 9\t0\t\(Self.time)\t4\tTMP=c4n4ryXY\t0\t0", table: "OPERLOG")
        #expect(reading.facts.isEmpty)
        #expect(reading.lines == ["OPLOG 9\t0\t\(Self.time)\t4\tTMP=[8 bytes withheld]\t0\t0"])
    }
}
