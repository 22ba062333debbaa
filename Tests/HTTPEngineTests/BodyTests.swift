import HTTPEngine
import Testing

@Suite("A request's body")
struct BodyTests {
    private let small = HTTPLimits(maxBody: 1000)

    @Test("of 3 MiB arrives whole")
    func large() throws {
        let responder = answering { .text(200, "\($0.body.count) \($0.body.reduce(0) { $0 &+ Int($1) })") }
        try serving(responder) { server in
            let client = try RawClient(port: server.port)
            let body = [UInt8]((0..<3 << 20).map { UInt8(truncatingIfNeeded: $0 % 251) })
            try client.send("POST / HTTP/1.1\r\nContent-Length: \(body.count)\r\n\r\n")
            try client.send(body)
            #expect(try client.reply().body == "\(body.count) \(body.reduce(0) { $0 &+ Int($1) })")
        }
    }

    @Test("in chunks, with extension and trailer, is joined")
    func chunked() throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send(
                "POST /a HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n")
            try client.send("0\r\nX-Trailer: t\r\n\r\nGET /next HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == "POST /a abcdefg")
            #expect(try client.reply().body == "GET /next ")
        }
    }

    @Test("is asked for where the client expects 100 Continue")
    func expectation() throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send("POST /a HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            #expect(try client.reply().status == 100)
            try client.send("hi")
            #expect(try client.reply().body == "POST /a hi")
        }
    }

    @Test(
        "announced larger than the limit is refused at once", arguments: ["1001", "9223372036854775808"],
        ["", "Expect: 100-continue\r\n"])
    func announcedTooLarge(length: String, expectation: String) throws {
        try serving(limits: small) { server in
            let client = try RawClient(port: server.port)
            try client.send("POST /a HTTP/1.1\r\nContent-Length: \(length)\r\n\(expectation)\r\n")
            let reply = try client.reply()
            #expect(reply.status == 413)
            #expect(reply.body == "at most 1000 bytes")
            #expect(reply.headers["connection"] == "close")
            #expect(try client.rest() == "")
        }
    }

    @Test("exactly as large as the limit is taken")
    func atTheLimit() throws {
        try serving(limits: small) { server in
            let client = try RawClient(port: server.port)
            try client.send(
                "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n\(String(repeating: "x", count: 1000))")
            #expect(try client.reply().body.count == "POST / ".count + 1000)
        }
    }

    @Test("that grows past the limit in chunks is refused when it ends")
    func chunkedTooLarge() throws {
        let asked = Slot<Bool>()
        let responder = ScriptedResponder(onRequest: { _, answer in
            asked.put(true)
            answer.send(.text(200, "taken"))
        })
        try serving(responder, limits: small) { server in
            let client = try RawClient(port: server.port)
            try client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<11 { try client.send("64\r\n\(String(repeating: "x", count: 100))\r\n") }
            try client.send("0\r\n\r\n")
            let reply = try client.reply()
            #expect(reply.status == 413)
            #expect(reply.headers["connection"] == "close")
            #expect(try client.rest() == "")
        }
    }

    @Test("that goes on in chunks long after the limit is cut off")
    func endless() throws {
        try serving(limits: small) { server in
            let client = try RawClient(port: server.port)
            try client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("64\r\n\(String(repeating: "x", count: 100))\r\n".utf8)
            while !client.sendUntilCut(chunk) {}
        }
    }

    @Test("is not read where the responder refuses the head")
    func refusedHead() throws {
        var responder = ScriptedResponder()
        responder.onHead = { $0.query("SN") == nil ? .text(400, "SN is missing, \($0.body.count)") : nil }
        try serving(responder) { server in
            let client = try RawClient(port: server.port)
            try client.send("POST /a HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")
            let reply = try client.reply()
            #expect(reply.status == 400)
            #expect(reply.body == "SN is missing, 0")
            #expect(try client.rest() == "")
        }
    }

    @Test("of a request without any is empty")
    func none() throws {
        try serving(answering { .text(200, "\($0.body.count)") }) { server in
            let client = try RawClient(port: server.port)
            try client.send("POST / HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == "0")
        }
    }
}
