import BridgeCore
import BridgeTestSupport
import HTTPClient
import Testing

@Suite("Test webhooks over the API")
struct TestWebhooksOverTheAPI {
    @Test("one is sent at once and the attempt is told")
    func attempt() throws {
        let door = try APIDoor()
        try door.ask(.post, "/v1/endpoints", ["id": "shop", "url": "https://shop.example/"])
        let reply = try door.ask(.post, "/v1/endpoints/shop/test", ["message": "Hello"])
        #expect(reply.status == 200)
        #expect(reply["outcome"] == "delivered")
        #expect(reply["status"] == 200)
        #expect(reply["duration_ms"] == 12)
        #expect(reply["answer"] == "thanks")
        let (event, endpoint) = try #require(door.tester.deliveries.first)
        #expect(endpoint.key == Sample.key("shop"))
        #expect(reply["event_id"] == .string(event.id.description))
        guard case .object(let body) = try JSONReader.read(event.body) else { return }
        #expect(body["type"] == "webhook.test")
        #expect(body["sequence"] == .integer(event.position))
        #expect(body["device"] == .null)
        #expect(body["data"] == ["message": "Hello"])
    }

    @Test("no two are the same event, though the clock stands still")
    func identity() throws {
        let door = try APIDoor()
        try door.ask(.post, "/v1/endpoints", ["id": "shop", "url": "https://shop.example/"])
        for _ in 1...2 { try door.ask(.post, "/v1/endpoints/shop/test") }
        let events = door.tester.deliveries.map(\.event)
        #expect(Set(events.map(\.id)).count == 2 && Set(events.map(\.position)).count == 2)
    }

    @Test("none is in the log")
    func log() throws {
        let door = try APIDoor()
        try door.ask(.post, "/v1/endpoints", ["id": "shop", "url": "https://shop.example/"])
        try door.ask(.post, "/v1/endpoints/shop/test")
        #expect(try door.ask(.get, "/v1/events")["data"] == [])
    }
}
