import ADMS
import BridgeCore
import Testing

struct PhotoUploadTests {
    static let jpeg: [UInt8] = [0xff, 0xd8, 0xff, 0xe0, 0x0a, 0x00, 0x0d, 0x50, 0x49, 0x4e, 0x3d, 0xff, 0xd9]
    /// The same in base64.
    static let text = "/9j/4AoADVBJTj3/2Q=="

    @Test(
        "a photo is cut from its header at the first NUL, whatever its size is said to be",
        arguments: [
            ("PIN=20260314075958-31.jpg\nSN=TST1\nsize=13\nCMD=uploadphoto", "ATTPHOTO"),
            ("PIN=20260314075958-31.jpg\nSN=TST1\nsize=9999\nCMD=realupload", nil),
            ("PIN=20260314075958-31.jpg\r\nsize=1\r\n", "attphoto"),
            ("\u{feff}PIN=20260314075958-31.jpg\tSN=TST1\tCMD=uploadphoto", "ATTPHOTO"),
        ] as [(String, String?)])
    func photo(header: String, table: String?) {
        let reading = Reading(Array(header.utf8) + [0] + Self.jpeg, table: table)
        #expect(
            reading.facts == [
                .attendancePhoto(
                    AttendancePhoto(
                        fileName: "20260314075958-31.jpg", pin: "31", time: CivilTime("2026-03-14 07:59:58"),
                        matched: true, image: Self.jpeg))
            ])
        #expect(reading.lineCount == 1 && reading.acknowledgement == "OK\n")
    }

    @Test(
        "a photo is found without its NUL, behind other bytes and in base64",
        arguments: [
            ("\n", jpeg), ("", jpeg), ("\0\0\r\n", jpeg), ("\0", Array(text.utf8)),
            ("\0\n", Array(text.utf8) + [0x0a]),
            ("\n", Array(text.utf8)),
            ("\nFormat=base64\0", Array("\(text.prefix(8))\r\n\(text.dropFirst(8))".utf8)),
        ])
    func odd(separator: String, content: [UInt8]) {
        let body = Array("PIN=20260314075958-31.jpg\nCMD=uploadphoto\(separator)".utf8) + content
        #expect(Reading(body, table: "ATTPHOTO").attendancePhotos.map(\.image) == [Self.jpeg])
    }

    @Test("a picture of a kind we do not know is kept as it is")
    func otherPicture() {
        let body = Array("PIN=1.png\nCMD=uploadphoto\0".utf8) + [0x89, 0x50, 0x4e, 0x47, 0x0a]
        #expect(
            Reading(body, table: "ATTPHOTO").attendancePhotos == [
                AttendancePhoto(
                    fileName: "1.png", pin: nil, time: nil, matched: nil,
                    image: [0x89, 0x50, 0x4e, 0x47, 0x0a])
            ])
    }

    @Test(
        "the file's name says who and when, and whether they were recognised",
        arguments: [
            ("20260314075958-31.jpg", "31", true, true), ("20260314075958.jpg", nil, false, true),
            ("20260314075958-.jpg", nil, false, true), ("20260314075958-0.jpg", nil, false, true),
            ("20260314075958-A-7.jpg", "A-7", true, true), ("20260314075958-31", "31", true, true),
            ("20260314075958-0-31-110101199001011237.jpg", "31", true, true),
            ("20260314075958-1-0-110101199001011237.jpg", nil, false, true),
            ("20260314075958-2-31-110101199001011237.jpg", "31", false, true),
            ("20260314075958-3-31-.jpg", "31", true, true), ("20260314075958-4-31-1.jpg", "31", false, true),
            ("20260314075958-5-31-1.jpg", "5-31-1", true, true),
            ("20260230075958-31.jpg", nil, nil, false), ("31.jpg", nil, nil, false),
            ("2026031407595831.jpg", nil, nil, true), ("photo-31.jpg", nil, nil, false),
        ] as [(String, String?, Bool?, Bool)])
    func names(name: String, pin: String?, matched: Bool?, hasTime: Bool) throws {
        let body = Array("PIN=\(name)\nCMD=uploadphoto\0".utf8) + Self.jpeg
        let photo = try #require(Reading(body, table: "ATTPHOTO").attendancePhotos.first)
        #expect(photo.fileName == name)
        #expect(photo.pin == pin)
        #expect(photo.matched == matched)
        #expect(photo.time?.text() == (hasTime ? "2026-03-14 07:59:58" : nil))
    }

    @Test(
        "what is no photo is set aside with its header, and nothing of its bytes is shown",
        arguments: [
            ("", "\u{1}\u{2}AAA", "", "a photo without the header we know"),
            ("PIN=1.jpg\nCMD=uploadphoto", "", "PIN=1.jpg\nCMD=uploadphoto", "the photo is empty"),
            ("PIN=1.jpg\nCMD=uploadphoto", "\0\0\0", "PIN=1.jpg\nCMD=uploadphoto", "the photo is empty"),
            (
                "SN=T\nCMD=uploadphoto", "\0AAAA", "SN=T\nCMD=uploadphoto",
                "PIN, the photo's file name, is missing or empty"
            ),
            (
                "PIN=1.jpg\nCMD=uploadphoto", "\0/9j/AAA!", "PIN=1.jpg\nCMD=uploadphoto",
                "the photo, of 8 bytes, is neither JPEG nor base64"
            ),
            (
                "PIN=1.jpg\nPasswd=77\nCMD=uploadphoto", "AAAA",
                "PIN=1.jpg\nPasswd=***\nCMD=uploadphoto", "the photo is empty"
            ),
        ])
    func rejects(header: String, rest: String, shown: String, reason: String) {
        let reading = Reading(header + rest, table: "ATTPHOTO")
        #expect(reading.facts.isEmpty)
        let withheld = rest.utf8.count
        #expect(reading.lines == [shown + (withheld > 0 ? "[\(withheld) bytes withheld]" : "")])
        #expect(reading.rejects.map(\.reason) == [reason])
        #expect(reading.acknowledgement == "OK\n")
    }

    @Test("a bare JPEG shows nothing of itself")
    func bare() {
        #expect(Reading(Self.jpeg, table: "ATTPHOTO").lines == ["[\(Self.jpeg.count) bytes withheld]"])
    }
}
