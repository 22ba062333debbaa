import BridgeCore
import BridgeTestSupport
import HTTPClient
import Testing

@Suite("Whoever has a terminal's serial and not its key")
struct Impostors {
    @Test("changes nothing that is known of the terminal")
    func profile() throws {
        let door = try DeviceDoor(commKey: "swordfish")
        let handshake = "cdata?SN=\(Sample.serial)&options=all"
        _ = try door.get(handshake + "&pushver=2.4.1&language=69&pushcommkey=swordfish")
        let before = try #require(door.directory.device(Sample.serial)?.profile)
        #expect(try door.get(handshake + "&pushver=9.9&language=83&pushcommkey=herring").status == 200)
        #expect(door.directory.device(Sample.serial)?.profile == before)
    }

    @Test("hears nothing of it: neither its zone nor where it stands in its tables")
    func told() throws {
        let door = try DeviceDoor(commKey: "swordfish", zone: "Asia/Jakarta")
        let handshake = "cdata?SN=\(Sample.serial)&options=all&pushver=2.4.1"
        let upload = "cdata?SN=\(Sample.serial)&table=ATTLOG&Stamp=76543210&ComKey=swordfish"
        #expect(try door.post(upload, "1\t2026-11-20 08:00:00\t0\t1\n").status == 200)
        let own = try door.get(handshake + "&pushcommkey=swordfish")
        let text = String(decoding: own.body, as: UTF8.self)
        #expect(text.contains("TimeZone=7\n") && text.contains("76543210"))
        let foreign = String(decoding: try door.get(handshake + "&pushcommkey=herring").body, as: UTF8.self)
        #expect(foreign.contains("TimeZone=0\n") && !foreign.contains("76543210"))
        let time = "cdata?SN=\(Sample.serial)&type=time"
        #expect(try door.get(time + "&ComKey=herring").body != door.get(time + "&ComKey=swordfish").body)
    }

    @Test("is counted")
    func counted() throws {
        let metrics = Metrics()
        let door = try DeviceDoor(commKey: "swordfish", metrics: metrics)
        _ = try door.get("getrequest?SN=\(Sample.serial)&pushcommkey=herring")
        #expect(metrics.text.contains("adms_bridge_mistrusted_requests_total{reason=\"comm_key\"} 1\n"))
    }

    @Test("has no data taken, and the terminal still has")
    func data() throws {
        let door = try DeviceDoor(commKey: "swordfish")
        let upload = "cdata?SN=\(Sample.serial)&table=ATTLOG"
        #expect(try door.post(upload + "&ComKey=herring", "1\t2026-11-20 08:00:00\t0\t1\n").status == 503)
        #expect(try door.post(upload + "&ComKey=swordfish", "1\t2026-11-20 08:00:00\t0\t1\n").status == 200)
    }
}
