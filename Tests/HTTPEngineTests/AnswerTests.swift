import Dispatch
import HTTPEngine
import Testing

@Suite("An answer")
struct AnswerTests {
    /// Hands every answer to the test, which sends it when it likes.
    private func collecting(into slot: Slot<HTTPAnswer>) -> ScriptedResponder {
        ScriptedResponder(onRequest: { _, answer in slot.put(answer) })
    }

    @Test("may come later and from another thread, and leaves the connection open")
    func late() throws {
        let answers = Slot<HTTPAnswer>()
        try serving(collecting(into: answers)) { server in
            let client = try RawClient(port: server.port)
            for turn in 1...3 {
                try client.send("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi")
                try answers.take().send(.text(200, "turn \(turn)"))
                #expect(try client.reply().body == "turn \(turn)")
            }
        }
    }

    @Test("may come in any order for requests of different connections")
    func anyOrder() throws {
        let answers = Slot<HTTPAnswer>()
        try serving(collecting(into: answers)) { server in
            let clients = try (0..<20).map { _ in try RawClient(port: server.port) }
            var waiting: [HTTPAnswer] = []
            for client in clients {
                try client.send("GET / HTTP/1.1\r\n\r\n")
                waiting.append(try answers.take())
            }
            for (number, answer) in waiting.enumerated().reversed() { answer.send(.text(200, "\(number)")) }
            for (number, client) in clients.enumerated() { #expect(try client.reply().body == "\(number)") }
        }
    }

    @Test("sent twice is sent once")
    func twice() throws {
        let responder = ScriptedResponder(onRequest: { request, answer in
            answer.send(.text(200, "first \(request.path)"))
            answer.send(.text(200, "second"))
        })
        try serving(responder) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == "first /1")
            #expect(try client.reply().body == "first /2")
        }
    }

    @Test("kept and sent again during the next request does not answer that one")
    func stale() throws {
        let answers = Slot<HTTPAnswer>()
        try serving(collecting(into: answers)) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            let first = try answers.take()
            first.send(.text(200, "one"))
            #expect(try client.reply().body == "one")
            try client.send("GET / HTTP/1.1\r\n\r\n")
            let second = try answers.take()
            first.send(.text(200, "stale"))
            second.send(.text(200, "two"))
            #expect(try client.reply().body == "two")
        }
    }

    @Test("dropped during the call becomes the reply to an internal error")
    func dropped() throws {
        try serving(ScriptedResponder(onRequest: { _, _ in })) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            let reply = try client.reply()
            #expect(reply.status == 500)
            #expect(reply.body == "no answer")
        }
    }

    @Test("dropped later becomes the reply to an internal error")
    func droppedLater() throws {
        let answers = Slot<HTTPAnswer>()
        try serving(collecting(into: answers)) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            _ = try answers.take()
            #expect(try client.reply().status == 500)
        }
    }

    @Test("to a client that has gone goes nowhere, and others are served")
    func clientGone() throws {
        let answers = Slot<HTTPAnswer>()
        try serving(collecting(into: answers)) { server in
            for _ in 0..<50 {
                let gone = try RawClient(port: server.port)
                try gone.send("GET / HTTP/1.1\r\n\r\n")
                let answer = try answers.take()
                withExtendedLifetime(gone) {}
                answer.send(.text(200, String(repeating: "x", count: 100_000)))
            }
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            try answers.take().send(.text(200, "here"))
            #expect(try client.reply().body == "here")
        }
    }

    @Test("raced by its own request's suspension arrives every time")
    func race() throws {
        // The answer is sent while the engine's thread is about to suspend the connection.
        let responder = ScriptedResponder(onRequest: { _, answer in
            DispatchQueue.global().async { answer.send(.text(200, "raced")) }
        })
        try serving(responder) { server in
            let clients = try (0..<8).map { _ in try RawClient(port: server.port) }
            for _ in 0..<100 {
                for client in clients { try client.send("GET / HTTP/1.1\r\n\r\n") }
                for client in clients { #expect(try client.reply().body == "raced") }
            }
        }
    }
}
