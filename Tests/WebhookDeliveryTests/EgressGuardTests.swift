import BridgeCore
import Testing
import WebhookDelivery

struct EgressGuardTests {
    private func permits(
        _ address: String, port: UInt16 = 443, allowsPrivate: Bool = false, networks: [String] = [],
        listeners: [ListenerAddress] = []
    ) throws -> Bool {
        let egress = EgressGuard(
            allowedNetworks: networks.map { NetworkRange($0)! }, ownListeners: listeners)
        let address = try #require(IPAddress(address))
        return egress.permits(address, port: port, allowsPrivate: allowsPrivate)
    }

    static let open = [
        "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255",
        "192.0.1.0", "192.88.98.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "203.0.114.0", "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2000::1",
        "2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "3fff:1000::1",
    ]

    @Test("a public address is open", arguments: open)
    func publicAddress(_ address: String) throws { #expect(try permits(address)) }

    static let privateOnes = [
        "10.0.0.0", "10.255.255.255", "127.0.0.1", "127.255.255.255", "172.16.0.0", "172.31.255.255",
        "192.168.0.0", "192.168.255.255", "100.64.0.0", "100.127.255.255", "::1", "fc00::", "fd00::1",
        "fdff:ffff::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1",
        "2002:a00:1::1", "2002:7f00:1::",
    ]

    @Test("a private address is closed", arguments: privateOnes)
    func privateAddress(_ address: String) throws { #expect(try !permits(address)) }

    @Test("a private address is open to an endpoint that may go there", arguments: privateOnes)
    func allowedPrivateAddress(_ address: String) throws {
        #expect(try permits(address, allowsPrivate: true))
    }

    static let special = [
        "0.0.0.0", "0.1.2.3", "169.254.0.0", "169.254.169.254", "169.254.255.255", "192.0.0.8", "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "100.100.100.200", "168.63.129.16", "::",
        "::169.254.169.254", "::127.0.0.1", "::8.8.8.8", "::ffff:0:8.8.8.8", "::ffff:169.254.169.254",
        "64:ff9b::169.254.169.254", "64:ff9b::0.0.0.0", "64:ff9b:1::8.8.8.8", "2002:a9fe:a9fe::1", "2001::1",
        "2001:0:4136:e378::1", "2001:1ff:ffff::1", "2001:db8::1", "3fff::1", "3fff:fff:ffff::1", "100::1",
        "5f00::1", "fec0::1", "feff::1", "fe80::1", "febf::1", "ff02::1", "ff0e::1", "fd00:ec2::254",
        "fd20:ce::254", "4000::1", "1fff::1", "8000::1",
    ]

    @Test("an address that is no place for a webhook is closed to every endpoint", arguments: special)
    func specialAddress(_ address: String) throws {
        #expect(try !permits(address))
        #expect(try !permits(address, allowsPrivate: true))
    }

    @Test("an endpoint's owner may know a public address, any other only where he may choose any")
    func mayTell() throws {
        let egress = EgressGuard(allowedNetworks: [NetworkRange("10.0.0.0/8")!], ownListeners: [])
        for text in Self.open {
            #expect(egress.mayTell(try #require(IPAddress(text)), allowsPrivate: false), "\(text)")
        }
        for text in Self.privateOnes + Self.special {
            let address = try #require(IPAddress(text))
            #expect(!egress.mayTell(address, allowsPrivate: false), "\(text)")
            #expect(egress.mayTell(address, allowsPrivate: true), "\(text)")
        }
    }

    @Test(
        "a listed network is open, and only it",
        arguments: [
            ("127.0.0.0/8", "127.0.0.1", "10.0.0.1"), ("10.1.0.0/16", "::ffff:10.1.9.9", "10.2.0.1"),
            ("169.254.169.254/32", "169.254.169.254", "169.254.169.253"), ("fe80::/10", "fe80::1", "fec0::1"),
            ("64:ff9b:1::/48", "64:ff9b:1::1", "64:ff9b:2::1"), ("10.0.0.1", "64:ff9b::10.0.0.1", "10.0.0.2"),
        ])
    func allowedNetwork(_ network: String, inside: String, outside: String) throws {
        #expect(try permits(inside, networks: [network]))
        #expect(try !permits(outside, networks: [network]))
    }

    @Test(
        "the program's own listener is closed even where everything is allowed",
        arguments: [
            ("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "::ffff:127.0.0.1"), ("0.0.0.0", "127.0.0.1"),
            ("0.0.0.0", "127.9.9.9"), ("0.0.0.0", "::1"), ("::", "::1"), ("::", "127.0.0.1"),
            ("127.0.0.1", "0.0.0.0"), ("8.8.8.8", "8.8.8.8"), ("8.8.8.8", "64:ff9b::8.8.8.8"), ("::1", "::1"),
        ])
    func ownListener(_ listener: String, address: String) throws {
        let own = ListenerAddress(address: try #require(IPAddress(listener)), port: 8080)
        let everything = ["0.0.0.0/0", "::/0"]
        #expect(
            try !permits(address, port: 8080, allowsPrivate: true, networks: everything, listeners: [own]))
        #expect(try permits(address, port: 8081, allowsPrivate: true, networks: everything, listeners: [own]))
    }
}
