import BridgeCore
import BridgeTestSupport
import HTTPClient
import HTTPGateway
import SQLiteStore
import Testing

/// The whole table of routes, as the document tells it, asked by the wrong people. A new route is in it by itself.
@Suite("Between tenants nothing crosses")
struct TenancyProof {
    /// A route with open parts filled in.
    struct Target: CustomStringConvertible {
        let method: ClientRequest.Method
        let path: String
        /// `admin` or a scope.
        let needs: String
        var description: String { "\(method.rawValue) \(path)" }
    }

    /// Every route under `/v1`, naming the things of the tenant `other`.
    private func targets(_ door: PeopleDoor, _ ids: [String: String]) throws -> [Target] {
        let document = try door.ask(.get, "/openapi.json", key: nil).json
        guard case .object(let paths)? = document["paths"] else { return [] }
        var targets: [Target] = []
        for (path, methods) in paths.members where path.hasPrefix("/v1/") {
            guard case .object(let methods) = methods else { continue }
            for (method, operation) in methods.members {
                let known = try #require(ClientRequest.Method(rawValue: method.uppercased()))
                guard case .object(let operation) = operation,
                    case .array(let security)? = operation["security"],
                    case .object(let requirement)? = security.first,
                    case .array(let scopes)? = requirement["key"], case .string(let scope)? = scopes.first
                else {
                    Issue.record("\(method) \(path) says nothing of who may")
                    continue
                }
                var filled = path
                for (name, value) in ids where path.hasPrefix(name) {
                    filled = value + path.dropFirst(name.count)
                }
                #expect(!filled.contains("{"), "this test does not know what to put in \(path)")
                targets.append(Target(method: known, path: filled, needs: scope))
            }
        }
        return targets
    }

