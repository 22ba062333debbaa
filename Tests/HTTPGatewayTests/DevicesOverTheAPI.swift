import BridgeCore
import BridgeTestSupport
import HTTPClient
import HTTPGateway
import SQLiteStore
import Testing

@Suite("Terminals over the API")
struct DevicesOverTheAPI {
    private let serial = SerialNumber("NEW0000001")!

    @Test("a held terminal is claimed with what it has told, and comes as new to its tenant")
    func held() throws {
        let door = try PeopleDoor()
        _ = door.directory.arrival(of: serial, from: "192.0.2.7", carrying: nil, at: door.clock.now())
        _ = door.directory.update(serial) { $0.profile.firmware = "Ver 8.0" }
        let held = try door.ask(.get, "/v1/devices/held").data
        #expect(held.map { $0.text("serial") } == [serial.text])
        #expect(held.first?.text("address") == "192.0.2.7")
        let claimed = try door.mine(
            .post, "/v1/devices",
            [
                "serial": .string(serial.text), "name": "Door", "time_zone": "Asia/Jakarta",
                "comm_key": "swordfish", "charset": "gb18030", "networks": ["192.0.2.0/24"],
            ])
        #expect(claimed.status == 201 && claimed.header("Location") == "/v1/devices/\(serial)")
        #expect(claimed.text("firmware") == "Ver 8.0" && claimed.text("time_zone") == "Asia/Jakarta")
        #expect(claimed.json["has_comm_key"] == true && claimed.text("charset") == "GB18030")
        #expect(!String(decoding: claimed.body, as: UTF8.self).contains("swordfish"))
        #expect(try door.ask(.get, "/v1/devices/held").data.isEmpty)
        let stored = try door.store.devices(zones: ZoneDirectory(), defaultZone: .utc)
        #expect(stored.first { $0.serial == serial }?.profile.firmware == "Ver 8.0")
        guard
            case .claimed(_, Sample.tenant, .registered, _) = door.directory.arrival(
                of: serial, from: "192.0.2.7", carrying: "swordfish", at: door.clock.now())
        else {
            Issue.record("it does not come as new")
            return
        }
    }

    @Test("who claims what is taken hears whether it is his, and never whose")
    func taken() throws {
        let door = try PeopleDoor()
        let mine = try door.mine(.post, "/v1/devices", ["serial": .string(Sample.serial.text)])
        #expect(mine.status == 409 && mine.code == "already_claimed")
        let theirs = try door.mine(.post, "/v1/devices", ["serial": .string(Sample.otherSerial.text)])
        #expect(theirs.status == 409 && theirs.code == "claimed_by_another")
        #expect(theirs.text("detail")?.contains("`other`") == false)
    }

    @Test("a change leaves what it does not name, and null sets back")
    func change() throws {
        let door = try PeopleDoor()
        _ = try door.mine(
            .post, "/v1/devices",
            ["serial": .string(serial.text), "name": "Door", "comm_key": "k", "networks": ["10.0.0.0/8"]])
        let renamed = try door.mine(.patch, "/v1/devices/\(serial)", ["name": "Gate", "networks": nil])
        #expect(renamed.status == 200 && renamed.text("name") == "Gate")
        #expect(renamed.json["networks"] == .null && renamed.json["has_comm_key"] == true)
        #expect(door.directory.device(serial)?.commKey == "k")
        let zoned = try door.mine(.patch, "/v1/devices/\(serial)", ["time_zone": "Europe/Berlin"])
        #expect(zoned.text("time_zone") == "Europe/Berlin")
        #expect(door.directory.device(serial)?.zone.name == "Europe/Berlin")
        let wrong = try door.mine(
            .patch, "/v1/devices/\(serial)",
            ["time_zone": "Mars/Base", "networks": ["10.0.0.1/8"], "serial": "X", "comm_key": "\n"])
        #expect(wrong.status == 422)
        guard case .array(let errors)? = wrong.json["errors"] else { return }
        #expect(errors.count == 4)
        #expect(try door.mine(.patch, "/v1/devices/\(Sample.serial)", ["name": "X"]).status == 409)
    }

