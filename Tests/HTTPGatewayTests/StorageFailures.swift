import BridgeCore
import BridgeTestSupport
import HTTPClient
import SQLiteStore
import Testing

@Suite("Where the store fails")
struct StorageFailures {
    private let upload = "cdata?SN=\(Sample.serial)&table=ATTLOG&Stamp=817542317"
    private let handshake = "cdata?SN=\(Sample.serial)&options=all&pushver=2.4.1"
    private let punch = "1156\t2026-11-20 08:00:00\t0\t1\t\t0\t0\n"

    @Test("the terminal hears 503 and not OK")
    func refusal() throws {
        let door = try DeviceDoor()
        door.intake.fill(true)
        let reply = try door.post(upload, punch)
        #expect(reply.status == 503)
        #expect(!String(decoding: reply.body, as: UTF8.self).contains("OK"))
        #expect(reply.header("Retry-After") != nil)
    }

    @Test("the stamp of the upload is not echoed: the terminal would think its records had arrived")
    func stamp() throws {
        let door = try DeviceDoor()
        door.intake.fill(true)
        _ = try door.post(upload, punch)
        door.intake.fill(false)
        #expect(try !options(of: door).contains("ATTLOGStamp=817542317"))
        #expect(try door.post(upload, punch).status == 200)
        #expect(try options(of: door).contains("ATTLOGStamp=817542317"))
    }

    @Test("the news that a terminal came is told when the store is well again, and once")
    func presence() throws {
        let door = try DeviceDoor()
        door.intake.fill(true)
        _ = try door.get(handshake)
        _ = try door.post(upload, punch)
        door.intake.fill(false)
        _ = try door.get(handshake)
        _ = try door.post(upload, punch)
        let events = try door.store.read(Sample.tenant, after: 0, limit: 10).events
        // By the door's clock the punch lies hours ahead.
        #expect(events.map(\.type) == [.deviceRegistered, .attendanceRecorded, .deviceClockDrifted])
    }

    @Test("the news that a clock is ahead is told when the store is well again")
    func clockDrift() throws {
        let door = try DeviceDoor()
        let ahead = CivilTime(unixSeconds: door.clock.now().seconds + 7200).text()
        let punch = "1156\t\(ahead)\t0\t1\n"
        door.intake.fill(true)
        #expect(try door.post(upload, punch).status == 503)
        door.intake.fill(false)
        #expect(try door.post(upload, punch).status == 200)
        let events = try door.store.read(Sample.tenant, after: 0, limit: 10).events
        #expect(events.map(\.type).contains(.deviceClockDrifted))
    }

    private func options(of door: DeviceDoor) throws -> [Substring] {
        String(decoding: try door.get(handshake).body, as: UTF8.self).split(separator: "\n")
    }
}
