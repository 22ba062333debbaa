import BridgeCore
import BridgeTestSupport
import HTTPClient
import HTTPGateway
import SQLiteStore
import Testing

@Suite("A request under an Idempotency-Key")
struct Repeats {
    private let path = "/v1/devices/\(Sample.serial)/commands"

    @Test("is carried out once and answered as before")
    func once() throws {
        let door = try PeopleDoor()
        let first = try door.mine(.post, path, ["type": "device.check"], once: "a")
        let second = try door.mine(.post, path, ["type": "device.check"], once: "a")
        #expect(first.status == 202 && second.status == 202 && first.body == second.body)
        #expect(first.header("Idempotency-Replayed") == nil)
        #expect(second.header("Idempotency-Replayed") == "true")
        #expect(second.header("Location") == first.header("Location"))
        #expect(try door.mine(.get, "/v1/commands").data.count == 1)
        let third = try door.mine(.post, path, ["type": "device.check"], once: "b")
        #expect(third.status == 202 && third.body != first.body)
    }

    @Test("with another body or path is refused")
    func reused() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, path, ["type": "device.check"], once: "a")
        let other = try door.mine(.post, path, ["type": "device.info"], once: "a")
        #expect(other.status == 422 && other.code == "idempotency_key_reused")
        let elsewhere = try door.mine(
            .post, "/v1/commands", ["type": "device.check", "devices": "all"], once: "a")
        #expect(elsewhere.code == "idempotency_key_reused")
        #expect(try door.mine(.get, "/v1/commands").data.count == 1)
    }

    @Test("is its tenant's and its actor's")
    func owners() throws {
        let door = try PeopleDoor()
        let body: JSON = ["type": "device.check", "devices": "all"]
        let mine = try door.mine(.post, "/v1/commands", body, once: "a")
        let other = try door.ask(
            .post, "/v1/commands", body, key: PeopleDoor.key(of: Sample.otherTenant), once: "a")
        let admin = try door.admin(.post, "/v1/commands", body, once: "a")
        #expect([mine, other, admin].map(\.status) == [202, 202, 202])
        #expect(Set([mine.body, other.body, admin.body]).count == 3)
    }

    @Test("is not that of a key that had the same id before")
    func namesakes() throws {
        let door = try PeopleDoor()
        func ask() throws -> ClientResponse {
            let key = try #require(try door.admin(.post, "/v1/keys", ["id": "k"]).text("key"))
            defer { _ = try? door.admin(.delete, "/v1/keys/k") }
            return try door.ask(.post, path, ["type": "device.check"], key: key, once: "a")
        }
        let (first, second) = (try ask(), try ask())
        #expect(second.status == 202 && second.header("Idempotency-Replayed") == nil)
        #expect(first.body != second.body)
    }

    @Test("that failed may be tried again under the same key")
    func failed() throws {
        let door = try PeopleDoor()
        #expect(try door.mine(.post, path, ["type": "nonsense"], once: "a").status == 422)
        #expect(
            try door.mine(.post, "/v1/devices", ["serial": .string(Sample.otherSerial.text)], once: "b")
                .status == 409)
        #expect(try door.mine(.post, path, ["type": "device.check"], once: "a").status == 202)
        #expect(try door.mine(.post, "/v1/devices", ["serial": "N1"], once: "b").status == 201)
    }

    @Test("whose answer was lost is not carried out again")
    func lost() async throws {
        let door = try PeopleDoor()
        // What the store has when the program ended between the change and its answer.
        let first = try door.admin(.post, "/v1/keys", ["id": "a"], once: "k")
        #expect(first.status == 201)
        let other = try PeopleDoor { parts in parts.changes = Forgetful(parts.changes) }
        #expect(try other.admin(.post, "/v1/keys", ["id": "a"], once: "k").status == 201)
        let again = try other.admin(.post, "/v1/keys", ["id": "a"], once: "k")
        #expect(again.status == 409 && again.code == "answer_lost")
    }

    @Test("never leaves a secret on disk: it is not shown again")
    func secrets() throws {
        let door = try PeopleDoor()
        for (path, body) in [
            ("/v1/keys", JSON.object(["id": "k"])),
            ("/v1/endpoints", ["id": "e", "url": "https://example.com/x"]),
            ("/v1/endpoints/e/rotate-secret", [:]),
        ] {
            let name = path == "/v1/keys" ? "key" : "secret"
            let first = try door.admin(.post, path, body, once: path)
            #expect(first.text(name) != nil, "\(path)")
            let second = try door.admin(.post, path, body, once: path)
            #expect(second.header("Idempotency-Replayed") == "true", "\(path)")
            #expect(second.json[name] == .null, "\(path)")
            #expect(!String(decoding: second.body, as: UTF8.self).contains("whsec_"), "\(path)")
        }
    }

    @Test("is done anew after a day")
    func life() throws {
        let door = try PeopleDoor()
        _ = try door.mine(.post, path, ["type": "device.check"], once: "a")
        door.clock.advance(by: .seconds(86401))
        let later = try door.mine(.post, path, ["type": "device.info"], once: "a")
        #expect(later.status == 202 && later.header("Idempotency-Replayed") == nil)
    }

    @Test(
        "is refused where the key is none",
        arguments: ["", "a b", "\u{e9}", String(repeating: "x", count: 256)])
    func malformed(_ key: String) throws {
        let door = try PeopleDoor()
        let reply = try door.mine(.post, path, ["type": "device.check"], once: key)
        // An empty header is not sent at all by this client.
        #expect(reply.status == 400 && reply.code == "invalid_idempotency_key" || key.isEmpty)
    }
}

/// A log of changes that keeps no answers.
private struct Forgetful: ChangeLog {
    let log: any ChangeLog

    init?(_ log: (any ChangeLog)?) {
        guard let log else { return nil }
        self.log = log
    }

    func changes(of tenant: TenantID?, before: Int64?, limit: Int) throws(StoreError) -> [ChangeRecord] {
        try log.changes(of: tenant, before: before, limit: limit)
    }

    func write(_ note: ChangeNote, completion: @escaping Completion<Void>) {
        log.write(note, completion: completion)
    }

    func earlier(_ claim: IdempotencyClaim, at now: Instant) throws(StoreError) -> EarlierRequest? {
        try log.earlier(claim, at: now)
    }

    func remember(
        _ answer: RememberedAnswer, for claim: IdempotencyClaim, at now: Instant,
        completion: @escaping Completion<Void>
    ) {
        completion(.failure(.full))
    }
}
