import BridgeCore
import SimulatedTerminal
import Testing

@Suite struct TerminalModelTests {
    @Test("every family is found by its name, and no two share one")
    func names() {
        #expect(
            TerminalModel.all.map(\.name) == ["speedface", "senseface", "x100c", "essl", "clock", "legacy"])
        for model in TerminalModel.all { #expect(TerminalModel.named(model.name)?.summary == model.summary) }
    }

    @Test(
        "a name no family has is refused, as is one in capitals",
        arguments: ["", "Speedface", "k40", "essl "])
    func unknown(_ name: String) { #expect(TerminalModel.named(name) == nil) }

    @Test(
        "a punch is a row of the family's columns",
        arguments: [
            ("speedface", "42\t2026-11-21 08:05:09\t0\t1\t\t0\t0\n"),
            ("senseface", "42\t2026-11-21 08:05:09\t0\t15\t0\t0\t0\t1\t36.4\t36.4\t\n"),
            ("x100c", "42\t2026-11-21 08:05:09\t0\t1\t\t0\t0\t\n"),
            ("essl", "42\t2026-11-21 08:05:09\t0\t15\t0\t0\t0\t0\t0\t0\n"),
            (
                "clock",
                "42\t2026-11-21 08:05:09\t0\t1\t310\t0\t0\t4\t0\t0\t0\t0\t0\t2.50\t0.0\t0.0\n"
            ),
            ("legacy", "42\t2026-11-21 08:05:09\t0\t1\n"),
        ])
    func rows(_ name: String, _ row: String) throws {
        #expect(try #require(TerminalModel.named(name)).row(of: Samples.punch) == row)
    }

    @Test(
        "a punch has as many columns as its family was seen to send",
        arguments: [
            ("speedface", 7), ("senseface", 10), ("x100c", 7), ("essl", 10), ("clock", 16), ("legacy", 4),
        ])
    func columns(_ name: String, _ count: Int) throws {
        let model = try #require(TerminalModel.named(name))
        let cells = model.row(of: Samples.punch).dropLast().split(
            separator: "\t", omittingEmptySubsequences: false)
        #expect(cells.count == count + (model.endsRowsWithTab ? 1 : 0))
    }

    @Test("a legacy terminal writes and reads Chinese names in GBK, the others UTF-8")
    func characters() {
        #expect(TerminalModel.legacy.encode("刘洋") == [0xc1, 0xf5, 0xd1, 0xf3])
        #expect(TerminalModel.legacy.decode([0xc1, 0xf5, 0xd1, 0xf3]) == "刘洋")
        #expect(TerminalModel.legacy.decode(Array("刘洋".utf8)) == "刘洋")
        #expect(TerminalModel.senseface.encode("ดี") == Array("ดี".utf8))
    }

    @Test("every family that uploads people has some, and their names survive its characters")
    func people() {
        for model in TerminalModel.all {
            #expect(!model.people.isEmpty, "\(model.name)")
            for person in model.people {
                #expect(model.decode(model.encode(person.name)) == person.name)
                #expect(
                    model.row(of: person).hasPrefix("USER PIN=\(person.pin)\tName=\(person.name)\tPri=0\t"))
            }
        }
    }

    @Test("only a senseface announces mask and temperature, so only its columns 8 and 9 are read as such")
    func announcedColumns() {
        for model in TerminalModel.all {
            let text = Terminal(serial: Samples.serial, model: model).optionsText
            let announces = text.contains(",MaskDetectionFunOn=1,IRTempDetectionFunOn=1")
            #expect(announces == (model.name == "senseface"), "\(model.name)")
            #expect(!announces || model.reportsOptions)
        }
    }
}