    @Test("a terminal whose zone was changed is told to shake hands again")
    func zone() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, "/v1/devices", ["serial": .string(serial.text)])
        _ = door.directory.arrival(of: serial, from: "192.0.2.7", carrying: nil, at: door.clock.now())
        _ = door.directory.update(serial) { $0.profile.toldOffset = 0 }
        #expect(door.directory.outdated(at: door.clock.now()).isEmpty)
        _ = try door.mine(.patch, "/v1/devices/\(serial)", ["time_zone": "Asia/Jakarta"])
        #expect(door.directory.outdated(at: door.clock.now()).map(\.serial) == [serial])
    }

    @Test("a released terminal is nobody's, and its queued commands are cancelled")
    func release() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, "/v1/devices", ["serial": .string(serial.text)])
        let order = try door.mine(.post, "/v1/devices/\(serial)/commands", ["type": "device.check"])
        #expect(try door.mine(.delete, "/v1/devices/\(serial)").status == 204)
        #expect(try door.mine(.get, "/v1/devices/\(serial)").status == 404)
        let command = try door.mine(.get, "/v1/commands/\(try #require(order.text("id")))")
        #expect(command.text("status") == "cancelled")
        let other = PeopleDoor.key(of: Sample.otherTenant)
        #expect(
            try door.ask(.post, "/v1/devices", ["serial": .string(serial.text)], key: other).status == 201)
    }

    @Test("a transfer takes the admin key, a confirmation and a tenant there is")
    func transfer() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, "/v1/devices", ["serial": .string(serial.text), "name": "Door"])
        let path = "/v1/devices/\(serial)/transfer"
        #expect(try door.mine(.post, path, ["to": "other", "confirm": true]).code == "admin_only")
        #expect(try door.admin(.post, path, ["to": "other"]).status == 422)
        #expect(try door.admin(.post, path, ["to": "other", "confirm": false]).status == 422)
        #expect(try door.admin(.post, path, ["to": "default", "confirm": true]).status == 422)
        #expect(try door.admin(.post, path, ["to": "nobody", "confirm": true]).status == 422)
        #expect(try door.mine(.get, "/v1/devices/\(serial)").status == 200)
        #expect(try door.admin(.post, path, ["to": "other", "confirm": true]).status == 200)
        #expect(try door.mine(.get, "/v1/devices/\(serial)").status == 404)
        let theirs = try door.ask(
            .get, "/v1/devices/\(serial)", key: PeopleDoor.key(of: Sample.otherTenant))
        #expect(theirs.status == 200 && theirs.json["name"] == .null)
    }

    @Test("a terminal that has just been heard is online from its claim on, and still told of as new")
    func heardBeforeClaim() throws {
        let door = try PeopleDoor()
        _ = door.directory.arrival(of: serial, from: "192.0.2.7", carrying: nil, at: door.clock.now())
        door.clock.advance(by: .seconds(20))
        let claimed = try door.mine(.post, "/v1/devices", ["serial": .string(serial.text)])
        #expect(claimed.text("status") == "online")
        let next = door.directory.arrival(of: serial, from: "192.0.2.7", carrying: nil, at: door.clock.now())
        if case .claimed(_, _, .registered?, nil) = next {} else { Issue.record("it is not told of as new") }
        // One that has long been silent is not.
        let late = SerialNumber("LATE00000001")!
        _ = door.directory.arrival(of: late, from: "192.0.2.8", carrying: nil, at: door.clock.now())
        door.clock.advance(by: .seconds(301))
        let silent = try door.mine(.post, "/v1/devices", ["serial": .string(late.text)])
        #expect(silent.text("status") == "offline")
    }

    @Test("one that falls silent after its claim without a word has no end of what was never told")
    func silentAfterClaim() throws {
        let door = try PeopleDoor()
        _ = door.directory.arrival(of: serial, from: "192.0.2.7", carrying: nil, at: door.clock.now())
        _ = try door.mine(.post, "/v1/devices", ["serial": .string(serial.text)])
        let later = door.clock.now() + .seconds(301)
        #expect(door.directory.sweep(at: later, silence: .seconds(300)).isEmpty)
        #expect(try door.mine(.get, "/v1/devices/\(serial)").text("status") == "offline")
    }

    @Test("after a transfer nothing is told of when and from where the terminal was heard before")
    func transferredPresence() throws {
        let door = try PeopleDoor()
        _ = try door.mine(
            .post, "/v1/devices", ["serial": .string(serial.text), "networks": ["192.0.2.0/24"]])
        for address in ["192.0.2.7", "198.51.100.9"] {
            _ = door.directory.arrival(of: serial, from: address, carrying: nil, at: door.clock.now())
        }
        _ = door.directory.update(serial) {
            $0.profile.learn(["IPAddress": "10.1.2.3"])
            $0.profile.lastHandshake = door.clock.now()
        }
        _ = try door.admin(.post, "/v1/devices/\(serial)/transfer", ["to": "other", "confirm": true])
        let key = PeopleDoor.key(of: Sample.otherTenant)
        let device = try door.ask(.get, "/v1/devices/\(serial)", key: key)
        #expect(device.json["last_seen"] == .null && device.json["address"] == .null)
        #expect(device.json["status"] == "never_seen")
        let diagnosis = try door.ask(.get, "/v1/devices/\(serial)/diagnosis", key: key)
        for reply in [device, diagnosis] {
            let text = String(decoding: reply.body, as: UTF8.self)
            for secret in ["192.0.2.7", "198.51.100.9", "10.1.2.3"] { #expect(!text.contains(secret)) }
        }
    }

    @Test("the list can be narrowed by status and is read page by page")
    func list() throws {
        let door = try PeopleDoor()
        for number in 1...5 {
            _ = try door.mine(.post, "/v1/devices", ["serial": .string("N\(number)")])
        }
        _ = door.directory.arrival(
            of: SerialNumber("N3")!, from: "192.0.2.7", carrying: nil, at: door.clock.now())
        #expect(try door.mine(.get, "/v1/devices?status=online").data.map { $0.text("serial") } == ["N3"])
        let first = try door.mine(.get, "/v1/devices?limit=2")
        #expect(first.data.map { $0.text("serial") } == ["N1", "N2"])
        #expect(first.text("next") == "N2")
        _ = try door.mine(.post, "/v1/devices", ["serial": "N0"])
        let rest = try door.mine(.get, "/v1/devices?after=N2")
        #expect(rest.data.compactMap { $0.text("serial") } == ["N3", "N4", "N5", Sample.serial.text])
    }

    @Test("passwords among a terminal's options are masked")
    func options() throws {
        let door = try PeopleDoor()
        _ = door.directory.update(Sample.serial) {
            $0.profile.learn(["ComPwd": "1234", "IPAddress": "10.0.0.2"])
        }
        let shown = try door.mine(.get, "/v1/devices/\(Sample.serial)")
        #expect(shown.json["options"] == ["ComPwd": "***", "IPAddress": "10.0.0.2"])
    }
}
