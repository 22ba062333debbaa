import BridgeCore
import SimulatedTerminal
import Testing

@Suite struct RequestTargetTests {
    @Test(
        "a handshake says what the family says",
        arguments: [
            ("speedface", "cdata?SN=SIM0001&options=all&pushver=2.4.1&language=69&PushOptionsFlag=1"),
            (
                "senseface",
                "cdata?SN=SIM0001&options=all&pushver=2.4.1&language=76&DeviceType=att&PushOptionsFlag=1"
            ),
            ("x100c", "cdata?SN=SIM0001&options=all&pushver=2.4.0&language=73"),
            ("essl", "cdata.aspx?SN=SIM0001&options=all&pushver=2.4.1&language=69&DeviceType=att"),
            ("clock", "cdata?SN=SIM0001&options=all&pushver=2.32&language=69"),
            ("legacy", "cdata?SN=SIM0001&options=all&language=83"),
        ])
    func handshakes(_ name: String, _ target: String) throws {
        #expect(try #require(TerminalModel.named(name)).handshakeTarget(Samples.serial) == target)
    }

    @Test(
        "an upload goes to the family's page with its stamp",
        arguments: [
            ("speedface", "ATTLOG", "cdata?SN=SIM0001&table=ATTLOG&Stamp=9999"),
            ("speedface", "options", "cdata?SN=SIM0001&table=options"),
            ("senseface", "OPERLOG", "cdata?SN=SIM0001&table=OPERLOG&Stamp=9999"),
            ("x100c", "ATTLOG", "cdata?SN=SIM0001&table=ATTLOG&Stamp=9999"),
            ("x100c", "OPERLOG", "cdata?SN=SIM0001&table=OPERLOG&OpStamp=9999"),
            ("essl", "ATTLOG", "cdata.aspx?SN=SIM0001&table=ATTLOG&Stamp=9999"),
            ("essl", "OPERLOG", "cdata.aspx?SN=SIM0001&table=OPERLOG&Stamp=9999"),
            ("clock", "ATTLOG", "cdata?SN=SIM0001&table=ATTLOG&Stamp=2026-11-21T08:05:09"),
            ("legacy", "ATTLOG", "cdata?SN=SIM0001&table=ATTLOG&Stamp=864201909"),
            ("legacy", "OPERLOG", "cdata?SN=SIM0001&table=OPERLOG&OpStamp=864201909"),
            ("legacy", "ATTPHOTO", "fdata?SN=SIM0001&table=ATTPHOTO&PhotoStamp=864201909"),
        ])
    func uploads(_ name: String, _ table: String, _ target: String) throws {
        let model = try #require(TerminalModel.named(name))
        #expect(model.uploadTarget(Samples.serial, table: table, at: Samples.time) == target)
    }

    @Test(
        "a poll tells INFO in the family's form",
        arguments: [
            ("speedface", "getrequest?SN=SIM0001&INFO=SIM100-Ver1.0.0,3,0,1,127.0.0.1,10,39,1,0,110"),
            (
                "essl",
                "getrequest.aspx?SN=SIM0001&INFO=SIM180-Ver3.0.7,2,0,1,127.0.0.1,10,39,12,2,01110,0,0,0"
            ),
            ("clock", "getrequest?SN=SIM0001&INFO=Ver%206.5.2(build118),2,0,1,127.0.0.1,10,-1,12,101"),
            ("legacy", "getrequest?SN=SIM0001"),
        ])
    func polls(_ name: String, _ target: String) throws {
        let model = try #require(TerminalModel.named(name))
        var terminal = Terminal(serial: Samples.serial, model: model)
        _ = terminal.punch(at: Samples.time)
        #expect(model.pollTarget(Samples.serial, info: terminal.info) == target)
    }

    @Test(
        "a zone is read in hours, in minutes and as the clock series has it",
        arguments: [
            ("0", 0), ("7", 420), ("-3", -180), ("330", 330), ("-210", -210), ("780", 780), ("-05:00", -300),
            ("-00:30", -30), ("+05:45", 345), ("", nil), ("Europe/Berlin", nil), ("05:99", nil),
            ("1:2:3", nil),
        ] as [(String, Int?)])
    func zones(_ text: String, _ minutes: Int?) { #expect(ServerZone.minutes(text) == minutes) }
}
