import ADMS
import BridgeCore
import Testing

struct ReceiptReaderTests {
    /// `id:code` of each result, and the lines set aside.
    private func read(_ body: String) -> (results: [String], rejects: [String]) {
        let (receipts, rejects) = ReceiptReader.read(Array(body.utf8))
        return (
            receipts.map { "\($0.id):\($0.returnCode)" },
            rejects.map { String(decoding: $0.line, as: UTF8.self) }
        )
    }

    @Test(
        "results are read in every form",
        arguments: [
            ("ID=5&Return=0&CMD=DATA\n", ["5:0"]), ("ID=5&Return=0&CMD=DATA", ["5:0"]),
            (
                "ID=5&Return=0&CMD=DATA\nID=a7&Return=-1002&CMD=DATA UPDATE\r\nID=9&Return=3&CMD=DATA\0\0",
                ["5:0", "a7:-1002", "9:3"]
            ),
            ("ID=5\nReturn=0\nCMD=CHECK\nID=6&Return=1&CMD=X", ["5:0", "6:1"]),
            ("ID=5&Return=0&CMD=DATA&ID=6&Return=0&CMD=DATA", ["5:0", "6:0"]),
            ("ID=567&SN=TST1&Return=0&CMD=SET OPTION", ["567:0"]),
            ("SN=TST1&ID=5&Return=0&CMD=DATA%20UPDATE", ["5:0"]),
            ("\u{feff}id=5 &return= 0 &cmd=DATA", ["5:0"]), ("ID=5&CMD=REBOOT&Return=0", ["5:0"]),
            ("ID=5&Return=0", ["5:0"]),
            ("", []), ("\n\r\n\0", []),
        ])
    func forms(body: String, results: [String]) {
        let read = read(body)
        #expect(read.results == results)
        #expect(read.rejects.isEmpty)
    }

    @Test(
        "what is no result is set aside, and results beside it are read",
        arguments: [
            ("hello\nID=5&Return=0&CMD=DATA", ["5:0"], ["hello"]),
            ("ID=5&Return=0&CMD=DATA\ngarbage & more\nID=6&Return=0", ["5:0", "6:0"], ["garbage & more"]),
            ("ID=5&CMD=DATA\nID=6&Return=0", ["6:0"], ["ID=5&CMD=DATA\n"]),
            ("ID=5&Return=x", [], ["ID=5&Return=x"]),
            ("ID=&Return=0", [], ["ID=&Return=0"]),
            ("ID=5&Return=99999999999", [], ["ID=5&Return=99999999999"]),
            ("X=1&Passwd=5\nPasswd=6", [], ["X=1&Passwd=***", "Passwd=***"]),
        ])
    func strays(body: String, results: [String], rejects: [String]) {
        let read = read(body)
        #expect(read.results == results)
        #expect(read.rejects == rejects)
    }

    @Test(
        "only ids we could have given have a number",
        arguments: [
            ("7", 7), ("1234567890123456", 1_234_567_890_123_456), ("12345678901234567", nil), ("007", nil),
            ("0", nil), ("info7", nil), ("-7", nil),
        ] as [(String, Int64?)])
    func number(id: String, value: Int64?) throws {
        let receipt = try #require(ReceiptReader.read(Array("ID=\(id)&Return=0".utf8)).receipts.first)
        #expect(receipt.number == value.map { CommandNumber($0) })
        #expect(receipt.id == id)
    }

    @Test("codes have words where they are errors, and where an enrolment says how it went")
    func meanings() {
        let (receipts, _) = ReceiptReader.read(
            Array(
                "ID=1&Return=-1004&CMD=DATA\nID=2&Return=4&CMD=ENROLL_FP\nID=3&Return=4&CMD=PutFile\nID=4&Return=0&CMD=ENROLL_FP"
                    .utf8))
        #expect(receipts.map { $0.meaning != nil } == [true, true, false, false])
        #expect(receipts.map(\.isSuccess) == [false, false, true, true])
    }

