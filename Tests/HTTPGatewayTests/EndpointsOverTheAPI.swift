import BridgeCore
import BridgeTestSupport
import HTTPClient
import SQLiteStore
import Testing

@Suite("Endpoints over the API")
struct EndpointsOverTheAPI {
    private static let shop: JSON = ["id": "shop", "url": "https://shop.example/hooks"]

    @Test("an endpoint made with nothing but a url gets every default, an id and a secret that is shown once")
    func defaults() throws {
        let door = try APIDoor()
        let made = try door.ask(.post, "/v1/endpoints", ["url": "https://shop.example/hooks"])
        #expect(made.status == 201)
        guard case .string(let id)? = made["id"], case .string(let secret)? = made["secret"] else {
            Issue.record("no id or secret in \(made.body.text)")
            return
        }
        #expect(id.hasPrefix("ep_"))
        #expect(SigningSecret(secret) != nil)
        #expect(made.response.header("Location") == "/v1/endpoints/\(id)")
        let shown = try door.ask(.get, "/v1/endpoints/\(id)")
        #expect(shown["secret"] == nil)
        #expect(shown["event_types"] == ["*"])
        #expect(shown["devices"] == ["*"])
        #expect(shown["enabled"] == true)
        #expect(shown["ordering"] == "none")
        #expect(shown["status"] == "healthy")
        #expect(shown["managed"] == false)
        #expect(try door.ask(.get, "/v1/endpoints/\(id)/secret")["secret"] == .string(secret))
    }

    @Test("what is set is read back as it was set, but for credentials")
    func roundTrip() throws {
        let door = try APIDoor()
        let order: JSONObject = [
            "id": "shop", "name": "The shop", "url": "https://shop.example/hooks?a=b",
            "event_types": ["attendance.*", "user.updated"], "devices": ["B1", "C2"], "enabled": false,
            "ordering": "device", "skip_after": 7, "batch": ["max_events": 50, "max_wait": "2s"],
            "max_in_flight": 3, "rate_limit": 9, "headers": ["X-Shop": "7", "X-Api-Key": "geheim"],
            "auth": ["type": "basic", "user": "bridge", "password": "geheim"],
            "retry_schedule": ["1s", "5m"], "include_biometrics": true, "include_photos": true,
            "handshake": true, "max_backlog_age": "10d",
        ]
        let made = try door.ask(.post, "/v1/endpoints", .object(order))
        #expect(made.status == 201)
        let shown = try door.ask(.get, "/v1/endpoints/shop")
        for (name, value) in order.members where name != "headers" && name != "auth" {
            #expect(shown[name] == value, "\(name)")
        }
        #expect(shown["headers"] == ["X-Shop": "7", "X-Api-Key": "***"])
        #expect(shown["auth"] == ["type": "basic", "user": "bridge", "password": "***"])
        #expect(!shown.body.text.contains("geheim"))
        let kept = try door.store.endpoint(Sample.key("shop"))?.endpoint.options
        #expect(kept?.ordering == .device(.skip(after: 7)))
        #expect(kept?.auth == .basic(user: "bridge", password: "geheim"))
    }

