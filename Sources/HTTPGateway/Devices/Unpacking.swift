import Archive
import BridgeCore

/// What an upload's body turned out to be: some firmware packs its tables (`ContentType=tgz`, protocol section
/// 3.4).
enum Unpacking: Equatable {
    /// Text, or something else that is not ours to unpack.
    case asItCame
    /// Packed, and this is the text.
    case unpacked([UInt8])
    /// Packed, but unreadable: one line for the whole upload, with none of its content.
    case rejected(RejectedLine)

    /// Bytes an upload may have once unpacked: four times the largest body taken by default, as text packs well.
    private static let limit = 64 << 20
    /// Files in one upload.
    private static let maximumFiles = 10_000

    /// - Parameters:
    ///   - table: The query's `table`.
    ///   - contentType: The query's `ContentType`; `tgz` says packed, in any case.
    init(of body: [UInt8], table: String?, contentType: String?) {
        let isGzip = body.starts(with: [0x1f, 0x8b])
        // A terminal that says packed and sends plain lines shall not lose them.
        let isSaidToBe = contentType?.lowercased() == "tgz" && body.contains(where: Self.isBinary)
        guard isGzip || isSaidToBe else {
            self = .asItCame
            return
        }
        do throws(UnpackingError) {
            self = .unpacked(
                try PackedText.unpack(body, limit: Self.limit, maximumFiles: Self.maximumFiles))
        } catch {
            self = .rejected(
                RejectedLine(
                    table: String(decoding: (table ?? "").uppercased().utf8.prefix(64), as: UTF8.self),
                    line: Array("[\(body.count) bytes withheld]".utf8),
                    reason: "the upload could not be unpacked: \(error)", identity: body))
        }
    }

    /// Whether a byte stands in no text; TAB, LF and CR part cells and lines, NULs pad them.
    private static func isBinary(_ byte: UInt8) -> Bool {
        byte < 0x20 && ![0x00, 0x09, 0x0a, 0x0d].contains(byte)
    }
}
