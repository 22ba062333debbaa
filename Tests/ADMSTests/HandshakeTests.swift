import ADMS
import BridgeCore
import Testing

struct HandshakeTests {
    private func device(zone: String, profile: DeviceProfile) throws -> Device {
        Device(
            serial: try #require(SerialNumber("TST4711000001")), tenant: nil,
            zone: try #require(DeviceZone(name: zone)), profile: profile)
    }

    /// The reply's lines as a table; the first line stands under the empty key.
    private func reply(
        zone: String = "Asia/Jakarta", stamps: [String: String] = [:], reuploads: Set<String> = [],
        pushver: String? = nil, known: [String: String] = [:], at now: Int64 = 1_795_000_000
    ) throws -> (text: String, options: [String: String]) {
        var profile = DeviceProfile()
        profile.stamps = stamps
        profile.reuploads = reuploads
        profile.pushVersion = pushver
        profile.options = known
        let device = try device(zone: zone, profile: profile)
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

    @Test("everything we keep is asked for, by names with TABs between them")
    func transmissions() throws {
        let flag = try #require(try reply().options["TransFlag"])
        #expect(
            flag
                == "TransData AttLog\tOpLog\tAttPhoto\tEnrollUser\tChgUser\tEnrollFP\tChgFP\tFACE\tUserPic\tBioPhoto\tFVEIN\tWORKCODE"
        )
    }

    @Test(
        "a flag for every type of template and photo is given, as many as the terminal has",
        arguments: [
            (nil, 10), ("0:1:0:0:0:0:0:0:0:1", 10), ("0:1:0:0:0:0:0:0:0:1:1", 11), ("x", 10), ("", 10),
        ] as [(String?, Int)])
    func modalities(known: String?, count: Int) throws {
        let known = known.map { ["MultiBioDataSupport": $0] } ?? [:]
        let options = try reply(known: known).options
        #expect(options["MultiBioDataSupport"] == "0" + String(repeating: ":1", count: count - 1))
        #expect(options["MultiBioPhotoSupport"] == "0:1:1:1:1:1:1:1:1:1")
    }

    @Test(
        "clock-series terminals get their form of zone and a flag of 90 bytes, no others do",
        arguments: [
            ("2.32", [:], "Asia/Jakarta", "+07:00"), ("2.32.1", [:], "America/St_Johns", "-03:30"),
            (nil, ["OPERLOG": "2026-04-05T17:40:20"], "Asia/Kolkata", "+05:30"),
            ("2.32", [:], "UTC", "+00:00"),
            ("3.2.0", [:], "Asia/Jakarta", "7"), ("2.4.1", ["ATTLOG": "731264877"], "Asia/Kolkata", "330"),
            ("2.320", [:], "Asia/Jakarta", "7"), (nil, [:], "Asia/Jakarta", "7"),
        ] as [(String?, [String: String], String, String)])
    func clockSeries(pushver: String?, stamps: [String: String], zone: String, told: String) throws {
        let options = try reply(zone: zone, stamps: stamps, pushver: pushver).options
        #expect(options["TimeZone"] == told)
        let isClockSeries = told.contains(":")
        #expect((options["TransFlag"].map { $0.utf8.count <= 90 } ?? false) == isClockSeries)
    }

    @Test("a table to be sent again has stamp 0, under each of its names, and no other has")
    func reuploads() throws {
        let options = try reply(stamps: ["ATTLOG": "731264877"], reuploads: ["ATTLOG", "BIODATA"]).options
        for key in ["ATTLOGStamp", "Stamp", "BIODATAStamp"] { #expect(options[key] == "0") }
        for key in ["OPERLOGStamp", "OpStamp", "PhotoStamp", "IDCARDStamp"] {
            #expect(options[key] == "9999")
        }
    }

    @Test(
        "a terminal that asks for the time is told it in its zone",
        arguments: [
            ("Asia/Jakarta", "Time=2026-11-18T18:06:40+07:00\n"), ("UTC", "Time=2026-11-18T11:06:40+00:00\n"),
            ("America/St_Johns", "Time=2026-11-18T07:36:40-03:30\n"),
        ])
    func time(zone: String, text: String) throws {
        let device = try device(zone: zone, profile: DeviceProfile())
        let reply = ClockReply.text(for: device, at: Instant(milliseconds: 1_795_000_000_999))
        #expect(String(decoding: reply, as: UTF8.self) == text)
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
