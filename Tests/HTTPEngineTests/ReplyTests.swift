import HTTPEngine
import Testing

@Suite("A reply")
struct ReplyTests {
    @Test("has Date, Content-Length, its type and its own headers")
    func headers() throws {
        let responder = answering { _ in
            HTTPReply(
                status: 202, contentType: "application/json", body: Array("{}".utf8),
                headers: [("X-One", "1"), ("X-Broken", "a\r\nX-Injected: b"), ("Content-Length", "999")])
        }
        try serving(responder) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            let reply = try client.reply()
            #expect(reply.status == 202)
            #expect(reply.body == "{}")
            #expect(reply.headers["content-type"] == "application/json")
            #expect(reply.headers["content-length"] == "2")
            #expect(reply.headers["x-one"] == "1")
            #expect(reply.headers["date"]?.hasSuffix(" GMT") == true)
            #expect(reply.headers["x-broken"] == nil)
            #expect(reply.headers["x-injected"] == nil)
        }
    }

    @Test("to HEAD has the length of its body and no body")
    func head() throws {
        try serving(answering { _ in .text(200, "twelve bytes") }) { server in
            let client = try RawClient(port: server.port)
            try client.send("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n")
            let reply = try client.reply(toHead: true)
            #expect(reply.headers["content-length"] == "12")
            #expect(try client.reply().body == "twelve bytes")
        }
    }

    @Test("with an empty body says so")
    func empty() throws {
        try serving(answering { _ in .text(200, "") }) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try client.reply().headers["content-length"] == "0")
        }
    }

    @Test("that closes says so and closes")
    func closing() throws {
        try serving(answering { _ in .text(200, "bye", closesConnection: true) }) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try client.reply().headers["connection"] == "close")
            #expect(try client.rest() == "")
        }
    }

    @Test("is the last one where the client asks to close")
    func clientCloses() throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(try client.reply().headers["connection"] == "close")
            #expect(try client.rest() == "")
        }
    }

    @Test(
        "leaves the connection open where the client says the odd things terminals say",
        arguments: ["starting", "keep-alive"])
    func keepsAlive(token: String) throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            for turn in 1...2 {
                try client.send("GET /\(turn) HTTP/1.1\r\nConnection: \(token)\r\n\r\n")
                #expect(try client.reply().body == "GET /\(turn) ")
            }
        }
    }

    @Test("prepared once is sent many times")
    func prepared() throws {
        let ok = PreparedReply(.text(200, "OK"))
        try serving(ScriptedResponder(onRequest: { _, answer in answer.send(ok) })) { server in
            let clients = try (0..<4).map { _ in try RawClient(port: server.port) }
            for _ in 0..<20 {
                for client in clients { try client.send("GET / HTTP/1.1\r\n\r\n") }
                for client in clients { #expect(try client.reply().body == "OK") }
            }
        }
    }

    @Test("of 5 MiB arrives whole")
    func large() throws {
        let text = String(repeating: "0123456789abcdef", count: 5 << 16)
        try serving(answering { _ in .text(200, text) }) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == text)
        }
    }
}
