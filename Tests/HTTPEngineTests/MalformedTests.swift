import HTTPEngine
import Testing

@Suite("A malformed head")
struct MalformedTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var head: String
        var status: Int

        init(_ name: String, _ head: String, _ status: Int) {
            testDescription = name
            self.head = head
            self.status = status
        }
    }

    static let cases = [
        Case("Content-Length with Transfer-Encoding", "Content-Length: 3\r\nTransfer-Encoding: chunked", 400),
        Case("Transfer-Encoding with Content-Length", "Transfer-Encoding: chunked\r\ncontent-length: 3", 400),
        Case("two different Content-Lengths", "Content-Length: 3\r\nContent-Length: 4", 400),
        Case("two equal Content-Lengths", "Content-Length: 3\r\nContent-Length: 3", 400),
        Case("an unknown Transfer-Encoding", "Transfer-Encoding: xchunked", 501),
        Case("a second Transfer-Encoding", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", 501),
        Case("a list of Transfer-Encodings", "Transfer-Encoding: gzip, chunked", 501),
        Case("white space before the colon", "Content-Length : 3", 400),
        Case("a tab before the colon", "Transfer-Encoding\t: chunked", 400),
        Case("white space in a name", "X Y: z", 400),
        Case("white space before the first name", " X: y", 400),
        Case("an empty name", "A: b\r\n: z", 400),
        Case("a control character in a name", "A\u{1}: b", 400),
        Case("a carriage return in a name", "A\rB: c", 400),
        Case("a carriage return in a value", "A: b\rContent-Length: 3", 400),
        Case("a NUL in the only value", "A: b\0c", 400),
        Case("a NUL in a value between others", "A: b\r\nB: c\0d\r\nC: e", 400),
        Case("a NUL at the end of a value", "A: b\0\r\nB: c", 400),
        Case("a NUL in a name", "A\0B: c", 400),
        Case("a folded line", "Content-Length: 3\r\n 3", 400),
        Case("a folded line before others", "A: b\r\n\tc\r\nB: d", 400),
        Case("a line without a colon", "A: b\r\nnonsense", 400),
        Case("a negative Content-Length", "Content-Length: -1", 400),
        Case("a Content-Length with a sign", "Content-Length: +3", 400),
        Case("a Content-Length with letters", "Content-Length: 3abc", 400),
        Case("a Content-Length too large for any number", "Content-Length: 99999999999999999999", 413),
    ]

    @Test("is refused before its body, and the connection closed", arguments: cases)
    func refused(_ probe: Case) throws {
        let responder = ScriptedResponder(
            onHead: { _ in .text(200, "seen") }, onRequest: { _, answer in answer.send(.text(200, "seen")) })
        try serving(responder) { server in
            let client = try RawClient(port: server.port)
            try client.send("POST / HTTP/1.1\r\nHost: a\r\n\(probe.head)\r\n\r\n")
            let reply = try client.reply()
            #expect(reply.status == probe.status)
            #expect(reply.body != "seen")
            #expect(reply.headers["content-type"] == "text/plain; charset=UTF-8")
            #expect(reply.headers["connection"] == "close")
            #expect(try client.rest() == "")
        }
    }

    @Test("is refused where the bad line is the first of the head", arguments: cases)
    func refusedFirst(_ probe: Case) throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send("POST / HTTP/1.1\r\n\(probe.head)\r\n\r\n")
            #expect(try client.reply().status == probe.status)
            #expect(try client.rest() == "")
        }
    }

    @Test("larger than the limit is refused", arguments: [1, 100])
    func tooLarge(lines: Int) throws {
        try serving(limits: HTTPLimits(maxHeader: 4096)) { server in
            let client = try RawClient(port: server.port)
            let line = "X: \(String(repeating: "y", count: 10_000 / lines))\r\n"
            try client.send("GET / HTTP/1.1\r\n\(String(repeating: line, count: lines))\r\n")
            let reply = try client.reply()
            #expect(reply.status == 431)
            #expect(reply.body == "head too large")
            #expect(try client.rest() == "")
        }
    }

    @Test("whose first line is too long, or of another HTTP, is refused in the responder's words")
    func firstLine() throws {
        try serving(limits: HTTPLimits(maxHeader: 4096)) { server in
            for (line, status) in [
                ("GET /\(String(repeating: "a", count: 10_000)) HTTP/1.1", 414), ("GET / HTTP/9.9", 505),
            ] {
                let client = try RawClient(port: server.port)
                try client.send("\(line)\r\nHost: a\r\n\r\n")
                let reply = try client.reply()
                #expect(reply.status == status)
                #expect(reply.headers["content-type"] == "text/plain; charset=UTF-8")
                #expect(try client.rest() == "")
            }
        }
    }
}
