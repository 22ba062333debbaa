import BridgeCore
import BridgeTestSupport
import HTTPClient
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
