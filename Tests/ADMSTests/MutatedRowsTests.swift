import ADMS
import BridgeCore
import Testing

/// Rows of every table, broken at random.
struct MutatedRowsTests {
    static let tables =
        [
            "ATTLOG", "OPERLOG", "BIODATA", "IDCARD", "ERRORLOG", "ATTPHOTO", "USERINFO", "FINGERTMP", "FACE",
            "FVEIN", "USERPIC", "WORKCODE", "OPLOG", "BIOPHOTO", "EVENT", "FOO",
        ] + [nil]
    static let marker = "97531864201"

    private static let rows = [
        "31\t2026-03-14 07:59:58\t0\t1\t\t0\t0", "pin=31\ttime=2026-03-14 07:59:58\tPasswd=\(marker)",
        "OPLOG 6\t0\t2026-03-14 07:59:58\t31\t0\t1\t1218",
        "OPLOG 7\t0\t2026-03-14 07:59:58\tPasswd=\(marker)\t0\t0\t0",
        "USER PIN=31\tName=Ann\tPri=0\tPasswd=\(marker)\tCard=[15CD5B07]\tGrp=1",
        "USER PIN=31\tPasswd=\(marker)\tName=Ann\tCard=7",
        "PIN=31\tName=Ann\tPasswd=\(marker)", "user pin=31 name=Ann passwd=\(marker)",
        "FP PIN=31\tFID=0\tSize=4\tValid=1\tTMP=QUJD", "FACE PIN=31\tFID=0\tSIZE=4\tVALID=1\tTMP=QUJD",
        "FVEIN Pin=31\tFID=0\tIndex=0\tSize=4\tValid=1\tTmp=QUJD\tPasswd=\(marker)",
        "BIODATA Pin=31\tNo=0\tIndex=0\tType=9\tMajorVer=58\tFormat=Passwd=\(marker)\tTmp=QUJD",
        "USERPIC PIN=31\tFileName=31.jpg\tContent=/9j/", "BIOPHOTO PIN=31\tType=9\tContent=/9j/",
        "WORKCODE CODE=7\tPIN=31\tNAME=Passwd=\(marker)",
        "IDCARD PIN=31\tName= Ann\tNotice=x\tAddress=y Passwd=\(marker)",
        "ERRORLOG ErrCode=D01E0001\tErrMsg=Passwd=\(marker)\tCmdId=7",
        "Event=Unlock\tObject=Passwd=\(marker)\tTime=2026-03-14 07:59:58",
        "PIN=20260314075958-31.jpg\nSN=TST1\nPasswd=\(marker)\nsize=4\nCMD=uploadphoto\0\u{1}\u{2}",
        "PIN=Passwd=\(marker)\nCMD=realupload\0\u{1}\u{2}", "TABLE=USERINFO", "SMS UID=1\tPasswd=\(marker)",
    ].map { Array($0.utf8) }
    /// What mutations put in; nothing that breaks a password off its key.
    private static let pieces: [[UInt8]] =
        ["\t", "=", " ", "\0", "USER ", "OPLOG ", "FP ", "0", "-", "ä", "[", "PIN=", "Passwd=\(marker)\t"]
        .map { Array($0.utf8) } + [[0xff], [0xcd], [0x80], [0xef, 0xbb, 0xbf], [0xff, 0xd8, 0xff]]

    /// Whole rows, cut, doubled and joined, with pieces between their bytes; passwords stay behind their keys.
    private static func body(_ random: inout Seeded) -> [UInt8] {
        var body: [UInt8] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            var row = rows.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let place = Int.random(in: 0...row.count, using: &random)
                let secrets = row.ranges(of: Array("asswd=\(marker)".utf8))
                if secrets.contains(where: { $0.lowerBound - 1...$0.upperBound ~= place }) { continue }
                if Bool.random(using: &random) {
                    row.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
                } else if place < row.count {
                    row.remove(at: place)
                }
            }
            body += row + (Bool.random(using: &random) ? [10] : [13, 10])
        }
        return body
    }

    @Test(
        "every line of every table is a fact or a rejected line, and no password gets out", arguments: 1...24)
    func mutated(seed: Int) {
        var random = Seeded(state: UInt64(seed) << 20)
        for _ in 0..<40 {
            let body = Self.body(&random)
            for table in Self.tables {
                let charset = Bool.random(using: &random) ? Charset.gb18030 : nil
                let reading = Reading(body, table: table, charset: charset, limit: 2)
                guard reading.kind == .records else { continue }
                #expect(reading.lineCount == reading.facts.count + reading.rejects.count)
                let said = reading.facts.map { "\($0)" } + reading.lines + reading.rejects.map(\.reason)
                #expect(
                    !said.contains { $0.contains(Self.marker) },
                    "\(table ?? "none"): \(String(decoding: body, as: UTF8.self).debugDescription)")
            }
        }
    }

    @Test(
        "a megabyte of one byte, or of the cheapest cells, is no fact and a line is no more than one reject",
        arguments: [
            "=", "\t", " ", "\0", "\n", "x", "a=\t", "=\t", "1=", "OPLOG ", "USER \t", "Passwd=",
            "\u{7f}=1\n",
        ])
    func hostile(piece: String) {
        let body = Array(repeating: Array(piece.utf8), count: 1_000_000 / piece.utf8.count).flatMap {
            $0
        }
        for table in ["OPERLOG", "ATTPHOTO", "ATTLOG"] {
            let reading = Reading(body, table: table)
            #expect(reading.facts.isEmpty)
            #expect(reading.rejects.count == reading.lineCount)
        }
    }
}
