import ADMS
import BridgeCore
import Testing

struct RandomBytesTests {
    /// What bodies are made of, so that random ones reach deep.
    private static let pieces: [[UInt8]] =
        [
            "\t", "\n", "\r\n", "\0", "=", "&", ",", " ", "~", "31", "2026-03-14 07:59:58",
            "2026-02-30 07:59:58", "0", "-1", "36.6", "255",
            "pin=", "time=", "ID=", "Return=", "CMD=INFO", "Content=", "CMD=uploadphoto", "Passwd=", "TMP=",
            "OPLOG ", "é", "C:1:",
        ].map { Array($0.utf8) } + [[0xff], [0xef, 0xbb, 0xbf], [0xff, 0xd8, 0xff], [0x80]]

    private static func body(_ random: inout Seeded) -> [UInt8] {
        var body: [UInt8] = []
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            if Bool.random(using: &random) {
                body += pieces.randomElement(using: &random) ?? []
            } else {
                body.append(UInt8.random(in: 0...255, using: &random))
            }
        }
        return body
    }

    @Test("no bytes break a reader, and every line counted is a fact or a rejected line", arguments: 1...20)
    func lines(seed: Int) {
        var random = Seeded(state: UInt64(seed))
        let options = ["MaskDetectionFunOn": "1", "IRTempDetectionFunOn": "1"]
        for _ in 0..<500 {
            let body = Self.body(&random)
            for table in ["ATTLOG", "OPERLOG", "ATTPHOTO", nil] as [String?] {
                let reading = Reading(body, table: table, options: options, limit: 3)
                #expect(reading.lineCount == reading.facts.count + reading.rejects.count)
                if table == "ATTLOG" {
                    // A reading of our own: ends of lines, and NULs at their edges, make no line.
                    let expected = body.dropFirst(body.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0)
                        .split { $0 == 10 || $0 == 13 }.filter { $0.contains { $0 != 0 } }.count
                    #expect(reading.lineCount == expected)
                }
            }
            _ = OptionsText.read(body)
            let (receipts, rejects) = ReceiptReader.read(body)
            #expect(receipts.count + rejects.count <= body.count)
            let text = String(decoding: body, as: UTF8.self)
            _ = DeviceInfo(info: text)
            _ = DeviceEndpoint(path: "/iclock/" + text)
            _ = HandshakeFacts(pushver: text, language: text, deviceType: text)
        }
    }
}
