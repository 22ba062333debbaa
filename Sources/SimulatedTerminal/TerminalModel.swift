package import BridgeCore

/// A family of terminals, as far as a server can tell it from others: what it says and how it writes it.
///
/// The families themselves are in `TerminalModel+Families.swift`, their requests in `TerminalModel+Requests.swift`.
package struct TerminalModel: Sendable {
    /// What `simulate --model` calls it.
    package let name: String
    /// What is special about it, in one line.
    package let summary: String
    /// Told as `pushver`; `nil` where the handshake has none, which means 2.2.14 (protocol section 2.1).
    package let pushVersion: String?
    /// A number of table 13.1.
    package let language: Int
    /// The characters it writes and reads; `nil`: UTF-8.
    package var charset: Charset?
    /// What its handshake says besides, e.g. `DeviceType=att`.
    package var announcements: [String] = []
    /// Ends the name of every page, `.aspx` in eSSL builds.
    package var pageSuffix = ""
    /// `nil`: its uploads have no such header.
    package var contentType: String?
    package var stampForm = StampForm.constant
    /// Whether OPERLOG and ATTPHOTO have stamps of their own names, `OpStamp` and `PhotoStamp` (section 2.3).
    package var hasOldStampNames = false
    /// The cells of an ATTLOG row after pin, time and status, beginning with how the person was verified.
    package let punchCells: [String]
    package var endsRowsWithTab = false
    /// Whether it asks people for in or out; otherwise every status is 255 (section 3.3).
    package var knowsDirection = true
    package let firmware: String
    /// The values of `INFO` after the terminal's address; `nil` where it polls without one (section 4).
    package let infoTail: [String]?
    /// Whether it uploads its options after a handshake.
    package var reportsOptions = false
    /// What those say besides what every terminal's do.
    package var options: [(name: String, value: String)] = []
    /// Whether it sets its clock by asking `type=time` (section 9).
    package var asksTime = false
    /// Whether its `devicecmd` reports name its serial (section 6.2).
    package var namesItselfInReports = false
    package let people: [(pin: String, name: String)]
    /// Whether it uploads them when it starts.
    package var uploadsPeople = false
    /// The cells of a USER row after its name.
    package var userCells = "Pri=0\tPasswd=\tCard=\tGrp=1\tTZ=0001000000000000"
    /// Whether it takes a picture of whoever punches.
    package var takesPhotos = false
    /// Whether it says yes to fingerprints in BIODATA and drops them, as SenseFace models do (section 6.5).
    package var dropsUnifiedFingerprints = false

    /// `nil` for a name no family has.
    package static func named(_ name: String) -> TerminalModel? { all.first { $0.name == name } }

    /// The ATTLOG row of a punch, with its LF.
    package func row(of punch: TerminalPunch) -> String {
        let cells = [punch.pin, punch.time.text(), String(punch.status)] + punchCells
        return cells.joined(separator: "\t") + (endsRowsWithTab ? "\t\n" : "\n")
    }

    /// The OPERLOG row of a person, with its LF.
    package func row(of person: (pin: String, name: String)) -> String {
        "USER PIN=\(person.pin)\tName=\(person.name)\t\(userCells)\n"
    }

    /// The text in the family's characters; UTF-8 where they lack one of it, so that nothing is left out.
    package func encode(_ text: String) -> [UInt8] { charset?.encode(text) ?? Array(text.utf8) }

    /// What a server wrote: UTF-8, or else the family's characters.
    package func decode(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? charset?.decode(bytes)
            ?? String(decoding: bytes, as: UTF8.self)
    }
}
