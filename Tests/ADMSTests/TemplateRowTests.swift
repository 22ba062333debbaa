import ADMS
import BridgeCore
import Testing

struct TemplateRowTests {
    static let options = ["FPVersion": "10", "FaceVersion": "7.1", "FvVersion": "0"]

    @Test(
        "old rows are of the modality that BIODATA numbers, and of the version the terminal announced",
        arguments: [
            (
                "FP PIN=31\tFID=6\tSize=8\tValid=1\tTMP=QUJDRA==",
                BiometricReport(
                    pin: "31", modality: 1, index: 6, valid: 1, duress: 0, majorVersion: "10",
                    template: Array("ABCD".utf8))
            ),
            (
                "FINGERTMP PIN=31\tFID=6\tSize=8\tValid=3\tTMP=QUJDRA==",
                BiometricReport(
                    pin: "31", modality: 1, index: 6, valid: 3, duress: 1, majorVersion: "10",
                    template: Array("ABCD".utf8))
            ),
            (
                "fp TMP=QUJDRA\tFID=22\tPin=31",
                BiometricReport(
                    pin: "31", modality: 1, index: 6, duress: 1, majorVersion: "10",
                    template: Array("ABCD".utf8))
            ),
            (
                "FACE PIN=31\tFID=11\tSIZE=4\tVALID=1\tTMP=QUJD",
                BiometricReport(
                    pin: "31", modality: 2, index: 0, piece: 11, valid: 1, duress: 0, majorVersion: "7",
                    minorVersion: "1", template: Array("ABC".utf8))
            ),
            (
                "FVEIN Pin=31\tFID=2\tIndex=1\tSize=999\tValid=0\tTmp=QUJD",
                BiometricReport(
                    pin: "31", modality: 7, index: 2, piece: 1, valid: 0, duress: 0,
                    template: Array("ABC".utf8))
            ),
            (
                "BIODATA Pin=31\tNo=1\tIndex=14\tValid=1\tDuress=0\tType=8\tMajorVer=12\tMinorVer=3\tFormat=ZK\tTmp=++//",
                BiometricReport(
                    pin: "31", modality: 8, index: 1, piece: 14, valid: 1, duress: 0, majorVersion: "12",
                    minorVersion: "3", format: "ZK", template: [0xfb, 0xef, 0xff])
            ),
            (
                "BIODATA Tmp=QQ==\tType=0\tPIN=31\tMajorVer=",
                BiometricReport(pin: "31", modality: 0, template: [0x41])
            ),
        ])
    func templates(row: String, report: BiometricReport) {
        for table in ["OPERLOG", "BIODATA"] {
            let reading = Reading(row + "\n", table: table, options: Self.options)
            #expect(reading.facts == [.biometric(report)])
            #expect(reading.acknowledgement == "OK: 1\n")
        }
    }

    @Test("every type of BIODATA is told by its number", arguments: 0...11)
    func types(number: Int) {
        let reading = Reading("BIODATA Pin=1\tType=\(number)\tTmp=QQ==", table: "BIODATA")
        #expect(reading.biometrics.map(\.modality) == [number])
    }

    @Test(
        "a template that is none is rejected and withheld",
        arguments: [
            ("BIODATA Pin=31\tType=1\tTmp=AAAA....", "Tmp, of 8 characters, is not base64"),
            ("BIODATA Pin=31\tType=1\tTmp=AAAAA", "Tmp, of 5 characters, is not base64"),
            ("BIODATA Pin=31\tType=1\tTmp=AA=A", "Tmp, of 4 characters, is not base64"),
            ("BIODATA Pin=31\tType=1\tTmp=A===", "Tmp, of 4 characters, is not base64"),
            ("BIODATA Pin=31\tType=1\tTmp=AAAAA=", "Tmp, of 6 characters, is not base64"),
            ("BIODATA Pin=31\tType=1\tTmp=AA AA", "Tmp, of 5 characters, is not base64"),
            ("BIODATA Pin=31\tType=1\tTmp=AA-_", "Tmp, of 4 characters, is not base64"),
            ("BIODATA Pin=31\tType=1\tTmp=", "Tmp is missing or empty"),
            ("FP Pin=31\tFID=1", "TMP is missing or empty"),
            ("BIODATA Pin=31\tTmp=QQ==", "Type is missing or empty"),
            ("BIODATA Pin=31\tType=-1\tTmp=QQ==", "Type is \"-1\": must be a number from 0"),
            ("BIODATA Pin=0\tType=1\tTmp=QQ==", "PIN is \"0\": 0 is never a person"),
            (
                "FP PIN=31\tFID=x\tTMP=QQ==", "FID is \"x\": must be a whole number of at most 9 digits"
            ),
        ])
    func rejects(row: String, reason: String) {
        let reading = Reading(row, table: "BIODATA")
        #expect(reading.facts.isEmpty)
        #expect(reading.rejects.map(\.reason) == [reason])
        #expect(reading.lines.allSatisfy { !$0.contains("AA") && !$0.contains("QQ==") })
    }

    @Test("a template row of 4 MiB is read and a longer one is withheld")
    func big() throws {
        let start = "BIODATA Pin=31\tType=9\tTmp="
        let most = 4 * 1024 * 1024 - start.utf8.count
        let report = try #require(
            Reading(start + String(repeating: "A", count: most - most % 4), table: "BIODATA").biometrics.first
        )
        #expect(report.template.count == (most - most % 4) / 4 * 3)
        let reading = Reading(start + String(repeating: "A", count: most + 1), table: "BIODATA")
        #expect(reading.lines == [start + "[\(most + 1) bytes withheld]"])
        #expect(reading.rejects.first?.reason == "the row has 4194305 bytes, at most 4194304 are read")
    }

    @Test(
        "photos of people are read whatever the order of their keys",
        arguments: [
            (
                "USERPIC PIN=31\tFileName=31.jpg\tSize=10\tContent=/9j/4AAQ",
                UserPhoto(
                    pin: "31", kind: .profile, fileName: "31.jpg",
                    image: [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10])
            ),
            (
                "BIOPHOTO PIN=31\tNo=0\tIndex=0\tFileName=\tType=9\tSize=5\tContent=/9j/",
                UserPhoto(
                    pin: "31", kind: .comparison, modality: 9, fileName: nil, image: [0xff, 0xd8, 0xff])
            ),
            (
                "biophoto content=AAAA\tpin=31",
                UserPhoto(pin: "31", kind: .comparison, fileName: nil, image: [0, 0, 0])
            ),
        ])
    func userPhotos(row: String, photo: UserPhoto) {
        #expect(Reading(row, table: "OPERLOG").facts == [.userPhoto(photo)])
        #expect(Reading(row, table: "USERPIC").facts == [.userPhoto(photo)])
        #expect(Reading(row, table: "BIOPHOTO").acknowledgement == "OK\n")
    }

    @Test("a photo that is no base64 is rejected and withheld")
    func brokenPhoto() {
        let reading = Reading("BIOPHOTO PIN=31\tContent=AAAA........\tType=2", table: "OPERLOG")
        #expect(reading.lines == ["BIOPHOTO PIN=31\tContent=[12 bytes withheld]\tType=2"])
        #expect(reading.rejects.map(\.reason) == ["Content, of 12 characters, is not base64"])
    }
}
