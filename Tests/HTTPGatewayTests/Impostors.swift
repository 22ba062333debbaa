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

    @Test("has no data taken, and the terminal still has")
    func data() throws {
        let door = try DeviceDoor(commKey: "swordfish")
        let upload = "cdata?SN=\(Sample.serial)&table=ATTLOG"
        #expect(try door.post(upload + "&ComKey=herring", "1\t2026-11-20 08:00:00\t0\t1\n").status == 503)
        #expect(try door.post(upload + "&ComKey=swordfish", "1\t2026-11-20 08:00:00\t0\t1\n").status == 200)
    }
}