    @Test("INFO's options go up to the next result")
    func info() {
        let body =
            "ID=5&Return=0&CMD=INFO\n~DeviceName=LX\nVendor=A CO., LTD.\nPushComKey=8\nID=6&Return=-1&CMD=INFO\r\nUserCount=2\r\n"
        let (receipts, rejects) = ReceiptReader.read(Array(body.utf8))
        #expect(rejects.isEmpty)
        #expect(receipts.map(\.id) == ["5", "6"])
        #expect(
            receipts.map(\.result) == [
                .object(["PushComKey": "***", "Vendor": "A CO., LTD.", "~DeviceName": "LX"]),
                .object(["UserCount": "2"]),
            ])
        let lines = ReceiptReader.read(Array("ID=5\nCMD=INFO\nA=1\nReturn=0\n".utf8)).receipts
        #expect(lines.map(\.returnCode) == [0] && lines.first?.result == .object(["A": "1"]))
    }

    @Test("the output of a file command goes to the end, binary output in base64")
    func content() {
        let text = "ID=5\nSN=T\nReturn=0\nCMD=Shell\nFILENAME=out.txt\nContent=a\nID=6&Return=0\n&x"
        #expect(
            ReceiptReader.read(Array(text.utf8)).receipts == [
                CommandReceipt(
                    number: CommandNumber(5), id: "5", returnCode: 0, meaning: nil,
                    result: .object([
                        "file_name": "out.txt", "content_bytes": 18, "content": "a\nID=6&Return=0\n&x",
                    ]))
            ])
        let binary = Array("ID=5\nCMD=GetFile\nReturn=4\nContent=".utf8) + [0, 0xff, 0x0a, 0x41]
        let receipts = ReceiptReader.read(binary).receipts
        #expect(receipts.first?.returnCode == 4)
        #expect(receipts.first?.result == .object(["content_bytes": 4, "content_base64": "AP8KQQ=="]))
        let long = Array("ID=5\nCMD=GetFile\nReturn=4\nContent=".utf8) + Array(repeating: 0x61, count: 65537)
        #expect(
            ReceiptReader.read(long).receipts.first?.result
                == .object(["content_bytes": 65537, "content_omitted": "longer than 65536 bytes"]))
    }

    @Test("output of a result that cannot be read is withheld")
    func brokenContent() {
        let body = Array("ID=5\nCMD=GetFile\nContent=secret\nmore".utf8)
        let (receipts, rejects) = ReceiptReader.read(body)
        #expect(receipts.isEmpty)
        #expect(rejects.count == 1)
        let line = String(decoding: rejects.first?.line ?? [], as: UTF8.self)
        #expect(!line.contains("secret") && !line.contains("more"))
    }

    @Test(
        "the count of a span's punches is told in whatever way it came",
        arguments: [
            ("ID=5&Return=0&CMD=VERIFY SUM&AttlogSum=12", ["AttlogSum": "12", "count": 12]),
            (
                "ID=5&Return=0&CMD=VERIFY SUM&StartTime=2026-01-01 00:00:00&AttlogCount=3\n",
                ["StartTime": "2026-01-01 00:00:00", "AttlogCount": "3", "count": 3]
            ),
            (
                "ID=5&Return=0&CMD=VERIFY SUM ATTLOG StartTime=2026-01-01 00:00:00\tEndTime=x\tAttlogCount=12\n",
                ["count": 12]
            ),
            ("ID=5&Return=0&CMD=VERIFY SUM&AttlogSum=many", ["AttlogSum": "many"]),
            ("ID=5&Return=0&CMD=DATA&AttlogSum=12", ["AttlogSum": "12"]),
        ] as [(String, JSONObject)])
    func sums(body: String, result: JSONObject) {
        let receipts = ReceiptReader.read(Array(body.utf8)).receipts
        #expect(receipts.first?.result == .object(result))
    }

    @Test("only INFO's result is the terminal's options")
    func options() {
        let bodies = ["CMD=INFO\nA=1", "CMD=Shell\nContent=A=1", "CMD=VERIFY SUM&AttlogSum=1", "CMD=DATA"]
        let receipts = bodies.flatMap { ReceiptReader.read(Array("ID=5&Return=0&\($0)".utf8)).receipts }
        #expect(receipts.map(\.reportsOptions) == [true, false, false, false])
    }

    @Test(
        "a result may come in the query of the URL where the body has none",
        arguments: [
            ("", [("SN", "T"), ("ID", "5"), ("Return", "0"), ("CMD", "DATA")], ["5:0"], 0),
            ("\n", [("return", "-1"), ("CMD", "A&ID=9"), ("id", "5")], ["5:-1"], 0),
            ("ID=6&Return=0", [("ID", "5"), ("Return", "0")], ["6:0"], 0),
            ("hello", [("ID", "5"), ("Return", "0")], ["5:0"], 1),
            ("", [("SN", "T"), ("ID", "5")], [], 0), ("", [("SN", "T")], [], 0),
            ("", [("ID", "5"), ("Return", "x\nID=7&Return=0")], [], 1),
        ] as [(String, [(String, String)], [String], Int)])
    func query(body: String, query: [(String, String)], results: [String], rejects: Int) {
        let read = ReceiptReader.read(Array(body.utf8), query: query.map { (name: $0.0, value: $0.1) })
        #expect(read.receipts.map { "\($0.id):\($0.returnCode)" } == results)
        #expect(read.rejects.count == rejects)
    }

    @Test(
        "a flood ends in one line that says so",
        arguments: ["ID=1&Return=0\n", "x\n", "ID=1\n", "ID=1&Return=0&CMD=INFO\nA=1\n"])
    func flood(line: String) throws {
        let body = String(repeating: line, count: 3000)
        let (receipts, rejects) = ReceiptReader.read(Array(body.utf8))
        #expect(1000...1003 ~= receipts.count + rejects.count)
        #expect(try #require(rejects.last).reason.contains("more than 1000 results"))
    }
}
