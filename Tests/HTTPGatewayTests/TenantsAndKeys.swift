import BridgeCore
import BridgeTestSupport
import HTTPClient
import HTTPGateway
import SQLiteStore
import Testing

@Suite("Tenants and keys over the API")
struct TenantsAndKeys {
    private func newKey(_ door: PeopleDoor, _ body: JSON = [:]) throws -> (id: String, key: String) {
        let made = try door.admin(.post, "/v1/keys", body)
        try #require(made.status == 201)
        return (try #require(made.text("id")), try #require(made.text("key")))
    }

    @Test("three calls bring a customer in, and one takes all of it away again")
    func life() async throws {
        let door = try PeopleDoor()
        let made = try door.ask(.post, "/v1/tenants", ["id": "acme", "name": "Acme"])
        #expect(made.status == 201 && made.header("Location") == "/v1/tenants/acme")
        let key = try door.ask(.post, "/v1/keys", [:], tenant: "acme")
        let text = try #require(key.text("key"))
        #expect(text.hasPrefix("abk_") && text.utf8.count == 47)
        let endpoint = try door.ask(.post, "/v1/endpoints", ["url": "https://example.com/x"], key: text)
        #expect(endpoint.status == 201)
        #expect(try door.ask(.post, "/v1/devices", ["serial": "ACME01"], key: text).status == 201)
        let gone = try door.ask(.delete, "/v1/tenants/acme")
        #expect(gone.status == 200)
        #expect(gone.json["devices"] == ["ACME01"] && gone.json["keys"] == 1 && gone.json["endpoints"] == 1)
        #expect(try door.ask(.get, "/v1/devices", key: text).status == 401)
        #expect(try door.ask(.get, "/v1/devices", tenant: "acme").status == 404)
        #expect(door.directory.device(SerialNumber("ACME01")!) == nil)
        let again = try door.ask(.post, "/v1/tenants", ["id": "acme"])
        #expect(again.status == 409 && again.code == "tenant_exists")
        #expect(try door.mine(.post, "/v1/devices", ["serial": "ACME01"]).status == 201)
    }

    @Test("a managed tenant is renamed and removed in its file only")
    func managed() throws {
        let door = try PeopleDoor()
        #expect(try door.ask(.delete, "/v1/tenants/default").code == "managed_by_configuration")
        #expect(try door.ask(.patch, "/v1/tenants/default", ["name": "X"]).status == 409)
        #expect(try door.mine(.get, "/v1/devices").status == 200)
    }

    @Test("a key opens from its creation to its revocation, and never shows itself again")
    func revocation() throws {
        let door = try PeopleDoor()
        let (id, key) = try newKey(door, ["name": "Payroll", "scopes": ["devices:read"]])
        #expect(try door.ask(.get, "/v1/devices", key: key).status == 200)
        #expect(try door.ask(.get, "/v1/commands", key: key).code == "scope_missing")
        let list = try door.admin(.get, "/v1/keys")
        #expect(!String(decoding: list.body, as: UTF8.self).contains(key))
        #expect(list.data.map { $0.text("id") }.contains(id))
        #expect(try door.admin(.delete, "/v1/keys/\(id)").status == 204)
        #expect(try door.ask(.get, "/v1/devices", key: key).code == "unauthenticated")
        #expect(try door.admin(.delete, "/v1/keys/\(id)").status == 404)
        #expect(try door.admin(.delete, "/v1/keys/all").code == "managed_by_configuration")
    }

    @Test("an expired key is refused and told so")
    func expiry() throws {
        let door = try PeopleDoor()
        let (_, key) = try newKey(door, ["expires_in": "60s"])
        #expect(try door.ask(.get, "/v1/devices", key: key).status == 200)
        door.clock.advance(by: .seconds(60))
        let reply = try door.ask(.get, "/v1/devices", key: key)
        #expect(reply.status == 401 && reply.code == "key_expired")
    }

    @Test("unless said a key shows no templates and gives terminals no raw text")
    func usualScopes() throws {
        let door = try PeopleDoor()
        let made = try door.admin(.post, "/v1/keys")
        guard case .array(let scopes)? = made.json["scopes"] else {
            Issue.record("no scopes")
            return
        }
        #expect(scopes.count == KeyScope.allCases.count - 2)
        #expect(!scopes.contains("commands:raw") && !scopes.contains("biometrics:read"))
    }

    @Test("who asks faster than the rate is told how long to wait, and only he")
    func rate() throws {
        let door = try PeopleDoor { parts in
            parts.keyRate = RequestRate(perSecond: 2, burst: 3)
        }
        for _ in 1...3 { #expect(try door.mine(.get, "/v1/devices").status == 200) }
        let reply = try door.mine(.get, "/v1/devices")
        #expect(reply.status == 429 && reply.code == "too_many_requests")
        #expect(reply.header("Retry-After") == "1")
        #expect(try door.ask(.get, "/v1/devices", key: PeopleDoor.key(of: Sample.otherTenant)).status == 200)
        door.clock.advance(by: .seconds(1))
        for _ in 1...2 { #expect(try door.mine(.get, "/v1/devices").status == 200) }
        #expect(try door.mine(.get, "/v1/devices").status == 429)
    }
}
