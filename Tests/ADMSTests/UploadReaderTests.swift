import ADMS
import BridgeCore
import Testing

struct UploadReaderTests {
    static let row = "31\t2026-03-14 07:59:58\t0\t1"

    @Test(
        "LF, CR, CRLF, a byte order mark, NULs, empty lines and a missing last line end change nothing",
        arguments: [
            "\(row)\n\(row)\n", "\(row)\r\n\(row)\r\n", "\(row)\r\(row)", "\u{feff}\(row)\n\n\n\(row)",
            "\n\(row)\0\n\0\(row)\n\0\0\0",
        ])
    func lineEnds(body: String) {
        let reading = Reading(body)
        #expect(reading.punches.map(\.raw) == [Self.row, Self.row])
        #expect(reading.rejects.isEmpty)
        #expect(reading.acknowledgement == "OK: 2\n")
    }

    @Test("one bad line fails no other, and all are counted")
    func mixed() {
        let reading = Reading("\(Self.row)\nnonsense\n\(Self.row)\n")
        #expect(reading.punches.count == 2)
        #expect(reading.lines == ["nonsense"])
        #expect(reading.lineCount == 3 && reading.acknowledgement == "OK: 3\n")
    }

    @Test(
        "slices hold at most the limit and together everything",
        arguments: [(1, 5), (2, 3), (5, 1), (9, 1), (0, 5)])
    func slices(limit: Int, slices: Int) {
        let reading = Reading(Array(repeating: Self.row, count: 5).joined(separator: "\n"), limit: limit)
        #expect(reading.punches.count == 5)
        #expect(reading.slices == slices)
    }

    @Test(
        "the acknowledgement is counted or bare as the table wants it",
        arguments: [
            ("ATTLOG", "OK: 2\n"), ("attlog", "OK: 2\n"), ("OPERLOG", "OK: 2\n"), ("BIODATA", "OK: 2\n"),
            ("IDCARD", "OK: 2\n"),
            ("ERRORLOG", "OK\n"), ("ATTPHOTO", "OK\n"), ("BIOPHOTO", "OK\n"), ("USERPIC", "OK\n"),
            ("options", "OK\n"),
            ("FOO", "OK\n"), ("rtlog", "OK\n"), ("EVENT", "OK\n"), ("USERINFO", "OK: 2\n"),
            ("WORKCODE", "OK: 2\n"), (nil, "OK: 2\n"), ("", "OK: 2\n"),
        ] as [(String?, String)])
    func acknowledgement(table: String?, text: String) {
        #expect(Reading("x=1\ny=2\n", table: table).acknowledgement == text)
        #expect(Reading("", table: table).acknowledgement == "OK\n")
        #expect(Reading("\n\r\n\0", table: table).acknowledgement == "OK\n")
    }

    @Test(
        "without a table the content decides",
        arguments: [
            ("\(row)\r\n", UploadKind.records, 1, 0), ("broken\n\(row)\n", .records, 1, 1),
            ("time=2026-03-14 07:59:58\tpin=31\0", .records, 1, 0),
            ("ID=7&Return=0&CMD=DATA\n", .receipts, 0, 0), ("ID=7\nReturn=0\nCMD=CHECK\n", .receipts, 0, 0),
            ("SMS 4\t14\t2026-03-14 07:59:58\t0\t0\t0\t0\n", .records, 0, 1), ("hello", .records, 0, 1),
            ("", .records, 0, 0),
        ])
    func sniffed(body: String, kind: UploadKind, punches: Int, rejects: Int) {
        for table in [nil, ""] as [String?] {
            let reading = Reading(body, table: table)
            #expect(reading.kind == kind)
            #expect(reading.punches.count == punches)
            #expect(reading.rejects.count == rejects)
        }
    }

    @Test("options are left to OptionsText")
    func options() {
        let reading = Reading("A=1,B=2\n", table: "options")
        #expect(reading.kind == .options)
        #expect(reading.slices == 0 && reading.lineCount == 0)
    }

