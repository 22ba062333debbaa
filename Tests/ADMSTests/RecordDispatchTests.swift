import ADMS
import BridgeCore
import Testing

struct RecordDispatchTests {
    static let time = "2026-03-14 07:59:58"
    static let mix = """
        OPLOG 30\t0\t\(time)\t31\t0\t0\t0
        USER PIN=31\tName=Ann
        FP PIN=31\tFID=0\tTMP=QUJD
        FACE PIN=31\tFID=0\tTMP=QUJD
        FVEIN PIN=31\tFID=0\tTMP=QUJD
        BIODATA PIN=31\tType=9\tTmp=QUJD
        USERPIC PIN=31\tContent=QUJD
        BIOPHOTO PIN=31\tContent=QUJD
        WORKCODE CODE=1
        IDCARD IDNum=1
        ERRORLOG ErrCode=1
        SMS UID=1

        """

    private func kinds(_ facts: [Fact]) -> [String] {
        facts.map { fact in
            switch fact {
            case .punch: "punch"
            case .operation: "operation"
            case .user: "user"
            case .biometric(let report): "biometric \(report.modality)"
            case .userPhoto(let photo): photo.kind.rawValue
            case .attendancePhoto: "attendance photo"
            case .workCode: "work code"
            case .idCard: "card"
            case .deviceError: "error"
            }
        }
    }

    @Test(
        "a row's leading word decides in every table of records, in strange ones and where none is named",
        arguments: [
            "OPERLOG", "operlog", "BIODATA", "IDCARD", "ERRORLOG", "USERPIC", "BIOPHOTO", "USERINFO",
            "FINGERTMP", "FACE", "FVEIN", "WORKCODE", "OPLOG", "FOO", nil, "",
        ] as [String?])
    func mixed(table: String?) {
        let reading = Reading(Self.mix, table: table, limit: 5)
        #expect(
            kinds(reading.facts) == [
                "operation", "user", "biometric 1", "biometric 2", "biometric 7", "biometric 9", "profile",
                "comparison", "work code", "card", "error",
            ])
        #expect(reading.lines == ["SMS UID=1"])
        #expect(
            reading.rejects.first?.reason.hasSuffix(
                "the row begins with \"SMS\", which is no kind of record this bridge knows") == true)
        #expect(reading.lineCount == 12)
    }

    @Test(
        "a row without a leading word is what its table holds",
        arguments: [
            ("USERINFO", "PIN=31\tName=Ann", "user"), ("userinfo", "pin=31", "user"),
            ("FINGERTMP", "PIN=31\tFID=0\tTMP=QUJD", "biometric 1"),
            ("FACE", "PIN=31\tFID=0\tTMP=QUJD", "biometric 2"),
            ("FVEIN", "PIN=31\tFID=0\tTMP=QUJD", "biometric 7"),
            ("BIODATA", " PIN=31\tType=8\tTMP=QUJD", "biometric 8"),
            ("USERPIC", "PIN=31\tContent=QUJD", "profile"),
            ("BIOPHOTO", "PIN=31\tContent=QUJD", "comparison"), ("WORKCODE", "CODE=1", "work code"),
            ("OPLOG", "4\t14\t\(time)\t0\t0\t0\t0", "operation"), ("IDCARD", "IDNum=1", "card"),
            ("ERRORLOG", "ErrCode=1", "error"),
        ])
    func bare(table: String, row: String, kind: String) {
        #expect(kinds(Reading(row, table: table).facts) == [kind])
        #expect(Reading(row, table: "OPERLOG").facts.isEmpty)
    }

    @Test("a first line that names the table is no row")
    func tableLine() {
        let reading = Reading("TABLE=USERINFO\r\nPIN=31\tName=Ann\n", table: nil)
        #expect(kinds(reading.facts) == ["user"])
        #expect(reading.lineCount == 1 && reading.acknowledgement == "OK: 1\n")
        let punches = Reading("table= attlog \n31\t\(Self.time)", table: "")
        #expect(kinds(punches.facts) == ["punch"])
        #expect(Reading("TABLE=options\nA=1", table: nil).kind == .options)
        #expect(Reading("TABLE=\n31\t\(Self.time)\n", table: nil).lineCount == 1)
        #expect(Reading("TABLE=USERINFO\nPIN=31", table: "OPERLOG").rejects.count == 2)
    }

    @Test("rows of other dialects in strange tables are not taken for ours")
    func otherDialects() {
        for row in ["user uid=1\tpin=31\tpassword=5\tname=Ann", "biophoto pin=31\tcontent=QUJD"] {
            let reading = Reading(row, table: "tabledata")
            #expect(reading.facts.isEmpty)
            #expect(reading.acknowledgement == "OK\n")
            #expect(reading.lines.allSatisfy { !$0.contains("password=5") && !$0.contains("QUJD") })
        }
    }

    @Test("a row that is no text shows its bytes, and nothing of them in the reason")
    func noText() {
        let reading = Reading([0xff, 0xfe, 0x41], table: "OPERLOG")
        #expect(
            reading.rejects == [
                RejectedLine(table: "OPERLOG", line: [0xff, 0xfe, 0x41], reason: "the row is not UTF-8 text")
            ])
    }

    @Test("a deleted person, the answers of a terminal to a query and its beats leave the order as it was")
    func order() {
        let body =
            "OPLOG 9\t0\t\(Self.time)\t31\t0\t0\t0\nUSER PIN=31\nOPLOG 9\t0\t\(Self.time)\t32\t0\t0\t0\n"
        #expect(kinds(Reading(body, table: "OPERLOG", limit: 1).facts) == ["operation", "user", "operation"])
        #expect(Reading("", table: "OPERLOG").acknowledgement == "OK\n")
    }
}
