import BridgeCore
import Foundation
import Glibc
import HTTPClient
import Synchronization
import Testing
import WebhookDelivery

/// No way of writing or changing an address leads around the guard.
struct EgressOverTheWireTests {
    @Test(
        "every way to write this machine's address is turned down after it was understood",
        arguments: [
            "127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.1",
            "127.0.1", "localhost", "LOCALHOST", "xn--bcher-kva.localhost", "[::1]",
            "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "0.0.0.0", "0",
            "[::]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:4136:e378::1]",
            "169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]", "10.0.0.1", "192.168.1.1",
            "100.64.0.1", "[fd00::1]",
        ])
    func forms(_ host: String) throws {
        let server = try TestServer()
        defer { server.stop() }
        let wire = try Wire { $0.requireHTTPS = false }
        let url = "http://\(host):\(server.port)/"
        let outcome = try wire.outcome(to: endpoint(url: url))
        #expect(outcome.word == "blocked_address")
        #expect(outcome.address == nil && outcome.answer == nil)
        #expect(outcome.hint?.contains(/[0-9]/) == false)
        #expect(server.requests.all.isEmpty)
    }

    @Test("of a name's addresses only those that may be reached are tried", arguments: [true, false])
    func someAddresses(_ opensIPv4: Bool) throws {
        let server = try TestServer()
        defer { server.stop() }
        let asked = Recorder<[UInt8]>()
        var request = ClientRequest(.post, "http://localhost:\(server.port)/") { address, _ in
            asked.append(address)
            return (address.count == 4) == opensIPv4
        }
        request.allowsPlain = true
        let transfers = try HTTPTransfers(maximumConnections: 2)
        transfers.start(request, tag: 1)
        var finished: [FinishedTransfer] = []
        while finished.isEmpty { finished = try transfers.poll(timeout: .seconds(30)) }
        #expect(asked.all.contains { $0.count == 4 })
        if opensIPv4 {
            #expect(try finished[0].outcome.get().status == 200)
            #expect(finished[0].address == [127, 0, 0, 1])
        } else {
            // Nobody listens at the address that is open; where somebody does was never tried.
            #expect(asked.all.contains { $0.count == 16 })
            #expect(throws: ClientFailure.connectFailed) { try finished[0].outcome.get() }
            #expect(server.requests.all.isEmpty)
        }
    }

    @Test("what the guard thinks now counts, not what it thought when the connection or the name was new")
    func flips() throws {
        let server = try TestServer()
        defer { server.stop() }
        let isOpen = Mutex(true)
        var request = ClientRequest(.post, "http://localhost:\(server.port)/") { _, _ in
            isOpen.withLock { $0 }
        }
        request.allowsPlain = true
        let transfers = try HTTPTransfers(maximumConnections: 2)
        for (turn, expected) in [true, false, true, false].enumerated() {
            isOpen.withLock { $0 = expected }
            transfers.start(request, tag: turn)
            var finished: [FinishedTransfer] = []
            while finished.isEmpty { finished = try transfers.poll(timeout: .seconds(30)) }
            if expected {
                #expect(try finished[0].outcome.get().status == 200)
            } else {
                #expect(throws: ClientFailure.addressRefused) { try finished[0].outcome.get() }
                #expect(finished[0].address == nil)
            }
        }
        #expect(server.requests.all.count == 2)
    }

    @Test("an endpoint that may not go there gets no connection another one made")
    func sharedConnection() throws {
        let server = try TestServer()
        defer { server.stop() }
        let wire = try Wire { $0.requireHTTPS = false }
        let generous = try wire.outcome(to: local(server.url))
        #expect(generous.word == "delivered" && generous.address == "127.0.0.1")
        #expect(try wire.outcome(to: endpoint(url: server.url)).word == "blocked_address")
        #expect(try wire.outcome(to: local(server.url)).word == "delivered")
        #expect(server.requests.all.count == 2)
    }

    @Test("a name that nobody has and a port nobody listens on have their classes")
    func unreachable() throws {
        let (socket, port) = try TestServer.reserve()
        defer { close(socket) }
        let wire = try Wire()
        #expect(try wire.outcome(to: local("http://127.0.0.1:\(port)/")).word == "connect_failed")
        // More than 253 characters are no name: no resolver is asked over the network.
        let part = String(repeating: "a", count: 63)
        let name = Array(repeating: part, count: 5).joined(separator: ".")
        #expect(try wire.outcome(to: local("http://\(name)/")).word == "dns_failed")
    }

    @Test(
        "an address that no endpoint can have is refused by the client too, before anything is sent",
        arguments: [
            "http://user:secret@127.0.0.1:9/", "http://127.0.0.1:65536/", "http://127.0.0.1:0/",
            "gopher://127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1:9/a b", "http://",
        ])
    func impossible(_ url: String) throws {
        var request = ClientRequest(.post, url) { address, port in port != 0 }
        request.allowsPlain = true
        let transfers = try HTTPTransfers(maximumConnections: 2)
        transfers.start(request, tag: 1)
        var finished: [FinishedTransfer] = []
        while finished.isEmpty { finished = try transfers.poll(timeout: .seconds(30)) }
        let failure = #expect(throws: ClientFailure.self) { try finished[0].outcome.get() }
        #expect(failure == .invalidRequest || (failure == .addressRefused && url.contains(":0/")))
        #expect(finished[0].address == nil)
    }

    @Test("a proxy of the environment is not used")
    func proxies() async {
        await #expect(processExitsWith: .success) {
            let proxy = try TestServer()
            let server = try TestServer()
            for name in ["http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"] {
                setenv(name, "http://127.0.0.1:\(proxy.port)", 1)
            }
            let outcome = try Wire().outcome(to: local(server.url))
            exit(
                outcome.word == "delivered" && proxy.requests.all.isEmpty && server.requests.all.count == 1
                    ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }

    @Test("a listener on every address is known at each of the machine's own")
    func ownAddresses() throws {
        let any = try #require(IPAddress("0.0.0.0"))
        let all = ListenerAddress.all(boundTo: any, port: 8081)
        #expect(all.contains(ListenerAddress(address: any, port: 8081)))
        #expect(all.contains(ListenerAddress(address: try #require(IPAddress("127.0.0.1")), port: 8081)))
        #expect(all.count == interfaceAddresses().count + 1)
        let one = try #require(IPAddress("192.0.2.1"))
        #expect(
            ListenerAddress.all(boundTo: one, port: 1) == [ListenerAddress(address: one, port: 1)])
    }

    @Test("no webhook reaches the program's own listener, although the network is open")
    func ownListener() throws {
        let server = try TestServer()
        defer { server.stop() }
        let wire = try Wire {
            $0.allowedPrivateNetworks = [NetworkRange("127.0.0.0/8")!, NetworkRange("::/0")!]
            $0.ownListeners = ListenerAddress.all(boundTo: IPAddress("::")!, port: server.port)
        }
        for host in ["127.0.0.1", "127.1.2.3", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"] {
            #expect(
                try wire.outcome(to: local("http://\(host):\(server.port)/")).word == "blocked_address")
        }
        #expect(server.requests.all.isEmpty)
    }
}
