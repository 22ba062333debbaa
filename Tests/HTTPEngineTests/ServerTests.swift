import Dispatch
import Foundation
import HTTPEngine
import Testing

@Suite("A server")
struct ServerTests {
    private func start(
        _ address: String = "127.0.0.1", port: UInt16 = 0, tls: TLSIdentity? = nil
    ) throws(HTTPServerError) -> HTTPServer {
        try HTTPServer(
            address: address, port: port, tls: tls, limits: HTTPLimits(), responder: ScriptedResponder())
    }

    /// On a port below those the system gives to tests beside this one, which could get it as soon as it is free.
    private func startOnQuietPort() throws -> HTTPServer {
        for port in UInt16(20_000)..<20_100 {
            if let server = try? start(port: port) { return server }
        }
        return try start(port: 20_100)
    }

    @Test("does not start on a port in use, and says so")
    func portInUse() throws {
        try serving { server in
            let error = #expect(throws: HTTPServerError.self) { try start(port: server.port) }
            #expect(error?.description == "port \(server.port) on 127.0.0.1 is in use by another process")
        }
    }

    @Test("does not start on what is no numeric address", arguments: ["localhost", "", "1.2.3", "[::1]"])
    func badAddress(address: String) throws {
        #expect(
            throws: HTTPServerError.addressInvalid(
                address: address, rule: "is not a numeric IPv4 or IPv6 address")
        ) { try start(address) }
    }

    @Test("does not start on another machine's address")
    func foreignAddress() throws {
        #expect(
            throws: HTTPServerError.addressInvalid(
                address: "192.0.2.1", rule: "is not an address of this machine")
        ) { try start("192.0.2.1") }
    }

    @Test("does not start with a certificate that is none")
    func badCertificate() throws {
        let tls = TLSIdentity(certificatePEM: "nonsense", privateKeyPEM: "nonsense")
        #expect(throws: HTTPServerError.certificateUnusable) { try start(tls: tls) }
    }

    @Test("does not start with another certificate's key")
    func foreignKey() throws {
        let tls = TLSIdentity(
            certificatePEM: try ThrowawayCertificate().identity.certificatePEM,
            privateKeyPEM: try ThrowawayCertificate().identity.privateKeyPEM)
        #expect(throws: HTTPServerError.certificateUnusable) { try start(tls: tls) }
    }

    @Test("takes no more than its share of connections from one address")
    func perAddressLimit() throws {
        try serving(limits: HTTPLimits(maxConnectionsPerAddress: 2)) { server in
            let clients = try (0..<2).map { _ in try RawClient(port: server.port) }
            for client in clients {
                try client.send("GET / HTTP/1.1\r\n\r\n")
                #expect(try client.reply().status == 200)
            }
            #expect(try RawClient(port: server.port).rest() == "")
            try clients[0].send("GET / HTTP/1.1\r\n\r\n")
            #expect(try clients[0].reply().status == 200)
        }
    }

    @Test("that stops frees its port and closes idle connections")
    func stopIdle() throws {
        let server = try startOnQuietPort()
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\n\r\n")
        #expect(try client.reply().status == 200)
        server.stop(grace: .seconds(30))
        #expect(try client.rest() == "")
        #expect(throws: RawClient.Failure.self) { try RawClient(port: server.port) }
        try start(port: server.port).stop(grace: .zero)
    }

    @Test("that stops lets a request under way finish, and closes its connection")
    func stopWithGrace() throws {
        let answers = Slot<HTTPAnswer>()
        let responder = ScriptedResponder(onRequest: { _, answer in answers.put(answer) })
        let server = try HTTPServer(
            address: "127.0.0.1", port: 0, tls: nil, limits: HTTPLimits(), responder: responder)
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\n\r\n")
        let answer = try answers.take()
        let idle = try RawClient(port: server.port)
        let stopped = Slot<Bool>()
        DispatchQueue.global().async {
            server.stop(grace: .seconds(60))
            stopped.put(true)
        }
        // The stop has begun when the idle connection closes.
        #expect(try idle.rest() == "")
        answer.send(.text(200, "still served"))
        #expect(try client.reply().body == "still served")
        #expect(try client.rest() == "")
        #expect(try stopped.take())
    }

    @Test("that stops without grace closes what waits for an answer, and ignores the answer")
    func stopWithoutGrace() throws {
        let answers = Slot<HTTPAnswer>()
        let responder = ScriptedResponder(onRequest: { _, answer in answers.put(answer) })
        let server = try HTTPServer(
            address: "127.0.0.1", port: 0, tls: nil, limits: HTTPLimits(), responder: responder)
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\n\r\n")
        let answer = try answers.take()
        let uploading = try RawClient(port: server.port)
        try uploading.send("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nx")
        server.stop(grace: .zero)
        #expect(try client.rest() == "")
        #expect(try uploading.rest() == "")
        answer.send(.text(200, "too late"))
    }

    @Test("stopped while clients hammer it ends every time")
    func stopUnderLoad() throws {
        for _ in 0..<20 {
            let responder = ScriptedResponder(onRequest: { _, answer in
                DispatchQueue.global().async { answer.send(.text(200, "OK")) }
            })
            let server = try HTTPServer(
                address: "127.0.0.1", port: 0, tls: nil, limits: HTTPLimits(), responder: responder)
            let clients = try (0..<20).map { _ in try RawClient(port: server.port) }
            for client in clients { try client.send(String(repeating: "GET / HTTP/1.1\r\n\r\n", count: 10)) }
            _ = try clients[0].reply()
            server.stop(grace: .zero)
            for client in clients { _ = try client.rest() }
        }
    }

    @Test("speaks TLS with the certificate it is given")
    func tls() throws {
        let certificate = try ThrowawayCertificate()
        try serving(tls: certificate.identity) { server in
            let output = try certificate.request(
                "POST /iclock/cdata HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi",
                port: server.port)
            #expect(output.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(output.hasSuffix("\r\n\r\nPOST /iclock/cdata hi"))
        }
    }

    @Test("speaking TLS cuts off a client that never shakes hands")
    func silentTLS() throws {
        let tls = try ThrowawayCertificate().identity
        try serving(limits: HTTPLimits(headerTimeout: .milliseconds(50)), tls: tls) { server in
            let rest = try RawClient(port: server.port).rest()
            #expect(rest == "")
        }
    }
}
