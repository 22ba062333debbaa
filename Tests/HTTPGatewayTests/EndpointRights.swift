import BridgeCore
import BridgeTestSupport
import HTTPClient
import Testing

@Suite("Rights to endpoints")
struct EndpointRights {
    private static let all: [(ClientRequest.Method, String, JSON?, KeyScope)] = [
        (.get, "/v1/endpoints", nil, .endpointsRead),
        (.post, "/v1/endpoints", ["url": "https://shop.example/"], .endpointsWrite),
        (.get, "/v1/endpoints/shop", nil, .endpointsRead),
        (.patch, "/v1/endpoints/shop", [:], .endpointsWrite),
        (.get, "/v1/endpoints/shop/secret", nil, .endpointsWrite),
        (.post, "/v1/endpoints/shop/rotate-secret", [:], .endpointsWrite),
        (.post, "/v1/endpoints/shop/test", [:], .endpointsWrite),
        (.post, "/v1/endpoints/shop/replay", ["since": 0], .endpointsWrite),
        (.get, "/v1/endpoints/shop/dead-letters", nil, .endpointsRead),
        (.post, "/v1/endpoints/shop/dead-letters/retry", [:], .endpointsWrite),
        (.delete, "/v1/endpoints/shop", nil, .endpointsWrite),
    ]

    @Test("nothing of them crosses from one tenant to another", arguments: all.indices)
    func tenancy(_ index: Int) throws {
        let door = try APIDoor()
        try door.ask(.post, "/v1/endpoints", ["id": "shop", "url": "https://shop.example/"])
        let before = try door.ask(.get, "/v1/endpoints")
        let (method, path, body, _) = Self.all[index]
        let reply = try door.ask(method, path, body, as: .other)
        if path == "/v1/endpoints" {
            #expect([200, 201].contains(reply.status))
            #expect(!reply.body.text.contains("\"shop\""))
        } else {
            #expect(reply.status == 404)
        }
        #expect(try door.ask(.get, "/v1/endpoints").body == before.body)
    }

    @Test("each needs its scope", arguments: all.indices)
    func scopes(_ index: Int) throws {
        let door = try APIDoor()
        try door.ask(.post, "/v1/endpoints", ["id": "shop", "url": "https://shop.example/"])
        let (method, path, body, scope) = Self.all[index]
        #expect(try door.ask(method, path, body, as: .nobody).status == 401)
        #expect(try door.ask(method, path, body, as: .adminOfNone).status == 400)
        let lacking = try door.ask(method, path, body, as: .eventsRead)
        #expect(lacking.status == 403)
        #expect(lacking["code"] == "scope_missing")
        if scope == .endpointsWrite {
            #expect(try door.ask(method, path, body, as: .endpointsRead).status == 403)
        }
        #expect((200..<300).contains(try door.ask(method, path, body, as: .endpointsWrite).status))
    }

    @Test("templates and photos go only where a key that may see them sends them")
    func biometrics() throws {
        let door = try APIDoor()
        let order: JSON = ["id": "shop", "url": "https://shop.example/", "include_biometrics": true]
        let refused = try door.ask(.post, "/v1/endpoints", order, as: .endpointsWrite)
        #expect(refused.status == 403)
        #expect(try door.ask(.post, "/v1/endpoints", order).status == 201)
        let path = "/v1/endpoints/shop"
        #expect(
            try door.ask(.patch, path, ["url": "https://evil.example/"], as: .endpointsWrite).status == 403)
        #expect(try door.ask(.patch, path, ["include_photos": true], as: .endpointsWrite).status == 403)
        #expect(try door.ask(.patch, path, ["name": "Shop"], as: .endpointsWrite).status == 200)
        #expect(try door.ask(.get, path)["url"] == "https://shop.example/")
    }
}
