import BridgeCore
import SimulatedTerminal
import Testing

@Suite struct TerminalCommandTests {
    /// What a terminal answers to these commands, one after another.
    private func answers(_ texts: [String], _ model: TerminalModel = .senseface) -> [Execution] {
        var terminal = Terminal(serial: Samples.serial, model: model)
        _ = terminal.punch(at: Samples.time)
        return texts.compactMap { terminal.execute("C:1:\($0)") }
    }

    private func codes(_ texts: [String], _ model: TerminalModel = .senseface) -> [Int] {
        answers(texts, model).map(\.returnCode)
    }

    @Test("what was given is given back, and gone when it was removed")
    func roundTrip() {
        let user = "USERINFO PIN=5\tName=Ann\tPri=14\tPasswd=9\tCard=7"
        let done = answers([
            "DATA UPDATE \(user)", "DATA UPDATE USERINFO PIN=5\tName=Bea", "DATA QUERY USERINFO PIN=5",
            "DATA UPDATE FINGERTMP PIN=5\tFID=3\tSize=4\tValid=1\tTMP=QUJD",
            "DATA UPDATE FINGERTMP PIN=5\tFID=4\tSize=4\tValid=1\tTMP=QUJE",
            "DATA QUERY FINGERTMP PIN=5\tFID=3", "DATA DELETE FINGERTMP PIN=5\tFID=3",
            "DATA QUERY FINGERTMP PIN=5", "DATA DELETE USERINFO PIN=5", "DATA QUERY FINGERTMP PIN=5",
            "DATA QUERY USERINFO PIN=5",
        ])
        #expect(done.allSatisfy { $0.returnCode == 0 && $0.verb == "DATA" })
        #expect(done[2].upload?.table == "OPERLOG")
        #expect(
            done[2].upload?.rows.hasPrefix("USER PIN=5\tName=Bea\tPri=14\tPasswd=9\tCard=7\tGrp=1\t") == true)
        #expect(done[5].upload?.rows == "FP PIN=5\tFID=3\tSize=4\tValid=1\tTMP=QUJD\n")
        #expect(done[7].upload?.rows == "FP PIN=5\tFID=4\tSize=4\tValid=1\tTMP=QUJE\n")
        #expect(done[9].upload?.rows == "" && done[10].upload?.rows == "")
    }

    @Test("push 1's texts do the same")
    func oldTexts() {
        let done = answers(
            [
                "DATA USER PIN=5\tName=Ann\t\tPri=0", "DATA FP PIN=5\tFID=1\tSize=4\tValid=1\tTMP=QUJD",
                "DATA QUERY FINGERTMP PIN=5", "DATA DEL_FP PIN=5\tFID=1", "DATA QUERY FINGERTMP PIN=5",
                "DATA DEL_USER PIN=5", "DATA DEL_USER PIN=5",
            ], .legacy)
        #expect(done.map(\.returnCode) == [0, 0, 0, 0, 0, 0, -10])
        #expect(done[2].upload?.rows == "FP PIN=5\tFID=1\tSize=4\tValid=1\tTMP=QUJD\n")
        #expect(done[4].upload?.rows == "")
    }

    private static let face =
        "DATA UPDATE BIODATA Pin=11\tNo=0\tIndex=0\tValid=1\tDuress=0\tType=9\tMajorVer=40\tMinorVer=1"
        + "\tFormat=0\tTmp=QUJD"

    @Test(
        "what cannot be done has the code that says so",
        arguments: [
            ("DATA UPDATE FINGERTMP PIN=404\tFID=0\tSize=4\tTMP=QUJD", -10),
            ("DATA UPDATE FINGERTMP PIN=11\tFID=0\tSize=9\tTMP=QUJD", -9),
            ("DATA UPDATE USERPIC PIN=11\tSize=9\tContent=QUJD", -2),
            ("DATA UPDATE FINGERTMP PIN=11\tSize=4\tTMP=QUJD", -1), ("DATA UPDATE USERINFO Name=x", -1),
            (face, 0), (face.replacing("MajorVer=40", with: "MajorVer=39"), -30),
            ("DATA UPDATE NOTABLE PIN=1", -1002), ("DATA QUERY USERPIC PIN=11", -1002),
            ("DATA DELETE USERINFO PIN=404", -10), ("DATA DELETE FACE PIN=404", -10),
            ("DATA DELETE WORKCODE CODE=7", 0), ("DATA DELETE WORKCODE ", -1),
            ("SET OPTION ~OS=1", -1), ("SET OPTION x", -1), ("GET OPTION FROM Nothing", -4),
            ("ENROLL_FP PIN=404\tFID=1", -10), ("GetFile /etc/passwd", -3), ("USER ADD PIN=1", -1002),
        ])
    func refusals(_ text: String, _ code: Int) { #expect(codes([text]) == [code]) }

    @Test("a terminal of before push 2.4 knows no unified templates")
    func generations() {
        #expect(codes([Self.face, "ENROLL_BIO TYPE=9\tPIN=31"], .legacy) == [-1002, -1002])
    }

    @Test("a senseface says yes to fingerprints in BIODATA and drops them, so only a query tells")
    func dropped() {
        let finger = Self.face.replacing("Type=9\tMajorVer=40", with: "Type=1\tMajorVer=13")
        let done = answers([
            Self.face, finger, "DATA QUERY BIODATA Type=9\tPIN=11", "DATA QUERY BIODATA Type=1",
        ])
        #expect(done.map(\.returnCode) == [0, 0, 0, 0])
        #expect(done[2].upload?.table == "BIODATA")
        #expect(done[2].upload?.rows == Self.face.dropFirst("DATA UPDATE ".count) + "\n")
        #expect(done[3].upload?.rows == "")
    }

    @Test("enrolments upload what was enrolled, and say no to a second one unless it may overwrite")
    func enrolments() {
        let done = answers([
            "ENROLL_FP PIN=11\tFID=6\tRETRY=3\tOVERWRITE=0", "ENROLL_FP PIN=11\tFID=6\tRETRY=3\tOVERWRITE=0",
            "ENROLL_FP PIN=11\tFID=6\tRETRY=3\tOVERWRITE=1", "ENROLL_BIO TYPE=9\tPIN=11\tCardNo=\tRETRY=1",
            "ENROLL_MF PIN=11\tRETRY=3",
        ])
        #expect(done.map(\.returnCode) == [0, 2, 0, 0, 0])
        #expect(done.map(\.verb) == ["ENROLL_FP", "ENROLL_FP", "ENROLL_FP", "ENROLL_BIO", "ENROLL_MF"])
        #expect(done[0].upload?.rows == "FP PIN=11\tFID=6\tSize=8\tValid=1\tTMP=U0lN6A==\n")
        #expect(done[3].upload?.table == "BIODATA")
        #expect(done[4].upload?.rows.contains("\tCard=12345678\t") == true)
    }

    @Test("punches are counted, sent again and removed by their times")
    func punches() {
        let (all, none) = (
            "StartTime=2026-11-21 08:05:09\tEndTime=2026-11-21 08:05:09",
            "StartTime=2026-11-21T08:05:10\tEndTime=2027-01-01T00:00:00"
        )
        let done = answers(
            [
                "VERIFY SUM ATTLOG \(all)", "VERIFY SUM ATTLOG \(none)", "DATA QUERY ATTLOG \(all)",
                "DATA QUERY ATTPHOTO \(all)", "CLEAR LOG", "DATA QUERY ATTLOG \(all)",
            ], .legacy)
        #expect(
            done[0].report(by: nil)
                == "ID=1&Return=0&CMD=VERIFY SUM&StartTime=2026-11-21 08:05:09&EndTime=2026-11-21 08:05:09"
                + "&AttlogSum=1\n")
        #expect(done[1].fields.hasSuffix("&AttlogSum=0"))
        #expect(done[2].upload?.rows == "31\t2026-11-21 08:05:09\t0\t1\n")
        #expect(done[3].photos.map(\.pin) == ["31"])
        #expect(done[4].verb == "CLEAR_LOG")
        #expect(done[5].upload?.rows == "")
    }

    @Test("clearing everything leaves nobody")
    func clearing() {
        let done = answers(["CLEAR DATA", "DATA QUERY USERINFO", "INFO"])
        #expect(done[1].upload?.rows == "")
        #expect(done[2].output.contains("UserCount=0\nAttLogCount=0\n"))
    }

    @Test("a file goes along behind the result's own fields, and a shell runs nothing")
    func files() {
        let done = answers([
            "GetFile /mnt/options.cfg", "SHELL rm -rf /", "SET OPTION Volume=3", "GET OPTION FROM Volume",
        ])
        #expect(
            done[0].report(by: nil).hasPrefix(
                "ID=1\nReturn=\(done[0].returnCode)\nCMD=GetFile\nFILENAME=/mnt/options.cfg\nContent=~OEMVendor="
            ))
        #expect(
            done[1].report(by: Samples.serial)
                == "ID=1\nSN=SIM0001\nReturn=0\nCMD=Shell\nFILENAME=shellout.txt\nContent=adms-bridge simulator\n"
        )
        #expect(done[3].output == "Volume=3\n")
    }
}
