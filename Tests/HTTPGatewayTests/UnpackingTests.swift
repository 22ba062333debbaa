import BridgeCore
import Foundation
import Testing

@testable import HTTPGateway

struct UnpackingTests {
    private static let lines = Array("31\t2026-03-14 07:59:58\t0\t1\n".utf8)

    /// `lines`, as `gzip -n` packs them.
    private static let packed: [UInt8] = Array(
        Data(base64Encoded: "H4sIAAAAAAAAAzM25DQyMDLTNTDWNTRRMDC3MrW0MrXgNOA05AIAvOLT5RsAAAA=") ?? Data())

    private func outcome(
        _ body: [UInt8], table: String? = "OPERLOG", contentType: String? = nil
    ) -> Unpacking { Unpacking(of: body, table: table, contentType: contentType) }

    @Test("lines that nobody calls packed stay as they are", arguments: [nil, "", "text/plain", "zip"])
    func plain(contentType: String?) {
        #expect(outcome(Self.lines, contentType: contentType) == .asItCame)
    }

    @Test("a gzip stream is unpacked, said to be packed or not", arguments: ["tgz", "TGZ", nil])
    func gzip(contentType: String?) {
        #expect(outcome(Self.packed, contentType: contentType) == .unpacked(Self.lines))
    }

    @Test("plain lines that are said to be packed are not lost")
    func wronglySaid() {
        for body in [Self.lines, [], Self.lines + [0]] {
            #expect(outcome(body, contentType: "tgz") == .asItCame)
        }
    }

    @Test("a photo is not unpacked")
    func photo() {
        let body = Array("PIN=31.jpg\nCMD=uploadphoto\u{0}".utf8) + [0xff, 0xd8, 0xff, 0x1f, 0x8b, 1, 2]
        #expect(outcome(body, table: "ATTPHOTO") == .asItCame)
    }

    @Test("an upload cut off is one rejected line that says how much it was and shows none of it")
    func truncated() {
        let expected = RejectedLine(
            table: "OPERLOG", line: Array("[40 bytes withheld]".utf8),
            reason: "the upload could not be unpacked: it ends too early",
            identity: Array(Self.packed.prefix(40)))
        #expect(outcome(Array(Self.packed.prefix(40)), table: "operlog") == .rejected(expected))
    }

    @Test("another format that is said to be packed is one rejected line")
    func otherFormat() {
        let expected = RejectedLine(
            table: "", line: Array("[7 bytes withheld]".utf8),
            reason: "the upload could not be unpacked: it is no gzip stream",
            identity: Array("PK\u{3}\u{4}abc".utf8))
        let body = Array("PK\u{3}\u{4}abc".utf8)
        #expect(outcome(body, table: nil, contentType: "tgz") == .rejected(expected))
    }

    @Test("a table's name is cut before it is kept")
    func longName() throws {
        let outcome = outcome([0x1f, 0x8b], table: String(repeating: "x", count: 10_000))
        guard case .rejected(let line) = outcome else {
            Issue.record("not rejected: \(outcome)")
            return
        }
        #expect(line.table.utf8.count == 64)
    }
}
