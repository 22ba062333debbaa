import BridgeCore
import BridgeTestSupport
import HTTPClient
import HTTPGateway
import Testing

@Suite("The address of a terminal")
struct TrustedProxies {
    private let poll = "getrequest?SN=\(Sample.serial)"

    @Test(
        "is the last one in X-Forwarded-For that is not a proxy's, where the connection is a trusted proxy's",
        arguments: [
            ("203.0.113.7", "203.0.113.7"),
            ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
            ("203.0.113.7, 127.0.0.9", "203.0.113.7"),
            ("203.0.113.7, nonsense", "127.0.0.1"),
            ("", "127.0.0.1"),
            ("198.51.100.1, 203.0.113.7:5555", "203.0.113.7"),
            ("203.0.113.7,\t127.0.0.9:80 ", "203.0.113.7"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"),
            ("203.0.113.7:", "127.0.0.1"),
            ("203.0.113.7:99999", "127.0.0.1"),
            ("203.0.113.7 nonsense", "127.0.0.1"),
            ("[203.0.113.7]:80", "127.0.0.1"),
            ("[2001:db8::7", "127.0.0.1"),
            ("[2001:db8::7]443", "127.0.0.1"),
        ])
    func forwarded(header: String, address: String) throws {
        let door = try DeviceDoor(trusting: [try #require(NetworkRange("127.0.0.0/8"))])
        _ = try door.get(poll, headers: [("X-Forwarded-For", header)])
        #expect(door.directory.device(Sample.serial)?.presence.address == address)
    }

    @Test(
        "is the last of all lines of the header, for a proxy may add its own",
        arguments: [
            (["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
            (["203.0.113.7", "127.0.0.9"], "203.0.113.7"),
            (["198.51.100.1, 198.51.100.2", "203.0.113.7, 127.0.0.9"], "203.0.113.7"),
            (["203.0.113.7", "nonsense"], "127.0.0.1"),
        ])
    func lines(headers: [String], address: String) throws {
        let door = try DeviceDoor(trusting: [try #require(NetworkRange("127.0.0.0/8"))])
        _ = try door.get(poll, headers: headers.map { ("X-Forwarded-For", $0) })
        #expect(door.directory.device(Sample.serial)?.presence.address == address)
    }

    @Test("is told behind a proxy whose block is written as mapped addresses")
    func mapped() throws {
        let door = try DeviceDoor(trusting: [try #require(NetworkRange("::ffff:127.0.0.0/104"))])
        _ = try door.get(poll, headers: [("X-Forwarded-For", "203.0.113.7")])
        #expect(door.directory.device(Sample.serial)?.presence.address == "203.0.113.7")
    }

    @Test("of the API's caller is told the same way, in the audit and in the log")
    func audited() throws {
        let (lines, proxies) = (LogLines(), [try #require(NetworkRange("127.0.0.0/8"))])
        let door = try PeopleDoor { parts in
            (parts.log, parts.trustedProxies) = (lines.log, proxies)
        }
        let claim = try door.ask(
            .post, "/v1/devices", ["serial": "N1"], tenant: Sample.tenant.text,
            headers: [("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.7:80")])
        #expect(claim.status == 201)
        #expect(lines.answered.last?.contains(" address=203.0.113.7 method=POST ") == true)
        #expect(try door.ask(.get, "/v1/audit").changes.first?.text("address") == "203.0.113.7")
    }

    @Test("is the connection's where nobody is trusted, whatever the header says")
    func untrusted() throws {
        let door = try DeviceDoor()
        _ = try door.get(poll, headers: [("X-Forwarded-For", "203.0.113.7")])
        #expect(door.directory.device(Sample.serial)?.presence.address == "127.0.0.1")
    }
}
