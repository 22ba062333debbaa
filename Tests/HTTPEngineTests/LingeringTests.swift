import HTTPEngine
import Testing

/// What a client sees that goes on sending a request refused by its head.
///
/// Where one ends only since the server has closed, the time or the budget that must not be the reason is set
/// too large to ever be. Where one must not be reset, it sends more than its kernel keeps for it.
@Suite("A client that goes on sending a refused request")
struct LingeringTests {
    private static let patient = Duration.seconds(3600)
    private let refusing: ScriptedResponder

    init() {
        var refusing = ScriptedResponder()
        refusing.onHead = { $0.path == "/taken" ? nil : .text(503, "not now") }
        self.refusing = refusing
    }

    /// A client that has read its reply and the end of the stream, and keeps its own side open.
    private func refusedClient(_ server: HTTPServer) throws -> RawClient {
        let client = try RawClient(port: server.port)
        try client.send("POST / HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n")
        #expect(try client.reply().status >= 400)
        #expect(try client.rest() == "")
        #expect(!client.isReset)
        return client
    }

    @Test("as its body is announced too large, reads the whole reply after the last byte")
    func tooLarge() throws {
        try serving(limits: HTTPLimits(maxBody: 4 << 20, lingerTimeout: Self.patient)) { server in
            let client = try RawClient(port: server.port)
            let head = Array("POST / HTTP/1.1\r\nContent-Length: \(12 << 20)\r\n\r\n".utf8)
            try client.send(head + [UInt8](repeating: 0x78, count: 12 << 20))
            let reply = try client.reply()
            #expect(reply.status == 413)
            #expect(reply.body == "at most \(4 << 20) bytes")
            #expect(try client.rest() == "")
            #expect(!client.isReset)
        }
    }

    @Test(
        "some megabytes larger than a small limit, reads the whole reply after the last byte",
        arguments: ["Content-Length: 10485760", "Transfer-Encoding: chunked"])
    func muchTooLarge(framing: String) throws {
        try serving(limits: HTTPLimits(maxBody: 1 << 20, lingerTimeout: Self.patient)) { server in
            let client = try RawClient(port: server.port)
            let isChunked = framing.hasPrefix("T")
            try client.send("POST / HTTP/1.1\r\n\(framing)\r\n\r\n\(isChunked ? "a00000\r\n" : "")")
            try client.send([UInt8](repeating: 0x78, count: 10 << 20))
            if isChunked { try client.send("\r\n0\r\n\r\n") }
            #expect(try client.reply().status == 413)
            #expect(try client.rest() == "")
            #expect(!client.isReset)
        }
    }

    @Test("reads the whole reply after the last byte over TLS too")
    func tooLargeOverTLS() throws {
        let certificate = try ThrowawayCertificate()
        let limits = HTTPLimits(maxBody: 4 << 20, lingerTimeout: Self.patient)
        try serving(limits: limits, tls: certificate.identity) { server in
            let reply = try certificate.upload(
                "POST / HTTP/1.1\r\nContent-Length: \(12 << 20)\r\n\r\n", bodySize: 12 << 20,
                port: server.port)
            #expect(reply.hasPrefix("HTTP/1.1 413 "))
            #expect(reply.hasSuffix("\r\n\r\nat most \(4 << 20) bytes"))
        }
    }

    @Test(
        "which the responder did not want, reads the whole reply after the last byte",
        arguments: ["POST", "DELETE"], ["Content-Length: 12582912", "Transfer-Encoding: chunked"])
    func unwanted(method: String, framing: String) throws {
        try serving(refusing, limits: HTTPLimits(lingerTimeout: Self.patient)) { server in
            let client = try RawClient(port: server.port)
            try client.send("\(method) / HTTP/1.1\r\n\(framing)\r\n\r\nc00000\r\n")
            try client.send([UInt8](repeating: 0x78, count: 12 << 20))
            let reply = try client.reply()
            #expect(reply.status == 503)
            #expect(reply.body == "not now")
            #expect(try client.rest() == "")
            #expect(!client.isReset)
        }
    }

    @Test("as its head is malformed, reads the whole reply after the last byte")
    func malformed() throws {
        try serving(limits: HTTPLimits(lingerTimeout: Self.patient)) { server in
            let client = try RawClient(port: server.port)
            try client.send("POST / HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n")
            try client.send([UInt8](repeating: 0x78, count: 8 << 20))
            #expect(try client.reply().status == 400)
            #expect(try client.rest() == "")
            #expect(!client.isReset)
        }
    }

    @Test("for ever, is cut when it has sent too much")
    func endless() throws {
        try serving(limits: HTTPLimits(maxBody: 1000, lingerTimeout: Self.patient)) { server in
            let client = try refusedClient(server)
            let piece = [UInt8](repeating: 0x78, count: 65536)
            var sent = 0
            while !client.sendUntilCut(piece) { sent += piece.count }
            #expect(sent >= 16 << 20)
        }
    }

    @Test("byte by byte, is cut when its time is over")
    func late() throws {
        let limits = HTTPLimits(maxBody: 16 << 20, lingerTimeout: .milliseconds(100))
        try serving(refusing, limits: limits) { server in
            let client = try refusedClient(server)
            var sent = 0
            while !client.sendUntilCut([0x78]) { sent += 1 }
            #expect(sent < 64 << 20)
        }
    }

    @Test("does not count as a connection")
    func accounting() throws {
        let limits = HTTPLimits(maxConnections: 1, maxConnectionsPerAddress: 1, lingerTimeout: Self.patient)
        try serving(refusing, limits: limits) { server in
            let lingering = try refusedClient(server)
            let next = try RawClient(port: server.port)
            try next.send("GET /taken HTTP/1.1\r\n\r\n")
            #expect(try next.reply().status == 200)
            try lingering.send([UInt8](repeating: 0x78, count: 1 << 20))
        }
    }

    @Test("is cut at once where too many do")
    func tooMany() throws {
        try serving(refusing, limits: HTTPLimits(lingerTimeout: Self.patient)) { server in
            let lingering = try (0..<256).map { _ in try refusedClient(server) }
            let oneTooMany = try refusedClient(server)
            while !oneTooMany.sendUntilCut([0x78]) {}
            for client in lingering { try client.send([UInt8](repeating: 0x78, count: 4096)) }
        }
    }

    @Test("makes place for another when it closes")
    func leaving() throws {
        try serving(refusing, limits: HTTPLimits(lingerTimeout: Self.patient)) { server in
            for _ in 0..<600 { _ = try refusedClient(server) }
            let last = try refusedClient(server)
            try last.send([UInt8](repeating: 0x78, count: 8 << 20))
        }
    }

    @Test("is cut when the server stops, which does not wait for it", arguments: [false, true])
    func stopping(isSending: Bool) throws {
        let server = try HTTPServer(
            address: "127.0.0.1", port: 0, tls: nil, limits: HTTPLimits(lingerTimeout: Self.patient),
            responder: refusing)
        let clients = try (0..<10).map { _ in try refusedClient(server) }
        if isSending {
            for client in clients { try client.send([UInt8](repeating: 0x78, count: 65536)) }
        }
        server.stop(grace: Self.patient)
        for client in clients {
            while !client.sendUntilCut([0x78]) {}
        }
    }
}
