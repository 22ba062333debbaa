import BridgeCore
import Crypto
import Testing
import WebhookDelivery

/// Requests as a receiver gets them.
struct WebhookRequestTests {
    private func sent(
        _ load: Attempt.Load = .event(event(1)), at moment: Instant = ManualClock.start,
        _ change: (inout WebhookEndpoint) -> Void = { _ in }
    ) throws -> TestServer.Request {
        let server = try TestServer()
        defer { server.stop() }
        let outcome = try Wire().outcome(load, to: local(server.url, change), at: moment)
        #expect(outcome.isDelivery || load == .handshake)
        return try #require(server.requests.all.first)
    }

    private func isSigned(_ request: TestServer.Request, _ secrets: [SigningSecret]) -> Bool {
        let value = WebhookSignature.value(
            id: request.headers["webhook-id"] ?? "", timestamp: ManualClock.start, body: request.body,
            secrets: secrets)
        return !secrets.isEmpty && request.headers["webhook-signature"] == value
    }

    @Test("a batch is the stored bytes of its events, under one signed id")
    func batch() throws {
        let events = [event(1), event(2), event(3)]
        let request = try sent(.batch(events))
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"type":"batch","events":[{"sequence":1},{"sequence":2},{"sequence":3}]}"#)
        #expect(request.headers["webhook-id"]?.wholeMatch(of: /batch_[a-z2-7]{26}/) != nil)
        #expect(request.headers["content-type"] == "application/json")
        #expect(isSigned(request, [SigningSecret(secretText)!]))
    }

    @Test("a batch of one is a batch")
    func batchOfOne() throws {
        let request = try sent(.batch([event(7)]))
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == #"{"type":"batch","events":[{"sequence":7}]}"#)
        #expect(request.headers["webhook-id"] != event(7).id.description)
    }

    @Test("the same events in the same order have the same id in every attempt; others have others")
    func batchID() throws {
        let ids = try [[1, 2], [1, 2], [2, 1], [1, 2, 3], [1], [12]].map { positions in
            try sent(.batch(positions.map { event(Int64($0)) })).headers["webhook-id"]
        }
        #expect(ids[0] == ids[1])
        #expect(Set(ids).count == 5)
    }

    @Test("only secrets that are still good sign, newest first, one space apart")
    func expired() throws {
        let now = ManualClock.start
        let secrets = (0..<4).map { _ in SigningSecret.generate() } + [.generate(.ed25519)]
        let request = try sent { endpoint in
            endpoint.secrets = [
                EndpointSecret(secrets[0]), EndpointSecret(secrets[4]),
                EndpointSecret(secrets[1], until: now + .seconds(1)),
                EndpointSecret(secrets[2], until: now), EndpointSecret(secrets[3], until: now + .seconds(-1)),
            ]
        }
        #expect(isSigned(request, [secrets[0], secrets[4], secrets[1]]))
        let signature = try #require(request.headers["webhook-signature"])
        #expect(signature.split(separator: " ", omittingEmptySubsequences: false).count == 3)
        #expect(signature.split(separator: " ")[1].hasPrefix("v1a,"))
    }

    @Test("an endpoint's own headers go along, and none of the bridge's is replaced")
    func headers() throws {
        let request = try sent { endpoint in
            endpoint.options.headers = [
                HeaderField(name: "X-Api-Key", value: "k3y"), HeaderField(name: "x-empty", value: ""),
                HeaderField(name: "Webhook-Id", value: "forged"), HeaderField(name: "host", value: "evil"),
                HeaderField(name: "Content-Length", value: "0"),
                HeaderField(name: "transfer-encoding", value: "chunked"),
                HeaderField(name: "User-Agent", value: "other"),
            ]
        }
        #expect(request.headers["x-api-key"] == "k3y" && request.headers["x-empty"] == "")
        #expect(request.headers["webhook-id"] == event(1).id.description)
        #expect(request.headers["host"]?.hasPrefix("127.0.0.1:") == true)
        #expect(request.headers["transfer-encoding"] == nil)
        #expect(request.headers["user-agent"] == "adms-bridge/test")
        #expect(request.body == event(1).body)
    }

    @Test(
        "credentials are sent as their scheme has it",
        arguments: [
            (
                EndpointAuth.basic(user: "Aladdin", password: "open sesame"),
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
            ),
            (.basic(user: "gäst", password: ""), "Basic Z8Okc3Q6"),
            (.bearer(token: "t0k.en"), "Bearer t0k.en"),
        ])
    func auth(_ auth: EndpointAuth, _ value: String) throws {
        let request = try sent { $0.options.auth = auth }
        #expect(request.headers["authorization"] == value)
        #expect(try sent(.handshake) { $0.options.auth = auth }.headers["authorization"] == value)
    }

    private func timed(_ serial: String?) -> LoggedEvent {
        let body =
            #"{"id":"evt_x","type":"attendance.recorded","timestamp":"2026-11-20T01:02:03.456Z","tenant":"acme"}"#
        return LoggedEvent(
            position: 5, id: EventID(of: ["x"]), type: .attendanceRecorded,
            serial: serial.flatMap { SerialNumber($0) }, body: Array(body.utf8))
    }

    private func cloudEvent(_ request: TestServer.Request) -> [String: String] {
        request.headers.filter { $0.key.hasPrefix("ce-") }
    }

    @Test("an endpoint that wants CloudEvents gets the attributes as headers beside the others")
    func cloudEvents() throws {
        let event = timed("SN1")
        let request = try sent(.event(event)) { $0.options.addsCloudEventHeaders = true }
        #expect(
            cloudEvent(request) == [
                "ce-specversion": "1.0", "ce-id": event.id.description, "ce-type": "attendance.recorded",
                "ce-source": "/tenants/acme/devices/SN1", "ce-subject": "SN1",
                "ce-time": "2026-11-20T01:02:03.456Z",
            ])
        #expect(request.headers["webhook-id"] == request.headers["ce-id"])
        #expect(isSigned(request, [SigningSecret(secretText)!]))
        let plain = try sent(.event(timed(nil))) { $0.options.addsCloudEventHeaders = true }
        #expect(plain.headers["ce-source"] == "/tenants/acme" && plain.headers["ce-subject"] == nil)
        #expect(try cloudEvent(sent(.event(event))).isEmpty)
    }

    @Test("a batch is one CloudEvent")
    func cloudEventBatch() throws {
        let request = try sent(.batch([event(1), event(2)])) { $0.options.addsCloudEventHeaders = true }
        #expect(
            cloudEvent(request) == [
                "ce-specversion": "1.0", "ce-id": request.headers["webhook-id"] ?? "", "ce-type": "batch",
                "ce-source": "/tenants/acme/devices/SN1", "ce-subject": "SN1",
            ])
        let mixed = try sent(.batch([event(1), timed("SN2")])) { $0.options.addsCloudEventHeaders = true }
        #expect(mixed.headers["ce-source"] == "/tenants/acme" && mixed.headers["ce-subject"] == nil)
    }

    @Test("the question whether webhooks are wanted names the bridge, and carries no webhook")
    func handshake() throws {
        let request = try sent(.handshake) { endpoint in
            endpoint.options.rateLimit = 5
            endpoint.options.headers = [HeaderField(name: "x-one", value: "1")]
        }
        #expect(request.method == "OPTIONS" && request.path == "/hooks")
        #expect(request.headers["webhook-request-origin"] == "bridge.example")
        #expect(request.headers["webhook-request-rate"] == "300")
        #expect(request.headers["x-one"] == "1" && request.headers["user-agent"] == "adms-bridge/test")
        #expect(request.body.isEmpty && request.headers["content-type"] == nil)
        #expect(request.headers["webhook-id"] == nil && request.headers["webhook-signature"] == nil)
    }

    @Test(
        "the receiver agrees by naming the bridge, or everybody, in a success; a 200 alone says nothing",
        arguments: [
            (200, "bridge.example", "agreed"), (200, "Bridge.Example", "agreed"), (204, "*", "agreed"),
            (200, nil, "not_agreed"), (200, "", "not_agreed"), (200, "other.example", "not_agreed"),
            (200, "bridge.example, other", "not_agreed"), (405, "*", "not_agreed"), (302, "*", "not_agreed"),
            (500, "*", "not_agreed"),
        ] as [(Int, String?, String)])
    func agreement(_ status: Int, _ origin: String?, _ word: String) throws {
        let server = try TestServer { _ in
            .status(status, origin.map { ["WebHook-Allowed-Origin": $0] } ?? [:])
        }
        defer { server.stop() }
        let outcome = try Wire().outcome(.handshake, to: local(server.url))
        #expect(outcome.word == word && outcome.status == status)
        #expect(outcome.isDelivery == (word == "agreed"))
        #expect((outcome.hint == nil) == (word == "agreed"))
    }

    @Test("an answer too long to be read whole agrees by its head, or not at all", arguments: [true, false])
    func endlessAgreement(_ agrees: Bool) throws {
        let server = try TestServer { _ in
            .endless(
                "HTTP/1.1 200 OK\r\n\(agrees ? "webhook-allowed-origin: *\r\n" : "")\r\n",
                String(repeating: "x", count: 4096))
        }
        defer { server.stop() }
        let outcome = try Wire().outcome(.handshake, to: local(server.url))
        #expect(outcome.word == (agrees ? "agreed" : "not_agreed"))
        #expect(outcome.isDelivery == agrees)
    }

    @Test(
        "an allowed rate is told where it is a number",
        arguments: [("120", 120), ("*", nil), ("0", nil), ("-1", nil), ("x", nil)] as [(String, Int?)])
    func allowedRate(_ text: String, _ rate: Int?) throws {
        let server = try TestServer { _ in
            .status(200, ["WebHook-Allowed-Origin": "*", "WebHook-Allowed-Rate": text])
        }
        defer { server.stop() }
        let outcome = try Wire().outcome(.handshake, to: local(server.url))
        #expect(outcome.end == .agreed(ReceiverAnswer(status: 200), rate: rate))
    }

    @Test("of the answer its beginning is kept, and where the request went to")
    func details() throws {
        let server = try TestServer { _ in .status(500, body: String(repeating: "x", count: 5000)) }
        defer { server.stop() }
        let wire = try Wire()
        let attempt = wire.attempt(.batch([event(4), event(9)]), to: local(server.url))
        let outcome = try #require(try wire.outcomes([attempt])[1])
        #expect(outcome.answer?.body == [UInt8](repeating: UInt8(ascii: "x"), count: 2048))
        #expect(outcome.word == "http_500" && outcome.address == "127.0.0.1")
    }

    @Test("what the receiver asks for in webhook-delivery is heard")
    func wishes() throws {
        let server = try TestServer { _ in .status(422, ["Webhook-Delivery": "disable, abort-message"]) }
        defer { server.stop() }
        let answer = try Wire().outcome(to: local(server.url)).answer
        #expect(answer?.asksToDisable == true && answer?.asksToAbort == true)
    }
}
