import ADMS
import BridgeCore
import Testing

struct HandshakeTests {
    /// The reply's lines as a table; the first line stands under the empty key.
    private func reply(
        zone: String = "Asia/Jakarta", stamps: [String: String] = [:], at now: Int64 = 1_795_000_000
    )
        throws -> (text: String, options: [String: String])
    {
        var profile = DeviceProfile()
        profile.stamps = stamps
        let device = Device(
            serial: try #require(SerialNumber("TST4711000001")), tenant: nil,
            zone: try #require(DeviceZone(name: zone)), profile: profile)
        let text = String(
            decoding: HandshakeReply.text(for: device, at: Instant(seconds: now)), as: UTF8.self)
        var options: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            options[parts.count == 2 ? String(parts[0]) : ""] = String(parts[parts.count - 1])
        }
        return (text, options)
    }

    @Test("the reply names the serial first and ends its last line")
    func shape() throws {
        let (text, options) = try reply()
        #expect(text.hasPrefix("GET OPTION FROM: TST4711000001\n"))
        #expect(text.hasSuffix("\n"))
        #expect(!text.contains("\r") && !text.contains("\n\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count < 2048 })
        #expect(options["Realtime"] == "1")
        #expect(options["Encrypt"] == "None")
        #expect(options["ServerVer"] == "2.4.1" && options["PushProtVer"] == "2.4.1")
        #expect(options["ErrorDelay"] == "30" && options["Delay"] == "10")
        #expect(options["TransTimes"] == "00:00;14:05" && options["TransInterval"] == "1")
        #expect(options["PushOptionsFlag"] == "1" && options["SupportPing"] == "1")
        #expect(options["PushOptions"]?.contains("MaskDetectionFunOn,IRTempDetectionFunOn") == true)
    }

    @Test("what to send is named with TABs, and only what is not lost here is asked for")
    func transmissions() throws {
        let flag = try #require(try reply().options["TransFlag"])
        #expect(flag.hasPrefix("TransData AttLog\tOpLog\t"))
        for name in ["FP", "FACE", "Pic", "Photo"] { #expect(!flag.contains(name)) }
        #expect(flag.utf8.count <= 90)
    }

    @Test(
        "the zone is in hours where they are whole and within 12, in minutes otherwise",
        arguments: [
            ("UTC", "0"), ("Asia/Jakarta", "7"), ("Asia/Kolkata", "330"), ("Asia/Kathmandu", "345"),
            ("Pacific/Fakaofo", "780"), ("Pacific/Kiritimati", "840"), ("Etc/GMT+12", "-12"),
            ("America/Caracas", "-4"),
            ("Pacific/Marquesas", "-570"), ("Pacific/Chatham", "825"), ("America/St_Johns", "-210"),
        ])
    func zone(name: String, value: String) throws {
        // 2026-11-18: winter in the north.
        #expect(try reply(zone: name).options["TimeZone"] == value)
    }

    @Test("the zone is that of the moment", arguments: [(1_795_000_000, "1"), (1_783_000_000, "2")])
    func summer(now: Int64, value: String) throws {
        #expect(try reply(zone: "Europe/Berlin", at: now).options["TimeZone"] == value)
    }

    @Test(
        "a stored stamp is echoed where it looks like one and is 9999 otherwise",
        arguments: [
            ("731264877", "731264877"), ("1722836442", "1722836442"),
            ("2026-04-05T17:40:20", "2026-04-05T17:40:20"),
            ("9999", "9999"), ("0", "9999"), ("000000000", "9999"), ("12", "9999"), ("None", "9999"),
            ("", "9999"),
            ("731264877\nDelay=1", "9999"), ("2026-02-30T17:40:20", "9999"), ("99999999999999999999", "9999"),
        ])
    func stamp(stored: String, told: String) throws {
        let options = try reply(stamps: ["ATTLOG": stored, "OPERLOG": stored, "ATTPHOTO": stored]).options
        for key in ["ATTLOGStamp", "Stamp", "OPERLOGStamp", "OpStamp", "ATTPHOTOStamp", "PhotoStamp"] {
            #expect(options[key] == told)
        }
        for key in ["BIODATAStamp", "IDCARDStamp", "ERRORLOGStamp"] { #expect(options[key] == "9999") }
    }

    @Test("what a handshake says is merged, what it leaves out stays")
    func facts() {
        var profile = DeviceProfile()
        profile.firmware = "Ver 1"
        profile = HandshakeFacts(pushver: "2.4.1", language: "83", deviceType: "middle east").merged(
            into: profile)
        profile = HandshakeFacts(pushver: "", language: "x", deviceType: nil).merged(into: profile)
        #expect(profile.pushVersion == "2.4.1")
        #expect(profile.language == 83)
        #expect(profile.deviceType == "middle east")
        #expect(profile.firmware == "Ver 1")
        #expect(profile.dialect == .attendance)
    }

    @Test(
        "values no terminal sends count as not said",
        arguments: ["a\nb", String(repeating: "9", count: 65), " "])
    func nonsense(value: String) {
        let facts = HandshakeFacts(pushver: value, language: value, deviceType: value)
        #expect(facts == HandshakeFacts(pushver: nil, language: nil, deviceType: nil))
    }
}
