import HTTPEngine
import Testing

@Suite("A late client")
struct DeadlineTests {
    @Test("whose head trickles in is cut off, though never silent")
    func slowHead() throws {
        try serving(limits: HTTPLimits(headerTimeout: .milliseconds(100))) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nX: ")
            while !client.sendUntilCut([0x78]) {}
        }
    }

    @Test("whose second head never comes is cut off")
    func slowSecondHead() throws {
        let limits = HTTPLimits(idleTimeout: .milliseconds(50), headerTimeout: .seconds(1))
        try serving(limits: limits) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try client.reply().status == 200)
            #expect(try client.rest() == "")
        }
    }

    @Test("whose body trickles in is cut off, though never silent")
    func slowBody() throws {
        try serving(limits: HTTPLimits(bodyTimeout: .milliseconds(100))) { server in
            let client = try RawClient(port: server.port)
            try client.send("POST / HTTP/1.1\r\nContent-Length: 16000000\r\n\r\n")
            var sent = 0
            while !client.sendUntilCut([0x78]) { sent += 1 }
            #expect(sent < 16_000_000)
        }
    }

    @Test("who does not take the reply is cut off")
    func slowReader() throws {
        let text = String(repeating: "x", count: 32 << 20)
        try serving(answering { _ in .text(200, text) }, limits: HTTPLimits(bodyTimeout: .milliseconds(100)))
        { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            // Every further byte is queued by the kernel until the server has closed.
            while !client.sendUntilCut([0x78]) {}
        }
    }

    @Test("who says nothing at all is cut off")
    func silent() throws {
        try serving(limits: HTTPLimits(headerTimeout: .milliseconds(50))) { server in
            let client = try RawClient(port: server.port)
            #expect(try client.rest() == "")
        }
    }

    @Test("is not one who waits for our answer")
    func suspended() throws {
        let answers = Slot<HTTPAnswer>()
        let responder = ScriptedResponder(onRequest: { _, answer in answers.put(answer) })
        let limits = HTTPLimits(
            idleTimeout: .milliseconds(10), headerTimeout: .seconds(1), bodyTimeout: .seconds(1))
        try serving(responder, limits: limits) { server in
            let patient = try RawClient(port: server.port)
            try patient.send("GET / HTTP/1.1\r\n\r\n")
            let answer = try answers.take()
            // Three connections time out one after the other while the first one waits.
            for _ in 0..<3 { #expect(try RawClient(port: server.port).rest() == "") }
            answer.send(.text(200, "worth it"))
            #expect(try patient.reply().body == "worth it")
        }
    }
}
