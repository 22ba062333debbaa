import ADMS
import BridgeCore
import Testing

struct CharsetTests {
    /// 王伟 in GB18030.
    static let name: [UInt8] = [0xcd, 0xf5, 0xce, 0xb0]

    private func row(_ name: [UInt8]) -> [UInt8] {
        Array("USER PIN=31\tName=".utf8) + name + Array("\tPasswd=77\tPri=0\n".utf8)
    }

    @Test("a row that is no UTF-8 is read in the terminal's set")
    func decoded() throws {
        let user = try #require(
            Reading(row(Self.name), table: "OPERLOG", charset: .gb18030).users.first)
        #expect(user.name == "王伟" && user.privilege == 0)
        #expect(user.raw == "USER PIN=31\tName=王伟\tPasswd=***\tPri=0")
        let punch = Array("31\t2026-03-14 07:59:58\t0\t1\t".utf8) + Self.name
        #expect(Reading(punch, charset: .gb18030).punches.map(\.workCode) == ["王伟"])
    }

    @Test("a row that is UTF-8 is read as that, whatever the terminal's set")
    func utf8() {
        let reading = Reading(row(Array("王伟".utf8)), table: "OPERLOG", charset: .gb18030)
        #expect(reading.users.map(\.name) == ["王伟"])
    }

    @Test(
        "a row that is neither is kept as its bytes, without its password",
        arguments: [
            (nil, "the row is not UTF-8 text"), ("GB18030", "the row is neither UTF-8 nor GB18030 text"),
        ] as [(String?, String)])
    func neither(charset: String?, reason: String) {
        let broken: [UInt8] = [0xff, 0xff]
        let reading = Reading(
            row(broken), table: "OPERLOG", charset: charset.flatMap { Charset(name: $0) })
        #expect(
            reading.rejects == [
                RejectedLine(
                    table: "OPERLOG",
                    line: Array("USER PIN=31\tName=".utf8) + broken + Array("\tPasswd=***\tPri=0".utf8),
                    reason: reason)
            ])
    }

    @Test("one row's letters decide nothing about the next")
    func mixed() {
        let body = row(Self.name) + row(Array("Ann Ó".utf8)) + row([0xff])
        let reading = Reading(body, table: "OPERLOG", charset: .gb18030)
        #expect(reading.users.map(\.name) == ["王伟", "Ann Ó"])
        #expect(reading.rejects.count == 1 && reading.acknowledgement == "OK: 3\n")
    }

    @Test(
        "a set that does not keep ASCII could end a command and begin another, so it is none",
        arguments: [
            "UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UCS-2", "UCS-4", "UTF-7", "IBM037", "EBCDIC-US",
            "ISO-2022-JP", "ISO-2022-KR", "ISO-2022-CN", "VISCII", "TCVN", "IBM901", "IBM922", "utf-16be",
        ])
    func unfit(name: String) {
        #expect(Charset(name: name) == nil)
    }

    @Test(
        "a set with ASCII in it is one, whatever the second bytes of its other characters",
        arguments: [
            "GB18030", "GBK", "BIG5", "CP932", "EUC-KR", "EUC-JP", "WINDOWS-1256", "TIS-620", "ISO-8859-1",
            "koi8-r", "UTF-8",
        ])
    func fit(name: String) {
        #expect(Charset(name: name)?.name == name.uppercased())
    }

    @Test("bytes with an end of line or a NUL are no single command")
    func single() {
        #expect(CommandText.single(Array("INFO\tPIN=1".utf8)) == Array("INFO\tPIN=1".utf8))
        for end in [0x00, 0x0a, 0x0d] as [UInt8] {
            #expect(CommandText.single(Array("INFO".utf8) + [end] + Array("C:2:REBOOT".utf8)) == nil)
        }
    }
}