    /// Things of the tenant `other`, by the beginning of the paths that name them.
    private func furnish(_ door: PeopleDoor) async throws -> [String: String] {
        let other = PeopleDoor.key(of: Sample.otherTenant)
        let store = door.store
        try #require(
            try door.ask(
                .post, "/v1/endpoints", ["id": "theirs", "url": "https://example.com/hooks"], key: other
            ).status == 201)
        let batch = Sample.batch([1], of: Sample.otherTenant, from: Sample.otherSerial)
        _ = try await success { store.accept(batch, completion: $0) }
        let ordered = try door.ask(
            .post, "/v1/devices/\(Sample.otherSerial)/commands", ["type": "device.check"], key: other)
        let command = try #require(ordered.text("id"))
        return [
            "/v1/tenants/{id}": "/v1/tenants/\(Sample.otherTenant)", "/v1/keys/{id}": "/v1/keys/all",
            "/v1/devices/{serial}": "/v1/devices/\(Sample.otherSerial)",
            "/v1/commands/{id}": "/v1/commands/\(command)", "/v1/endpoints/{id}": "/v1/endpoints/theirs",
            "/v1/events/{id}": "/v1/events/\(batch.events[0].id)",
        ]
    }

    /// A body every route finds something in: that it is refused must not be for its body.
    private func body(_ target: Target) -> JSON? {
        switch (target.method, target.path) {
        case (.get, _), (.delete, _): nil
        case (.patch, _): ["name": "taken over"]
        case (_, let path) where path.hasSuffix("/commands") && path != "/v1/commands":
            ["type": "device.check"]
        case (_, "/v1/commands"):
            ["type": "device.check", "devices": [.string(Sample.otherSerial.text)]]
        case (_, "/v1/devices"): ["serial": .string(Sample.otherSerial.text), "name": "taken over"]
        case (_, let path) where path.hasSuffix("/reupload"): ["table": "ATTLOG"]
        case (_, let path) where path.hasSuffix("/transfer"): ["to": "default", "confirm": true]
        case (_, let path) where path.hasSuffix("/replay"): ["since": 0]
        default: [:]
        }
    }

    /// All of the tenant `other` that can be seen, but for the time.
    private func portrait(_ door: PeopleDoor) throws -> [String] {
        let lists = [
            "/v1/devices", "/v1/commands", "/v1/endpoints", "/v1/events", "/v1/keys", "/v1/audit",
            "/v1/stats",
            "/v1/devices/\(Sample.otherSerial)", "/v1/devices/\(Sample.otherSerial)/diagnosis",
        ]
        return try lists.map { path in
            let reply = try door.ask(.get, path, tenant: Sample.otherTenant.text)
            #expect(reply.status == 200)
            return String(decoding: reply.body, as: UTF8.self)
        }
    }

    @Test("a tenant's key finds nothing of another's and changes nothing")
    func things() async throws {
        let door = try PeopleDoor()
        let ids = try await furnish(door)
        let before = try portrait(door)
        var seen = 0
        for target in try targets(door, ids) {
            let reply = try door.mine(target.method, target.path, body(target))
            let text = String(decoding: reply.body, as: UTF8.self)
            if target.needs == "admin" {
                #expect(reply.status == 403, "\(target)")
            } else if target.path == "/v1/endpoints" && target.method == .post {
                // Nothing of the other is named in it.
                #expect(reply.status == 422, "\(target)")
            } else if target.path == "/v1/devices" && target.method == .post {
                #expect(reply.status == 409 && reply.code == "claimed_by_another", "\(target)")
                #expect(!text.contains(Sample.otherTenant.text) || text.contains("another"), "\(target)")
            } else if target.path == "/v1/commands" && target.method == .post {
                #expect(reply.status == 422, "\(target)")
            } else if ids.values.contains(where: { target.path.hasPrefix($0) }) {
                #expect(reply.status == 404, "\(target)")
            } else {
                #expect(reply.status == 200, "\(target)")
                #expect(!text.contains("theirs") && !text.contains(Sample.otherSerial.text), "\(target)")
            }
            seen += 1
        }
        #expect(seen > 35)
        #expect(try portrait(door) == before)
        // Nor is what was refused written down as done.
        #expect(try door.admin(.get, "/v1/audit").changes.isEmpty)
    }

    /// Bodies that name things of the tenant `other` where the path names one's own, and what they are answered.
    private func trespasses(_ ids: [String: String]) -> [(path: String, body: JSON, answers: Set<Int>)] {
        let serial = JSON.string(Sample.otherSerial.text)
        let event = JSON(ids["/v1/events/{id}"].map { String($0.dropFirst("/v1/events/".count)) })
        return [
            ("/v1/commands", ["type": "device.check", "devices": [serial]], [422]),
            (
                "/v1/commands", ["type": "device.check", "devices": [.string(Sample.serial.text), serial]],
                [422]
            ),
            ("/v1/devices", ["serial": serial], [409]),
            ("/v1/devices", ["serial": "MINE", "tenant": "other"], [422]),
            ("/v1/endpoints", ["id": "spy", "url": "https://example.org/", "tenant": "other"], [422]),
            // Of another's terminal nothing ever comes; whether there is one, the answer must not say.
            ("/v1/endpoints", ["id": "ears", "url": "https://example.org/", "devices": [serial]], [201]),
            ("/v1/endpoints/own/dead-letters/retry", ["events": [event]], [422]),
            ("/v1/endpoints/own/replay", ["since": 0], [202]),
        ]
    }

    @Test("things of another tenant that a body names are not found, and nothing is done to them")
    func bodies() async throws {
        let door = try PeopleDoor()
        let ids = try await furnish(door)
        let event = try #require(ids["/v1/events/{id}"])
        _ = try door.mine(.post, "/v1/endpoints", ["id": "own", "url": "https://example.org/"])
        let before = try portrait(door)
        for (path, body, answers) in trespasses(ids) {
            let reply = try door.mine(.post, path, body)
            #expect(answers.contains(reply.status), "\(path) \(body.text): \(reply.status)")
            if reply.status == 202 { #expect(reply.json["events"] == 0, "\(path) \(body.text)") }
        }
        #expect(try door.mine(.post, "\(event)/redeliver", ["endpoint": "own"]).status == 404)
        // What they may name of their own, they may not deliver to another's.
        let (store, batch) = (door.store, Sample.batch([7]))
        _ = try await success { store.accept(batch, completion: $0) }
        let mine = "/v1/events/\(batch.events[0].id)/redeliver"
        #expect(try door.mine(.post, mine, ["endpoint": "theirs"]).status == 422)
        #expect(try portrait(door) == before)
        #expect(try door.mine(.get, "/v1/devices").data.map { $0.text("serial") } == [Sample.serial.text])
    }

    @Test("a place in another tenant's list tells nothing as the place to go on from")
    func cursors() async throws {
        let door = try PeopleDoor()
        _ = try await furnish(door)
        let other = PeopleDoor.key(of: Sample.otherTenant)
        for (path, name) in [
            ("/v1/devices", "serial"), ("/v1/commands", "id"), ("/v1/endpoints", "id"),
            ("/v1/audit", "number"),
            ("/v1/events", "sequence"),
        ] {
            let theirs = try door.ask(.get, path, key: other).data
            let place = try #require(theirs.first?[name])
            let text = if case .string(let text) = place { text } else { place.text }
            let reply = try door.mine(.get, "\(path)?after=\(text)")
            #expect(reply.status == 200, "\(path)")
            let shown = String(decoding: reply.body, as: UTF8.self)
            for foreign in ["theirs", Sample.otherSerial.text, "\"\(Sample.otherTenant)\""] {
                #expect(!shown.contains(foreign), "\(path)")
            }
        }
        let narrowed = try door.mine(.get, "/v1/commands?device=\(Sample.otherSerial)")
        #expect(narrowed.data.isEmpty)
        #expect(try door.mine(.get, "/v1/events?device=\(Sample.otherSerial)").data.isEmpty)
    }

    @Test(
        "an Idempotency-Key of another tenant's is one's own to use, and gives nothing of the other's answer")
    func idempotencyKeys() throws {
        let door = try PeopleDoor()
        let other = PeopleDoor.key(of: Sample.otherTenant)
        for (path, body) in [
            ("/v1/endpoints", ["id": "e", "url": "https://example.com/x"] as JSON),
            ("/v1/endpoints/e/rotate-secret", [:]),
            ("/v1/commands", ["devices": "all", "type": "device.check"]),
        ] {
            let theirs = try door.ask(.post, path, body, key: other, once: "shared")
            let mine = try door.mine(.post, path, body, once: "shared")
            #expect(theirs.status == mine.status && (200...202).contains(mine.status), "\(path)")
            #expect(mine.header("Idempotency-Replayed") == nil, "\(path)")
            #expect(!String(decoding: mine.body, as: UTF8.self).contains(Sample.otherSerial.text), "\(path)")
            // The next path takes a key that neither has used.
            for key in [other, PeopleDoor.key(of: Sample.tenant)] {
                let again = try door.ask(.post, path, body, key: key, once: "shared")
                #expect(again.header("Idempotency-Replayed") == "true", "\(path)")
            }
            door.clock.advance(by: .seconds(86401))
        }
    }

    @Test("the admin key for one tenant finds nothing of another's and changes nothing")
    func admin() async throws {
        let door = try PeopleDoor()
        let ids = try await furnish(door)
        let before = try portrait(door)
        // Tenants themselves are the admin's, and keys of the same name are both tenants'.
        for target in try targets(door, ids)
        where !target.path.hasPrefix("/v1/tenants") && !target.path.hasPrefix("/v1/keys") {
            let reply = try door.admin(target.method, target.path, body(target))
            if ids.values.contains(where: { target.path.hasPrefix($0) }) {
                #expect(reply.status == 404, "\(target)")
            } else {
                #expect([200, 409, 422].contains(reply.status), "\(target): \(reply.status)")
            }
        }
        #expect(try portrait(door) == before)
    }

    @Test("a key that names another tenant in Bridge-Tenant is refused everywhere")
    func naming() async throws {
        let door = try PeopleDoor()
        let ids = try await furnish(door)
        let before = try portrait(door)
        for target in try targets(door, ids) {
            let reply = try door.ask(
                target.method, target.path, body(target), key: PeopleDoor.key(of: Sample.tenant),
                tenant: Sample.otherTenant.text)
            #expect(reply.status == 403, "\(target)")
        }
        #expect(try portrait(door) == before)
    }

    @Test("without a key, with a wrong one, and with every other scope, everything is refused")
    func strangers() async throws {
        let door = try PeopleDoor()
        let ids = try await furnish(door)
        let before = try portrait(door)
        let targets = try targets(door, ids)
        for target in targets {
            for key in [nil, "", "abk_nonsense", PeopleDoor.adminKey + "x"] {
                #expect(
                    try door.ask(target.method, target.path, body(target), key: key).status == 401,
                    "\(target)")
            }
        }
        for scope in KeyScope.allCases {
            let others = KeyScope.allCases.filter { $0 != scope }.map { JSON.string($0.rawValue) }
            let made = try door.ask(
                .post, "/v1/keys", ["scopes": .array(others)], tenant: Sample.otherTenant.text)
            let key = try #require(made.text("key"))
            let ungiven = targets.filter { $0.needs == scope.rawValue || $0.needs == "admin" }
            for target in ungiven {
                #expect(
                    try door.ask(target.method, target.path, body(target), key: key).status == 403,
                    "\(target) without \(scope.rawValue)")
            }
            let id = try #require(made.text("id"))
            try #require(
                try door.ask(.delete, "/v1/keys/\(id)", tenant: Sample.otherTenant.text).status == 204)
        }
        // But for who made and ended keys, all is as it was.
        let after = try portrait(door)
        for (one, other) in zip(before, after)
        where !one.contains("\"action\"") && !other.contains("\"action\"") {
            #expect(one == other)
        }
    }
}
