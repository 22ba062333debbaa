package import BridgeCore

/// A punch as the simulated terminal keeps it.
package struct TerminalPunch: Sendable {
    package let pin: String
    /// By the terminal's own clock.
    package let time: CivilTime
    /// 0 in, 1 out, 255 not asked.
    package let status: Int

    package init(pin: String, time: CivilTime, status: Int) {
        self.pin = pin
        self.time = time
        self.status = status
    }

    /// The ATTPHOTO upload of whoever made it (protocol section 3.6): header, NUL, picture.
    package func photo(by serial: SerialNumber) -> [UInt8] {
        let digits = time.text().filter { $0.isASCII && $0.isNumber }
        let header = "PIN=\(digits)-\(pin).jpg\nSN=\(serial)\nsize=\(Self.picture.count)\nCMD=realupload"
        return Array(header.utf8) + [0] + Self.picture
    }

    /// The frame of a JPEG with nothing in it: start, JFIF header, end.
    private static let picture: [UInt8] =
        [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10] + Array("JFIF".utf8)
        + [0x00, 0x01, 0x02, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0xff, 0xd9]
}
