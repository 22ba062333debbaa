import BridgeCore
import BridgeTestSupport
import HTTPClient
import SQLiteStore
import Testing

@Suite("Events over the API")
struct EventsOverTheAPI {
    /// The sequence numbers of a page, and where to go on.
    private func page(_ reply: APIDoor.Reply) throws -> (sequences: [JSON], next: JSON?, last: String) {
        guard case .array(let events)? = reply["data"], case .string(let last)? = reply["last"] else {
            Issue.record("no page: \(reply.body.text)")
            return ([], nil, "0")
        }
        let sequences = events.compactMap { event -> JSON? in
            if case .object(let event) = event { event["sequence"] } else { nil }
        }
        return (sequences, reply["next"], last)
    }

    @Test("the bodies are those of the webhooks, to the byte")
    func bodies() async throws {
        let door = try APIDoor()
        try await door.accept(1...3)
        let log = try door.store.read(Sample.tenant, after: 0, limit: 10)
        let reply = try door.ask(.get, "/v1/events")
        let text = String(decoding: reply.response.body, as: UTF8.self)
        for event in log.events { #expect(text.contains(String(decoding: event.body, as: UTF8.self))) }
    }

    @Test("who follows the log sees every event once")
    func following() async throws {
        let door = try APIDoor()
        try await door.accept(1...5)
        var (after, seen): (String, [JSON]) = ("0", [])
        for round in 1...6 {
            let page = try page(door.ask(.get, "/v1/events?limit=2&after=\(after)"))
            seen += page.sequences
            after = page.last
            if case .string(let next)? = page.next { #expect(next == after) }
            if round == 4 { try await door.accept(6...7) }
        }
        let log = try door.store.read(Sample.tenant, after: 0, limit: 10).events
        #expect(seen == log.map { .integer($0.position) })
        #expect(seen.count == 7)
    }

    @Test("only types and terminals that were asked for are given")
    func filters() async throws {
        let door = try APIDoor()
        try await door.accept(1...2)
        let (store, other) = (door.store, Sample.batch([3], from: Sample.otherSerial))
        _ = try await success { store.accept(other, completion: $0) }
        #expect(try page(door.ask(.get, "/v1/events?type=attendance.*,user.deleted")).sequences.count == 3)
        #expect(try page(door.ask(.get, "/v1/events?type=user.*")).sequences.isEmpty)
        #expect(try page(door.ask(.get, "/v1/events?device=\(Sample.otherSerial)")).sequences.count == 1)
    }

    @Test(
        "a query that breaks a rule is refused by its name",
        arguments: [
            ("after", "after=-1"), ("after", "after=evt_1"), ("after", "after=99999999999999999999"),
            ("type", "type=nonsense"), ("type", "type=user.*,"), ("device", "device=a%20b"),
            ("since", "since=1"),
        ])
    func queries(_ field: String, _ query: String) throws {
        let reply = try APIDoor().ask(.get, "/v1/events?\(query)")
        #expect(reply.status == 422)
        #expect(Array(reply.refused.keys) == [field])
    }

    @Test("an event tells where it stands at the endpoints, and can be delivered again")
    func one() async throws {
        let door = try APIDoor()
        try door.ask(.post, "/v1/endpoints", ["id": "shop", "url": "https://shop.example/"])
        try await door.accept(1...1)
        let id = try #require(try door.store.read(Sample.tenant, after: 0, limit: 1).events.first).id
        let shown = try door.ask(.get, "/v1/events/\(id)")
        #expect(shown.status == 200)
        #expect(
            shown["deliveries"] == [
                ["endpoint": "shop", "state": "pending", "attempts": 0, "next_attempt_at": nil]
            ])
        #expect(try door.ask(.get, "/v1/events/\(id)/attempts")["data"] == [])
        #expect(try door.ask(.post, "/v1/events/\(id)/redeliver").status == 202)
        #expect(try door.ask(.post, "/v1/events/\(id)/redeliver", ["endpoint": "none"]).status == 422)
        for path in ["", "/attempts"] {
            #expect(try door.ask(.get, "/v1/events/\(id)\(path)", as: .other).status == 404)
            #expect(try door.ask(.get, "/v1/events/evt_nonsense\(path)").status == 404)
        }
        #expect(try door.ask(.post, "/v1/events/\(id)/redeliver", as: .other).status == 404)
        #expect(try door.ask(.get, "/v1/events", as: .other)["data"] == [])
    }

    @Test("lines that were set aside are listed apart")
    func rejects() async throws {
        let door = try APIDoor()
        try await door.accept(1...1)
        let (store, batch) = (door.store, EventBatch(events: [Sample.reject("nonsense")]))
        _ = try await success { store.accept(batch, completion: $0) }
        let page = try page(door.ask(.get, "/v1/rejects"))
        #expect(page.sequences.count == 1)
    }

    @Test("templates and photos are shown to keys that may see them, and to no other")
    func attachments() async throws {
        let door = try APIDoor()
        let photo = EventOrigin(tenant: Sample.tenant, device: (Sample.serial, nil), acceptedAt: Sample.now)
            .event(
                for: .attendancePhoto(
                    AttendancePhoto(
                        fileName: "20261120080000-1.jpg", pin: "1", time: nil, matched: true,
                        image: [0xff, 0xd8, 0xff, 0xd9])), in: .utc)
        let (store, batch) = (door.store, EventBatch(events: [photo]))
        _ = try await success { store.accept(batch, completion: $0) }
        for path in ["/v1/events", "/v1/events/\(photo.id)"] {
            #expect(try door.ask(.get, path).body.text.contains("/9j/2Q=="))
            #expect(try !door.ask(.get, path, as: .eventsRead).body.text.contains("/9j/2Q=="))
        }
    }

    @Test("a stretch of the log is delivered again, dead letters too")
    func replay() async throws {
        let door = try APIDoor()
        try await door.accept(1...4)
        try door.ask(.post, "/v1/endpoints", ["id": "shop", "url": "https://shop.example/"])
        let path = "/v1/endpoints/shop/replay"
        let from = try #require(try door.store.read(Sample.tenant, after: 0, limit: 2).events.last).position
        #expect(try door.ask(.post, path, ["since": .integer(from)])["events"] == 3)
        #expect(try door.ask(.post, path, ["since": "2199-01-01T00:00:00Z"])["events"] == 0)
        #expect(try door.ask(.post, "/v1/endpoints/shop/dead-letters/retry")["events"] == 0)
        #expect(try door.ask(.get, "/v1/stats")["waiting"] == 3)
    }

    @Test(
        "an order to deliver again that breaks a rule is refused by its field",
        arguments: [
            ("since", "{}"), ("since", #"{"since":-1}"#), ("since", #"{"since":"yesterday"}"#),
            ("until", #"{"since":5,"until":4}"#), ("only", #"{"since":0,"only":"some"}"#),
            ("event_types[0]", #"{"since":0,"event_types":["x"]}"#), ("foo", #"{"since":0,"foo":1}"#),
        ])
    func replayRules(_ field: String, _ body: String) throws {
        let door = try APIDoor()
        try door.ask(.post, "/v1/endpoints", ["id": "shop", "url": "https://shop.example/"])
        let reply = try door.ask(.post, "/v1/endpoints/shop/replay", text: body)
        #expect(reply.status == 422)
        #expect(Array(reply.refused.keys) == [field], "\(reply.refused)")
    }
}
