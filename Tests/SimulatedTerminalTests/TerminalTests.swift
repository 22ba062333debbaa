import BridgeCore
import SimulatedTerminal
import Testing

@Suite struct TerminalTests {
    @Test("people take turns, first all in, then all out")
    func turns() {
        var terminal = Terminal(serial: Samples.serial, model: .x100c)
        let punches = (0..<4).map { _ in terminal.punch(at: Samples.time) }
        #expect(punches.map(\.pin) == ["1041", "1042", "1041", "1042"])
        #expect(punches.map(\.status) == [0, 0, 1, 1])
    }

    @Test("a senseface does not know who goes in or out")
    func noDirection() {
        var terminal = Terminal(serial: Samples.serial, model: .senseface)
        #expect((0..<4).map { _ in terminal.punch(at: Samples.time).status } == [255, 255, 255, 255])
    }

    @Test("a person saved by a command is among those uploaded at the next start")
    func savedPerson() throws {
        var terminal = Terminal(serial: Samples.serial, model: .legacy)
        let saved = terminal.execute("C:7:DATA UPDATE USERINFO PIN=33\tName=陈静\tPri=0")
        let execution = try #require(saved)
        #expect(execution.returnCode == 0)
        #expect(terminal.peopleRows.contains("USER PIN=33\tName=陈静\t"))
    }

    @Test("a report names the terminal only where its family does so")
    func reports() throws {
        var terminal = Terminal(serial: Samples.serial, model: .clock)
        let done = terminal.execute("C:8:SET OPTION Volume=3")
        let execution = try #require(done)
        #expect(execution.report(by: Samples.serial) == "ID=8&SN=SIM0001&Return=0&CMD=SET OPTION\n")
        #expect(execution.report(by: nil) == "ID=8&Return=0&CMD=SET OPTION\n")
    }

    @Test("a photo is named for its punch, and its size is that of the picture after the NUL")
    func photo() throws {
        let bytes = Samples.punch.photo(by: Samples.serial)
        let nul = try #require(bytes.firstIndex(of: 0))
        let picture = bytes[(nul + 1)...]
        #expect(
            String(decoding: bytes[..<nul], as: UTF8.self)
                == "PIN=20261121080509-42.jpg\nSN=SIM0001\nsize=\(picture.count)\nCMD=realupload")
        #expect(picture.starts(with: [0xff, 0xd8, 0xff]))
        #expect(picture.suffix(2) == [0xff, 0xd9])
    }
}
