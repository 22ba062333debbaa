import BridgeCore
import BridgeTestSupport
import HTTPClient
import Testing

@Suite("An endpoint's secrets over the API")
struct EndpointSecretsOverTheAPI {
    private static let given = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

    private func door(_ more: JSONObject = [:]) throws -> APIDoor {
        let door = try APIDoor()
        var order = more
        (order["id"], order["url"]) = ("shop", "https://shop.example/")
        #expect(try door.ask(.post, "/v1/endpoints", .object(order)).status == 201)
        return door
    }

    @Test("one that is brought along is taken")
    func given() throws {
        let door = try door(["secret": .string(Self.given)])
        #expect(try door.ask(.get, "/v1/endpoints/shop/secret")["secret"] == .string(Self.given))
    }

    @Test("of a key pair only the public key is shown")
    func pair() throws {
        let door = try door(["secret_type": "ed25519"])
        let shown = try door.ask(.get, "/v1/endpoints/shop/secret").body.text
        #expect(shown.contains("whpk_") && !shown.contains("whsk_"))
        let rotated = try door.ask(.post, "/v1/endpoints/shop/rotate-secret").body.text
        #expect(rotated.contains("whpk_") && !rotated.contains("whsk_") && !rotated.contains("whsec_"))
    }

    @Test("a rotation puts the new one first and keeps the old for the overlap")
    func rotation() throws {
        let door = try door(["secret": .string(Self.given)])
        let rotated = try door.ask(.post, "/v1/endpoints/shop/rotate-secret", ["overlap": "2h"])
        #expect(rotated.status == 200)
        let until = (door.clock.now() + .seconds(7200)).rfc3339
        #expect(rotated["previous"] == [["secret": .string(Self.given), "expires_at": .string(until)]])
        door.clock.advance(by: .seconds(7200))
        let later = try door.ask(.get, "/v1/endpoints/shop/secret")
        #expect(later["previous"] == [])
        #expect(later["secret"] == rotated["secret"])
    }

    @Test("a rotation without overlap ends the old one at once")
    func noOverlap() throws {
        let door = try door()
        let rotated = try door.ask(.post, "/v1/endpoints/shop/rotate-secret", ["overlap": "0s"])
        #expect(rotated["previous"] == [])
    }

    @Test("no endpoint has more than ten that are good")
    func many() throws {
        let door = try door()
        for _ in 1..<10 {
            #expect(try door.ask(.post, "/v1/endpoints/shop/rotate-secret").status == 200)
        }
        let before = try door.ask(.get, "/v1/endpoints/shop/secret")
        let reply = try door.ask(.post, "/v1/endpoints/shop/rotate-secret")
        #expect(reply.status == 409)
        #expect(reply["code"] == "too_many_secrets")
        #expect(try door.ask(.get, "/v1/endpoints/shop/secret").body == before.body)
        #expect(try door.ask(.post, "/v1/endpoints/shop/rotate-secret", ["overlap": "0s"]).status == 200)
    }

    @Test(
        "an order to rotate that breaks a rule is refused by its field",
        arguments: [
            ("overlap", #"{"overlap":"8d"}"#), ("overlap", #"{"overlap":5}"#),
            ("secret", #"{"secret":"whsec_AAAA"}"#), ("secret_type", #"{"secret_type":"rsa"}"#),
            ("secret", #"{"secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#), ("foo", #"{"foo":1}"#),
        ])
    func rules(_ field: String, _ body: String) throws {
        let door = try door(["secret": .string(Self.given)])
        let reply = try door.ask(.post, "/v1/endpoints/shop/rotate-secret", text: body)
        #expect(reply.status == 422)
        #expect(Array(reply.refused.keys) == [field])
        #expect(!reply.body.text.contains("whsec_AAAA"))
    }
}
