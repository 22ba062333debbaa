import BridgeCore
import BridgeTestSupport
import HTTPClient
import HTTPEngine
import HTTPGateway
import Testing

@Suite("Odd requests to the API")
struct OddRequests {
    @Test("a NUL in a path cuts it short nowhere")
    func encodedNUL() throws {
        let door = try PeopleDoor()
        #expect(try door.mine(.post, "/v1/devices", ["serial": "N1"]).status == 201)
        for path in ["/v1/devices/N1%00y", "/v1/devices/N1%00", "/v1/devices%00/N1"] {
            #expect(try door.mine(.delete, path).code == "malformed_request")
        }
        #expect(try door.mine(.get, "/v1/devices/%00").status == 400)
        #expect(door.directory.device(SerialNumber("N1")!)?.tenant == Sample.tenant)
        #expect(try door.mine(.delete, "/v1/devices/N1").status == 204)
    }

    @Test("what is refused before it is read is logged and counted under the id its sender sees")
    func earlyRefusals() throws {
        let lines = LogLines()
        let door = try PeopleDoor { parts in (parts.log, parts.metrics) = (lines.log, lines.metrics) }
        let stranger = try door.ask(.get, "/v1/devices", key: nil)
        let id = try #require(stranger.header("X-Request-Id"))
        #expect(stranger.status == 401)
        #expect(
            lines.answered == [
                "api.answered request_id=\(id) address=127.0.0.1 method=GET path=/v1/devices status=401"
            ])
        for (fault, status) in [
            (.malformed("x"), 400), (.bodyTooLarge(limit: 1), 413), (.unsupportedTransferEncoding, 501),
            (.targetTooLong, 414), (.headTooLarge, 431), (.unsupportedVersion, 505),
        ] as [(HTTPFault, Int)] {
            let reply = door.gate.reply(to: fault)
            let id = try #require(reply.headers.first { $0.name == "X-Request-Id" }?.value)
            #expect(lines.answered.last == "api.answered request_id=\(id) status=\(status)")
        }
        for status in [401, 400, 413, 414, 431, 501, 505] {
            #expect(lines.metrics.text.contains("adms_bridge_api_requests_total{status=\"\(status)\"} 1\n"))
        }
    }

    @Test(
        "an unknown query parameter is refused by name, also where none is known",
        arguments: [
            (.get, "/v1/endpoints/e?sinec=5"), (.delete, "/v1/devices/\(Sample.serial)?dryrun=true"),
            (.get, "/v1/devices/\(Sample.serial)/diagnosis?sinec"),
        ] as [(ClientRequest.Method, String)])
    func unknownParameters(method: ClientRequest.Method, path: String) throws {
        let door = try PeopleDoor()
        let reply = try door.mine(method, path)
        #expect(reply.status == 422 && reply.code == "invalid_fields")
        guard case .array(let errors)? = reply.json["errors"], case .object(let error)? = errors.first else {
            Issue.record("no error is named")
            return
        }
        #expect(["sinec", "dryrun"].contains(error.text("field") ?? ""))
        #expect(error.text("message") == "is not known; nothing is taken here")
        #expect(door.directory.device(Sample.serial)?.tenant == Sample.tenant)
    }

    @Test("no terminal is claimed by the word that lists those nobody has")
    func reservedSerial() throws {
        let door = try PeopleDoor()
        let reply = try door.mine(.post, "/v1/devices", ["serial": "held"])
        #expect(reply.status == 422)
        guard case .array(let errors)? = reply.json["errors"], case .object(let error)? = errors.first else {
            Issue.record("no error is named")
            return
        }
        #expect(error.text("field") == "serial")
        #expect(error.text("message") == "must not be `held`, a reserved word")
        #expect(try door.mine(.post, "/v1/devices", ["serial": "held1"]).status == 201)
    }

    @Test(
        "a name holds nothing that steers how it is shown",
        arguments: ["\u{7f}", "\u{80}", "\u{85}", "\u{9f}", "\u{2028}", "\u{202e}", "\u{2066}", "\u{2069}"])
    func steeringNames(character: String) throws {
        let door = try PeopleDoor()
        let name = JSON.string("Fro\(character)nt")
        #expect(try door.ask(.post, "/v1/tenants", ["id": "acme", "name": name]).status == 422)
        #expect(try door.admin(.post, "/v1/keys", ["name": name]).status == 422)
        #expect(try door.mine(.post, "/v1/devices", ["serial": "N1", "name": name]).status == 422)
        #expect(
            try door.mine(.post, "/v1/endpoints", ["url": "https://example.com/x", "name": name]).status
                == 422)
        #expect(
            try door.mine(
                .post, "/v1/devices/\(Sample.serial)/commands",
                ["type": "user.upsert", "params": ["pin": "1", "name": name]]
            ).status == 422)
    }

    @Test("names may be of any script, right-to-left ones with their marks included")
    func scripts() throws {
        let door = try PeopleDoor()
        for name in ["Ünïcode 王伟", "شركة\u{200f} ABC", "👩‍🔧"] {
            #expect(
                try door.mine(
                    .patch, "/v1/devices/\(Sample.serial)", ["name": .string(name)]
                ).status != 422)
        }
    }

    @Test("an encoded slash parts no path", arguments: ["%2F", "%2f"])
    func encodedSlash(slash: String) throws {
        let door = try PeopleDoor()
        #expect(
            try door.mine(.post, "/v1/endpoints", ["id": "e", "url": "https://example.com/x"]).status == 201)
        #expect(try door.mine(.get, "/v1/endpoints/e/secret").status == 200)
        for path in ["/v1/endpoints/e\(slash)secret", "/v1\(slash)endpoints/e", "/v1/endpoints/e\(slash)"] {
            let reply = try door.mine(.get, path)
            #expect(reply.status == 404 && reply.code == "not_found")
        }
        #expect(try door.mine(.get, "/v1/%65ndpoints/e").status == 200)
    }
}
