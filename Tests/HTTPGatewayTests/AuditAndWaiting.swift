import BridgeCore
import BridgeTestSupport
import Foundation
import HTTPClient
import HTTPGateway
import SQLiteStore
import Synchronization
import Testing

@Suite("Audit, orders for many and long polls")
struct AuditAndWaiting {
    private let commands = "/v1/devices/\(Sample.serial)/commands"

    @Test("every change is told with who, what and which fields, and no value")
    func audit() throws {
        let door = try PeopleDoor()
        let made = try door.mine(
            .post, "/v1/devices", ["serial": "N1", "name": "Door", "comm_key": "swordfish"])
        _ = try door.admin(.patch, "/v1/devices/N1", ["name": "Gate"])
        _ = try door.ask(.post, "/v1/tenants", ["id": "acme"])
        let all = try door.ask(.get, "/v1/audit")
        #expect(
            all.changes.map { $0.text("action") } == [
                "POST /v1/tenants", "PATCH /v1/devices/{serial}", "POST /v1/devices",
            ])
        #expect(!String(decoding: all.body, as: UTF8.self).contains("swordfish"))
        let claim = try #require(all.changes.last)
        #expect(claim.text("actor") == "key:all" && claim.text("tenant") == "default")
        #expect(claim.text("object") == "/v1/devices/N1" && claim.text("address") == "127.0.0.1")
        #expect(claim["fields"] == ["serial", "name", "comm_key"])
        #expect(claim.text("request_id") == made.header("X-Request-Id"))
        let own = try door.admin(.get, "/v1/audit?limit=1")
        #expect(own.changes.map { $0.text("action") } == ["PATCH /v1/devices/{serial}"])
        let rest = try door.admin(.get, "/v1/audit?after=\(try #require(own.text("next")))")
        #expect(rest.changes.count == 1)
        #expect(try door.ask(.get, "/v1/audit", tenant: "other").changes.isEmpty)
    }

    @Test(
        "a tenant's key reads its own tenant's audit, and learns nothing of others or of the admin's address")
    func ownAudit() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, "/v1/devices", ["serial": "N1"])
        _ = try door.admin(.patch, "/v1/devices/N1", ["name": "Gate"])
        _ = try door.ask(.post, "/v1/tenants", ["id": "acme-limited"])
        _ = try door.ask(
            .post, "/v1/devices", ["serial": "STRANGER0002"], key: PeopleDoor.key(of: Sample.otherTenant))
        _ = try door.admin(.post, "/v1/devices/N1/transfer", ["to": "other", "confirm": true])
        let all = try door.mine(.get, "/v1/audit")
        #expect(all.status == 200)
        #expect(
            all.changes.map { $0.text("action") } == [
                "POST /v1/devices/{serial}/transfer", "PATCH /v1/devices/{serial}", "POST /v1/devices",
            ])
        #expect(all.changes.map { $0.text("actor") } == ["admin", "admin", "key:all"])
        #expect(all.changes.map { $0["address"] } == [.null, .null, "127.0.0.1"])
        #expect(all.changes.first?["details"] == ["from": "default", "to": .null])
        let text = String(decoding: all.body, as: UTF8.self)
        for foreign in [Sample.otherTenant.text, "STRANGER0002", "acme-limited"] {
            #expect(!text.contains(foreign))
        }
        let theirs = try door.ask(.get, "/v1/audit", key: PeopleDoor.key(of: Sample.otherTenant))
        #expect(theirs.data.first?["details"] == ["from": .null, "to": "other"])
        // A place in the list that is another's says nothing but where to go on.
        let foreign = try #require(theirs.changes.last?["number"])
        let rest = try door.mine(.get, "/v1/audit?after=\(foreign.text)")
        #expect(rest.changes.map { $0.text("action") } == all.changes.dropFirst().map { $0.text("action") })
        let first = try door.mine(.get, "/v1/audit?limit=2")
        #expect(first.data.count == 2)
        let second = try door.mine(.get, "/v1/audit?after=\(try #require(first.text("next")))")
        #expect(second.changes.count == 1)
        // The admin key sees the same with everything.
        let kept = try door.admin(.get, "/v1/audit").data
        #expect(kept.first?.text("address") == "127.0.0.1")
        #expect(kept.first?["details"] == ["from": "default", "to": "other"])
    }

    @Test("a key without audit:read reads no audit")
    func withoutScope() throws {
        let door = try PeopleDoor()
        let made = try door.admin(.post, "/v1/keys", ["scopes": ["events:read", "devices:read"]])
        let key = try #require(made.text("key"))
        #expect(try door.ask(.get, "/v1/audit", key: key).status == 403)
    }

    @Test("the audit says what was ordered, who got what and what a key may do, and no secret")
    func details() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, "/v1/devices", ["serial": "N1", "comm_key": "swordfish"])
        let order = try door.mine(
            .post, "/v1/devices/N1/commands",
            ["type": "user.upsert", "params": ["pin": "7", "name": "Ann Lim", "password": "47114711"]])
        let bulk = try door.mine(.post, "/v1/commands", ["devices": ["N1"], "type": "device.check"])
        guard case .array(let ordered)? = bulk.json["commands"], case .object(let first)? = ordered.first
        else {
            Issue.record("no commands")
            return
        }
        _ = try door.admin(.post, "/v1/keys", ["id": "erp", "scopes": ["events:read"]])
        _ = try door.admin(.delete, "/v1/keys/erp")
        _ = try door.mine(.post, "/v1/endpoints", ["id": "e", "url": "https://example.com/x?key=herring"])
        _ = try door.mine(.patch, "/v1/endpoints/e", ["enabled": false])
        _ = try door.mine(.delete, "/v1/endpoints/e")
        let again = try door.mine(.post, "/v1/devices/N1/reupload", ["table": "ATTLOG"])
        _ = try door.admin(.post, "/v1/devices/N1/transfer", ["to": "other", "confirm": true])
        let audit = try door.admin(.get, "/v1/audit")
        let handed: JSON = ["from": "default", "to": "other"]
        #expect(
            audit.changes.map { $0["details"] } == [
                handed, ["table": "ATTLOG", "command_ids": [JSON(again.text("command_id"))]], ["id": "e"],
                ["id": "e", "enabled": false], ["id": "e"],
                ["id": "erp"], ["id": "erp", "scopes": ["events:read"], "expires_at": .null],
                [
                    "type": "device.check", "device_count": 1, "devices": ["N1"],
                    "command_ids": [JSON(first.text("id"))],
                ], ["type": "user.upsert", "command_ids": [JSON(order.text("id"))]], [:],
            ])
        let text = String(decoding: audit.body, as: UTF8.self)
        for secret in ["swordfish", "47114711", "Ann Lim", "herring"] { #expect(!text.contains(secret)) }
        let theirs = try door.ask(.get, "/v1/audit", tenant: "other").changes
        #expect(
            theirs.map { $0["details"] } == [handed] && theirs[0].text("object") == "/v1/devices/N1/transfer")
    }

    @Test("the audit says what was to be delivered again and how a secret was replaced")
    func deliveries() async throws {
        let door = try PeopleDoor()
        let (store, batch) = (door.store, Sample.batch(1...2))
        _ = try door.mine(.post, "/v1/endpoints", ["id": "e", "url": "https://example.com/x"])
        _ = try await success { store.accept(batch, completion: $0) }
        var settlement = Settlement(endpoint: Sample.key("e"))
        settlement.position = try #require(try store.read(Sample.tenant, after: 0, limit: 9).events.last)
            .position
        let settled = settlement
        try await success { store.settle([settled], completion: $0) }
        let id = batch.events[0].id.description
        let order: JSON = ["since": 0, "only": "missing", "event_types": ["attendance.*"]]
        #expect(try door.mine(.post, "/v1/endpoints/e/replay", order).status == 202)
        #expect(try door.mine(.post, "/v1/events/\(id)/redeliver", ["endpoint": "e"]).status == 202)
        #expect(try door.mine(.post, "/v1/events/\(id)/redeliver").status == 202)
        #expect(try door.mine(.post, "/v1/endpoints/e/rotate-secret", ["overlap": "1h"]).status == 200)
        #expect(
            try door.mine(.get, "/v1/audit").changes.dropLast().map { $0["details"] } == [
                ["overlap_seconds": 3600, "given": false], ["endpoint": .null], ["endpoint": "e"], order,
            ])
    }

    @Test("the audit says what the configuration file made at the start, to each tenant its own")
    func configured() throws {
        let door = try PeopleDoor()
        let own = try door.mine(.get, "/v1/audit").data
        let note = try #require(own.first)
        #expect(own.count == 1 && note.text("actor") == "configuration" && note.text("tenant") == "default")
        #expect(note["address"] == .null && note["request_id"] == .null)
        #expect(
            note["details"] == [
                "tenant_taken": ["A customer"], "keys_added": ["all"],
                "devices_claimed": [.string(Sample.serial.text)],
            ])
    }

    @Test("a change that was refused is in no audit")
    func refused() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, "/v1/devices", ["serial": .string(Sample.otherSerial.text)])
        _ = try door.mine(.patch, "/v1/devices/\(Sample.serial)", ["name": "X"])
        _ = try door.mine(.delete, "/v1/endpoints/none")
        #expect(try door.ask(.get, "/v1/audit").changes.isEmpty)
    }

    @Test("a look at a secret is in the audit")
    func reveal() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, "/v1/endpoints", ["id": "e", "url": "https://example.com/x"])
        #expect(try door.mine(.get, "/v1/endpoints/e/secret").status == 200)
        #expect(
            try door.admin(.get, "/v1/audit").data.first?.text("action") == "GET /v1/endpoints/{id}/secret")
    }

    @Test("an order for many is taken for all of them or for none")
    func bulk() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, "/v1/devices", ["serial": "N1"])
        let all = try door.mine(.post, "/v1/commands", ["devices": "all", "type": "device.check"])
        #expect(all.status == 202)
        guard case .array(let ordered)? = all.json["commands"] else {
            Issue.record("no commands")
            return
        }
        #expect(ordered.count == 2)
        let some = try door.mine(
            .post, "/v1/commands",
            ["devices": ["N1", "NOBODY", .string(Sample.otherSerial.text), "N1"], "type": "device.check"])
        #expect(some.status == 422)
        guard case .array(let errors)? = some.json["errors"] else { return }
        #expect(errors.count == 3)
        #expect(try door.mine(.get, "/v1/commands").data.count == 2)
        let partial = try door.mine(
            .post, "/v1/commands",
            [
                "devices": ["N1", "NOBODY", .string(Sample.otherSerial.text)], "type": "device.check",
                "partial": true,
            ])
        #expect(partial.status == 202)
        // Of a terminal that is somebody else's no more is told than of one that is nobody's.
        #expect(
            partial.json["skipped"] == [
                ["device": "NOBODY", "field": "devices[1]", "message": "there is no device NOBODY"],
                [
                    "device": .string(Sample.otherSerial.text), "field": "devices[2]",
                    "message": .string("there is no device \(Sample.otherSerial.text)"),
                ],
            ])
        #expect(try door.mine(.get, "/v1/commands").data.count == 3)
        let twice = try door.mine(
            .post, "/v1/commands", ["devices": ["N1", "N1"], "type": "device.check", "partial": true])
        #expect(twice.status == 422)
        let none = try door.mine(.post, "/v1/commands", ["devices": [], "type": "device.check"])
        #expect(none.status == 422)
        let raw = try door.mine(
            .post, "/v1/commands", ["devices": "all", "type": "user.upsert", "params": [:]])
        #expect(raw.status == 422)
    }

    /// Asks in a thread of its own, and does `body` in another once the request waits: neither may stand in the row
    /// of the tests, where all places may be taken for longer than a client is patient.
    private func waiting(
        _ door: PeopleDoor, _ id: String, key: String = PeopleDoor.key(of: Sample.tenant),
        _ body: @escaping @Sendable () -> Void
    ) async throws -> (status: Int, state: String?) {
        let answer = Mutex<(Int, String?)?>(nil)
        let address = UncheckedDoor(door)
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                while address.door.gate.waiters == 0, answer.withLock({ $0 == nil }) { sched_yield() }
                body()
            }
            Thread.detachNewThread {
                let reply = try? address.door.ask(.get, "/v1/commands/\(id)?wait=30s", key: key)
                answer.withLock { $0 = (reply?.status ?? 0, reply?.text("status")) }
                continuation.resume()
            }
        }
        return try #require(answer.withLock { $0 })
    }

    /// Safe because only that thread asks until the answer is there.
    private struct UncheckedDoor: @unchecked Sendable {
        let door: PeopleDoor
        init(_ door: PeopleDoor) { self.door = door }
    }

    @Test("who waits for a command hears at once when it changes")
    func longPoll() async throws {
        let door = try PeopleDoor()
        let id = try #require(try door.mine(.post, commands, ["type": "device.check"]).text("id"))
        let number = try #require(CommandNumber(id))
        let store = door.store
        let heard = try await waiting(door, id) {
            store.cancel(number, of: Sample.tenant, at: Sample.now) { _ in }
        }
        #expect(heard.status == 200 && heard.state == "cancelled")
        // One that has ended is told at once.
        #expect(try door.mine(.get, "/v1/commands/\(id)?wait=60s").text("status") == "cancelled")
    }

    @Test("who waits for a command hears when its terminal has done it and is being asked")
    func lookUp() async throws {
        let door = try PeopleDoor()
        let order: JSON = ["type": "user.upsert", "params": ["pin": "7", "verify": true]]
        let id = try #require(try door.mine(.post, commands, order).text("id"))
        let number = try #require(CommandNumber(id))
        let store = door.store
        let lease = LeaseRequest(
            serial: Sample.serial, now: Sample.now, maximumCommands: 9, maximumBytes: 999
        ) { _, _ in [0x0a] }
        _ = try await success { store.lease(lease, completion: $0) }
        let heard = try await waiting(door, id) {
            store.settle([.of(number)], from: Sample.serial, awaiting: [], at: Sample.now) { _ in }
        }
        #expect(heard.status == 200 && heard.state == "sent")
        #expect(try door.mine(.get, "/v1/commands/\(id)").json["verifying"] == true)
    }

    @Test("who waits under a key that ends meanwhile hears nothing of the command")
    func endedKey() async throws {
        let door = try PeopleDoor()
        let id = try #require(try door.mine(.post, commands, ["type": "device.check"]).text("id"))
        let number = try #require(CommandNumber(id))
        let (store, clock) = (door.store, door.clock)
        let made = try door.admin(.post, "/v1/keys", ["id": "short", "expires_in": "1h"])
        let heard = try await waiting(door, id, key: try #require(made.text("key"))) {
            clock.advance(by: .seconds(3601))
            store.cancel(number, of: Sample.tenant, at: Sample.now) { _ in }
        }
        #expect(heard.status == 401 && heard.state == nil)
    }

    @Test("who waits is answered when the bridge stops, and nobody waits after")
    func shutdown() async throws {
        let door = try PeopleDoor()
        let id = try #require(try door.mine(.post, commands, ["type": "device.check"]).text("id"))
        let gate = door.gate
        let heard = try await waiting(door, id) { gate.stopWaiting() }
        #expect(heard.status == 200 && heard.state == "queued")
        #expect(try door.mine(.get, "/v1/commands/\(id)?wait=60s").text("status") == "queued")
    }

    @Test("a wait is told of no more than a minute, and of no other tenant's command")
    func bounds() throws {
        let door = try PeopleDoor()
        let id = try #require(try door.mine(.post, commands, ["type": "device.check"]).text("id"))
        for wait in ["61s", "-1s", "x", "", "1d"] {
            #expect(try door.mine(.get, "/v1/commands/\(id)?wait=\(wait)").status == 422, "\(wait)")
        }
        let other = PeopleDoor.key(of: Sample.otherTenant)
        #expect(try door.ask(.get, "/v1/commands/\(id)?wait=30s", key: other).status == 404)
        #expect(try door.mine(.get, "/v1/commands/\(id)?wait=10ms").text("status") == "queued")
    }
}
