import BridgeCore
import BridgeTestSupport
import Testing

@Suite struct IPAddressTests {
    @Test(
        "an address is read and written in its shortest form",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
            ("::", "::"), ("2001:DB8:0:0::1", "2001:db8::1"), ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
            ("fe80:0:0:0:0:0:0:1", "fe80::1"),
        ])
    func reads(_ text: String, _ shortest: String) {
        #expect(IPAddress(text)?.description == shortest)
        #expect(IPAddress(text)?.isIPv4 == !text.contains(":"))
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", " 192.0.2.1", "192.0.2.1 ", "192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1:80",
            "0x7f.0.0.1",
            "2130706433", "1.2.3.4.5", "[::1]", "fe80::1%eth0", ":::", "::1::", "12345::", "localhost",
            "192.0.2.1\u{0}", "192.0.2.1\u{0}.evil", "::1\u{0}x", "192.0.2.-1",
        ])
    func refuses(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("an IPv4 address inside an IPv6 one comes out")
    func unmapped() {
        #expect(IPAddress("::ffff:10.1.2.3")?.unmapped == IPAddress("10.1.2.3"))
        #expect(IPAddress("::10.1.2.3")?.unmapped == IPAddress("::10.1.2.3"))
        #expect(IPAddress("10.1.2.3")?.unmapped == IPAddress("10.1.2.3"))
        #expect(IPAddress(bytes: [10, 1, 2, 3]) == IPAddress("10.1.2.3"))
        #expect(IPAddress(bytes: [10, 1, 2]) == nil)
    }

    @Test(
        "a block holds its addresses and no others",
        arguments: [
            ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
            ("172.16.0.0/12", "172.31.255.255", true), ("172.16.0.0/12", "172.32.0.0", false),
            ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false), ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1/32", "192.0.2.2", false), ("192.0.2.128/25", "192.0.2.127", false),
            ("fd00::/8", "fdff::1", true), ("fd00::/8", "fc00::1", false), ("::/0", "::1", true),
            ("fe80::/10", "febf::1", true), ("fe80::/10", "fec0::1", false),
            ("2001:db8::1/128", "2001:db8::1", true),
            ("::ffff:10.0.0.0/104", "::ffff:10.1.1.1", true), ("::ffff:10.0.0.0/104", "10.1.1.1", false),
        ])
    func holds(_ block: String, _ address: String, _ isInside: Bool) throws {
        let range = try #require(NetworkRange(block))
        #expect(range.contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(
        "a block of mapped addresses is the IPv4 block it stands for",
        arguments: [
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("::ffff:10.1.2.3", "10.1.2.3/32"),
            ("::ffff:0.0.0.0/96", "0.0.0.0/0"), ("::/0", "::/0"), ("fd00::/8", "fd00::/8"),
            ("10.0.0.0/8", "10.0.0.0/8"),
        ])
    func unmapsBlocks(_ block: String, _ unmapped: String) {
        #expect(NetworkRange(block)?.unmapped.description == unmapped)
    }

    @Test("a terminal may call from the IPv4 addresses of a mapped block")
    func mappedNetworks() {
        var device = Sample.device()
        device.networks = [NetworkRange("::ffff:10.0.0.0/104")!]
        for address in ["10.1.1.1", "::ffff:10.1.1.1"] { #expect(device.mayCall(from: address)) }
        #expect(!device.mayCall(from: "11.1.1.1") && !device.mayCall(from: "::1"))
    }

    @Test(
        "what is no block is refused",
        arguments: [
            "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08",
            "10.0.0.0/8/8",
            "10.0.0.1/8", "10.0.0.0/ 8", "::1/64", "fd00::/129", "10.0.0.0/255.0.0.0", "10.0.0/8",
        ])
    func refusesBlock(_ text: String) {
        #expect(NetworkRange(text) == nil)
    }

    @Test("a block is written with its prefix")
    func writes() {
        #expect(NetworkRange("10.0.0.0/8")?.description == "10.0.0.0/8")
        #expect(NetworkRange("::1")?.description == "::1/128")
    }
}
