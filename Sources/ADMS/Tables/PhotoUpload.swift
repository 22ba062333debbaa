import BridgeCore

/// The photo a terminal takes at a punch: header lines, a NUL, then a JPEG (protocol section 3.6). Not kept
/// yet: one line is set aside that shows the header.
enum AttendancePhoto {
    static let table = DeviceTable(
        "ATTPHOTO", acknowledgement: .bare,
        content: .whole { body in
            let header = body[..<(headerEnd(body) ?? body.startIndex)]
            return RejectedLine(
                table: "ATTPHOTO", of: header, withheld: body.endIndex - header.endIndex,
                because: header.isEmpty ? "a photo without the header we know" : "table not understood yet")
        })

    /// Bytes of a header at most.
    private static let headerLimit = 1024

    /// Where the header of a photo ends, without the NUL; `nil` where there is none. The `size` in it is not
    /// to be relied on.
    private static func headerEnd(_ body: ArraySlice<UInt8>) -> Int? {
        if let end = commandEnd(body) { return end }
        let text = body.prefix(headerLimit).prefix { $0 != ASCII.nul }
        return text.count < headerLimit && text.begins("pin=") ? text.endIndex : nil
    }

    /// Where `CMD=uploadphoto` or `CMD=realupload` ends, the last line of a photo's header.
    static func commandEnd(_ body: ArraySlice<UInt8>) -> Int? {
        let text = body.prefix(headerLimit).prefix { $0 != ASCII.nul }
        for command in ["cmd=uploadphoto", "cmd=realupload"] {
            if let place = text.place(of: command) { return place + command.utf8.count }
        }
        return nil
    }
}