    @Test(
        "a field that breaks a rule is refused by its name",
        arguments: [
            ("url", "7"), ("url", #""http://shop.example/""#), ("url", #""https://u:p@shop.example/""#),
            ("url", #""ftp://shop.example/""#), ("id", #""a b""#), ("id", #""""#), ("name", #""a\u0000b""#),
            ("event_types", "[]"), ("event_types[0]", #"["nonsense"]"#), ("event_types", #""*""#),
            ("devices[1]", #"["B1","a b"]"#), ("devices", "[]"), ("enabled", "1"), ("ordering", #""tenant""#),
            ("skip_after", "0"), ("skip_after", "1001"), ("skip_after", "3"),
            ("batch.max_events", #"{"max_events":1}"#), ("batch.max_wait", #"{"max_wait":"1 s"}"#),
            ("batch.size", #"{"size":5}"#), ("batch", "[]"), ("max_in_flight", "0"),
            ("max_in_flight", "1.5"), ("rate_limit", "0"), ("rate_limit", "99999999999999999999999999"),
            ("headers.Host", #"{"Host":"x"}"#), ("headers.webhook-id", #"{"webhook-id":"x"}"#),
            ("headers.X", #"{"X":"a\r\nY: b"}"#), ("headers.X", #"{"X":7}"#), ("headers", "[]"),
            ("auth.token", #"{"type":"bearer"}"#), ("auth.password", #"{"type":"basic","user":"u"}"#),
            ("auth.user", #"{"type":"basic","user":"a:b","password":"p"}"#), ("auth", #""x""#),
            (
                "client_certificate.private_key",
                #"{"certificate":"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----"}"#
            ),
            (
                "client_certificate.certificate",
                #"{"certificate":"x","private_key":"-----BEGIN PRIVATE KEY-----"}"#
            ),
            ("retry_schedule[0]", #"["soon"]"#), ("retry_schedule", "[]"),
            ("include_biometrics", #""yes""#), ("max_backlog_age", #""0s""#), ("secret", #""whsec_short""#),
            ("secret_type", #""rsa""#), ("allow_private", "true"), ("allow_private", "false"),
            ("colour", #""red""#), ("status", #""healthy""#),
        ])
    func fieldErrors(_ field: String, _ value: String) throws {
        let door = try APIDoor()
        let name = field.prefix { $0 != "." && $0 != "[" }
        let url = name == "url" ? "" : #""url":"https://shop.example/","#
        let reply = try door.ask(.post, "/v1/endpoints", text: "{\(url)\"\(name)\":\(value)}")
        if value.count > 25, value.allSatisfy(\.isNumber) {
            #expect([400, 422].contains(reply.status))
        } else {
            #expect(reply.status == 422)
            #expect(Array(reply.refused.keys) == [field], "\(reply.refused)")
        }
        #expect(try door.ask(.get, "/v1/endpoints")["data"] == [])
    }

    @Test("all that is wrong is told at once, and no value of it")
    func allErrors() throws {
        let body = #"{"url":"nonsense-7","enabled":"nonsense-8","foo":"nonsense-9","rate_limit":0}"#
        let reply = try APIDoor().ask(.post, "/v1/endpoints", text: body)
        #expect(Set(reply.refused.keys) == ["url", "enabled", "foo", "rate_limit"])
        #expect(!reply.body.text.contains("nonsense-"))
    }

    @Test(
        "a body that is no JSON object is refused",
        arguments: [
            ("", 400), ("{", 400), ("[]", 400), ("null", 400), (#"{"url":"a","url":"b"}"#, 400),
            (String(repeating: "[", count: 100), 400),
        ])
    func malformed(_ text: String, _ status: Int) throws {
        #expect(try APIDoor().ask(.post, "/v1/endpoints", text: text).status == status)
    }

    @Test("a body that is not said to be JSON is refused")
    func contentType() throws {
        let body = Self.shop.text
        let reply = try APIDoor().ask(.post, "/v1/endpoints", text: body, contentType: "text/plain")
        #expect(reply.status == 415)
    }

    @Test("null counts as absent where a field may be absent")
    func nulls() throws {
        let order: JSON = [
            "url": "https://shop.example/", "id": nil, "auth": nil, "batch": nil, "event_types": nil,
            "allow_private": nil,
        ]
        #expect(try APIDoor().ask(.post, "/v1/endpoints", order).status == 201)
    }

    @Test("two endpoints of one tenant cannot have one id, those of two can")
    func taken() throws {
        let door = try APIDoor()
        #expect(try door.ask(.post, "/v1/endpoints", Self.shop).status == 201)
        let again = try door.ask(.post, "/v1/endpoints", Self.shop)
        #expect(again.status == 409)
        #expect(again["code"] == "endpoint_exists")
        #expect(try door.ask(.post, "/v1/endpoints", Self.shop, as: .other).status == 201)
    }

    @Test("a merge patch changes what it names, null sets back, *** leaves as it is")
    func patch() throws {
        let door = try APIDoor()
        try door.ask(
            .post, "/v1/endpoints",
            [
                "id": "shop", "url": "https://shop.example/hooks", "name": "Shop", "rate_limit": 5,
                "headers": ["X-One": "1", "X-Token": "geheim"], "auth": ["type": "bearer", "token": "t1"],
            ])
        let changed = try door.ask(
            .patch, "/v1/endpoints/shop",
            [
                "name": nil, "rate_limit": 7, "headers": ["X-One": nil, "X-Two": "2", "X-Token": "***"],
                "auth": ["type": "basic", "user": "u", "password": "p"],
            ])
        #expect(changed.status == 200)
        #expect(changed["name"] == .null)
        #expect(changed["rate_limit"] == 7)
        #expect(changed["url"] == "https://shop.example/hooks")
        let options = try #require(try door.store.endpoint(Sample.key("shop"))).endpoint.options
        #expect(
            options.headers == [
                HeaderField(name: "X-Token", value: "geheim"), HeaderField(name: "X-Two", value: "2"),
            ])
        #expect(options.auth == .basic(user: "u", password: "p"))
    }

    @Test("what was read can be sent back and changes nothing")
    func sentBack() throws {
        let door = try APIDoor()
        try door.ask(
            .post, "/v1/endpoints",
            ["id": "shop", "url": "https://shop.example/", "auth": ["type": "bearer", "token": "t1"]])
        let before = try #require(try door.store.endpoint(Sample.key("shop"))).endpoint
        guard case .object(let shown) = try door.ask(.get, "/v1/endpoints/shop").body else { return }
        var patch = JSONObject()
        for name in ["name", "url", "auth", "headers", "devices", "event_types", "batch", "ordering"] {
            patch[name] = shown[name]
        }
        #expect(try door.ask(.patch, "/v1/endpoints/shop", .object(patch)).status == 200)
        #expect(try door.store.endpoint(Sample.key("shop"))?.endpoint == before)
    }

    @Test(
        "a patch that breaks a rule changes nothing",
        arguments: [
            ("url", #"{"url":null}"#), ("url", #"{"url":"http://shop.example/"}"#),
            ("colour", #"{"colour":null}"#), ("skip_after", #"{"skip_after":3}"#),
            ("allow_private", #"{"allow_private":true}"#), ("id", #"{"id":"other"}"#),
            ("secret", #"{"secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#),
        ])
    func badPatch(_ field: String, _ text: String) throws {
        let door = try APIDoor()
        try door.ask(.post, "/v1/endpoints", Self.shop)
        let before = try door.ask(.get, "/v1/endpoints/shop")
        let reply = try door.ask(.patch, "/v1/endpoints/shop", text: text)
        #expect(reply.status == 422)
        #expect(Array(reply.refused.keys) == [field], "\(reply.refused)")
        #expect(try door.ask(.get, "/v1/endpoints/shop").body == before.body)
    }

    @Test("what the configuration file has can be seen and not changed")
    func managed() throws {
        let door = try APIDoor(managing: [Sample.endpoint("main", url: "http://10.0.0.1/")])
        #expect(try door.ask(.get, "/v1/endpoints/main")["managed"] == true)
        for reply in [
            try door.ask(.patch, "/v1/endpoints/main", ["name": "x"]),
            try door.ask(.delete, "/v1/endpoints/main"),
            try door.ask(.post, "/v1/endpoints/main/rotate-secret"),
        ] {
            #expect(reply.status == 409)
            #expect(reply["code"] == "managed_by_configuration")
        }
        #expect(
            try door.ask(.post, "/v1/endpoints", ["id": "main", "url": "https://x.example/"]).status == 409)
    }

    @Test("a removed endpoint is gone")
    func removal() throws {
        let door = try APIDoor()
        try door.ask(.post, "/v1/endpoints", Self.shop)
        let gone = try door.ask(.delete, "/v1/endpoints/shop")
        #expect(gone.status == 204)
        #expect(gone.response.body.isEmpty)
        #expect(try door.ask(.get, "/v1/endpoints/shop").status == 404)
        #expect(try door.ask(.delete, "/v1/endpoints/shop").status == 404)
    }

    @Test("pages follow one another by id and do not shift when one is made between them")
    func pages() throws {
        let door = try APIDoor()
        for id in ["b", "d", "f"] {
            try door.ask(.post, "/v1/endpoints", ["id": .string(id), "url": "https://shop.example/"])
        }
        let first = try door.ask(.get, "/v1/endpoints?limit=2")
        #expect(first["next"] == "d")
        try door.ask(.post, "/v1/endpoints", ["id": "a", "url": "https://shop.example/"])
        let second = try door.ask(.get, "/v1/endpoints?limit=2&after=d")
        guard case .array(let rest)? = second["data"], case .object(let last)? = rest.first else {
            Issue.record("no page: \(second.body.text)")
            return
        }
        #expect(rest.count == 1 && last["id"] == "f")
        #expect(second["next"] == .null)
    }

    @Test(
        "a query that breaks a rule is refused by its name",
        arguments: [
            ("limit", "limit=0"), ("limit", "limit=201"), ("limit", "limit=x"), ("limit", "limit=+5"),
            ("after", "after=a%20b"), ("before", "before=a"), ("limit", "limit=5&limit=6"),
        ])
    func queries(_ field: String, _ query: String) throws {
        let reply = try APIDoor().ask(.get, "/v1/endpoints?\(query)")
        #expect(reply.status == 422)
        #expect(Array(reply.refused.keys) == [field])
    }
}