    @Test(
        "lines we do not know are kept without passwords, templates and photos",
        arguments: [
            ("SMS UID=7\tMSG=hello", nil),
            (
                "XUSER PIN=9\tName=Ann=B\tPri=0\tPasswd=4711\tCard=\tGrp=1",
                "XUSER PIN=9\tName=Ann=B\tPri=0\tPasswd=***\tCard=\tGrp=1"
            ),
            ("XUSER PIN=9\tPASSWD=", nil),
            ("xuser pin=9 passwd =1 card=3", "xuser pin=9 passwd =***"),
            (
                "TMPX PIN=9\tFID=0\tSize=8\tValid=1\tTMP=QUJDRA==",
                "TMPX PIN=9\tFID=0\tSize=8\tValid=1\tTMP=[8 bytes withheld]"
            ),
            (
                "CARD PIN=9\tPhoto=V0\tFPTemplate1=QwG\tFPTemplate2=\tReserve=",
                "CARD PIN=9\tPhoto=[2 bytes withheld]\tFPTemplate1=[3 bytes withheld]\tFPTemplate2=[0 bytes withheld]\tReserve="
            ),
            ("templatev10 uid=1\ttemplate=abc", "templatev10 uid=1\ttemplate=[3 bytes withheld]"),
            (
                "X Data=" + String(repeating: "Ab1+", count: 100) + "==\tY=1",
                "X Data=[400 bytes withheld]==\tY=1"
            ),
            ("MFCARD CardPwd=5", "MFCARD CardPwd=***"),
        ] as [(String, String?)])
    func withheld(line: String, shown: String?) {
        for table in ["OPERLOG", "BIODATA", "IDCARD", "FOO"] {
            let reading = Reading(line + "\n", table: table)
            #expect(reading.lines == [shown ?? line])
            #expect(reading.rejects.first?.table == table)
            let word = line.prefix { $0 != " " }
            let known = "the row begins with \"\(word)\", which is no kind of record this bridge knows"
            #expect(
                reading.rejects.first?.reason
                    == (table == "FOO" ? "this bridge does not know the table, and " : "") + known)
        }
    }

    @Test("a big template is no long line, a long line says how much was cut")
    func cut() throws {
        let template = "FPX PIN=9\tTMP=" + String(repeating: "A", count: 50_000)
        #expect(Reading(template, table: "OPERLOG").lines == ["FPX PIN=9\tTMP=[50000 bytes withheld]"])
        let reject = try #require(
            Reading("é" + String(repeating: "é ", count: 5000), table: "OPERLOG").rejects.first)
        #expect(reject.line.count <= 8192 && reject.line.count > 8188)
        #expect(String(validating: reject.line, as: UTF8.self) != nil)
        #expect(
            reject.reason.hasSuffix("; the line had 15002 bytes, the first \(reject.line.count) are kept"))
    }

    @Test("binary and packed bodies of other tables show nothing after their text")
    func binary() {
        let body = Array("name=x\nCMD=x\n".utf8) + Array("data".utf8) + [0, 0xff, 0x0a, 0x41, 0x42, 0x0a]
        #expect(Reading(body, table: "FOO").lines == ["name=x", "CMD=x", "data[6 bytes withheld]"])
        for magic in [[0x1f, 0x8b], Array("LZO1".utf8)] as [[UInt8]] {
            let reading = Reading(magic + [0x0a, 0x41, 0x42], table: "OPERLOG")
            #expect(reading.lines == ["[\(magic.count + 3) bytes withheld]"])
            #expect(reading.acknowledgement == "OK: 1\n")
        }
    }

    @Test("ATTLOG that is packed is set aside as it came, so that no punch is lost")
    func packedAttendance() {
        let body: [UInt8] = [0x1f, 0x8b, 0x08, 0x0a, 0xff, 0x41]
        #expect(Reading(body).rejects.map(\.line) == [[0x1f, 0x8b, 0x08], [0xff, 0x41]])
    }

    @Test("a table's name of more than 64 bytes is cut visibly")
    func longName() throws {
        let reject = try #require(Reading("x", table: String(repeating: "T", count: 70)).rejects.first)
        #expect(reject.table == String(repeating: "T", count: 64) + "…")
    }
}
