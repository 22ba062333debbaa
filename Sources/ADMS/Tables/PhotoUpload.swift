import BridgeCore

/// Table `ATTPHOTO`: the photo a terminal takes at a punch, one per upload (protocol section 3.6).
///
/// `PIN=<file name>`, `SN=`, `size=` and `CMD=uploadphoto` or `CMD=realupload` on lines of their own, a NUL, then
/// a JPEG. `size` is not compared: what came is what there is.
enum PhotoUpload {
    static let table = DeviceTable(
        "ATTPHOTO", acknowledgement: .bare,
        content: .whole { body, decoder in
            let (header, content) = parts(of: body)
            do throws(RowRejection) {
                return .fact(.attendancePhoto(try photo(header, content, decoder)))
            } catch {
                return .rejected(
                    RejectedLine(
                        table: "ATTPHOTO", of: header, withheld: body[header.endIndex...],
                        because: error.reason))
            }
        })

    /// Bytes of a header at most.
    private static let headerLimit = 1024
    private static let jpeg: [UInt8] = [0xff, 0xd8, 0xff]
    /// How a JPEG begins in base64.
    private static let jpegText = Array("/9j/".utf8)

    /// Where `CMD=uploadphoto` or `CMD=realupload` ends, the last line of a photo's header.
    static func commandEnd(_ body: ArraySlice<UInt8>) -> Int? {
        let text = body.prefix(headerLimit).prefix { $0 != ASCII.nul }
        for command in ["cmd=uploadphoto", "cmd=realupload"] {
            if let place = text.place(of: command) { return place + command.utf8.count }
        }
        return nil
    }

    /// The header, empty where there is none, and what follows its NUL. A header without a NUL ends where a
    /// JPEG begins, or with its command.
    private static func parts(
        of body: ArraySlice<UInt8>
    ) -> (header: ArraySlice<UInt8>, content: ArraySlice<UInt8>) {
        let window = body.prefix(headerLimit)
        let text = window.prefix { $0 != ASCII.nul }
        let command = commandEnd(text)
        guard command != nil || text.begins("pin=") else { return (body.prefix(0), body) }
        if let start = beginning(of: jpeg, in: text) { return (body[..<start], body[start...]) }
        if text.count < window.count { return (text, body[(text.endIndex + 1)...]) }
        guard let command else { return (body.prefix(0), body) }
        let content = body[command...].drop { $0.isLineEnd || $0 == ASCII.space }
        return (body[..<command], content.starts(with: jpegText) ? content : [])
    }

    private static func photo(
        _ header: ArraySlice<UInt8>, _ content: ArraySlice<UInt8>, _ decoder: RowDecoder
    ) throws(RowRejection) -> AttendancePhoto {
        guard !header.isEmpty else { throw RowRejection("a photo without the header we know") }
        let text = try decoder.row(header, atMost: headerLimit).bytes
        let cells = try KeyedCells(Array(text.map { $0.isLineEnd ? ASCII.tab : $0 })[...])
        guard let name = try cells.text("PIN") else {
            throw RowRejection("PIN, the photo's file name, is missing or empty")
        }
        let image = try image(content, isBase64: text.place(of: "base64") != nil)
        let parts = PhotoName(name)
        return AttendancePhoto(
            fileName: name, pin: parts.pin, time: parts.time, matched: parts.matched, image: image)
    }

    /// The picture: a JPEG, one in base64 (`ATTPHOTOBase64=1`), or one that some other bytes stand before.
    /// Where no JPEG is to be seen all of it is kept, as a picture of a kind we do not know is still evidence.
    private static func image(
        _ content: ArraySlice<UInt8>, isBase64: Bool
    ) throws(RowRejection) -> [UInt8] {
        let start = content.drop { $0.isLineEnd || $0 == ASCII.space || $0 == ASCII.nul }
        guard !start.isEmpty else { throw RowRejection("the photo is empty") }
        if start.starts(with: jpeg) { return Array(start) }
        if isBase64 || start.starts(with: jpegText) {
            let characters = content.filter { !$0.isLineEnd && $0 != ASCII.space && $0 != ASCII.nul }
            guard let image = Base64Text.decode(characters[...]), !image.isEmpty else {
                throw RowRejection("the photo, of \(content.count) bytes, is neither JPEG nor base64")
            }
            return image
        }
        return Array(beginning(of: jpeg, in: content).map { content[$0...] } ?? content)
    }

    private static func beginning(of mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var rest = bytes
        while let place = rest.firstIndex(of: mark[0]) {
            rest = rest[place...]
            if rest.starts(with: mark) { return place }
            rest = rest.dropFirst()
        }
        return nil
    }
}
