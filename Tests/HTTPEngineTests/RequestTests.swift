import HTTPEngine
import Testing

@Suite("A request")
struct RequestTests {
    @Test("of HTTP/1.1 without Host is served")
    func missingHost() throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send("GET /iclock/ping HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == "GET /iclock/ping ")
        }
    }

    @Test("of HTTP/1.0 is served and its connection closed")
    func oldVersion() throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send("GET /a HTTP/1.0\r\n\r\n")
            #expect(try client.reply().status == 200)
            #expect(try client.rest() == "")
        }
    }

    @Test("has its path and query decoded, and names compared without regard to case")
    func decoding() throws {
        let responder = answering { request in
            let sn = request.query("sn") ?? "-"
            let options = request.query("OPTIONS") ?? "-"
            let missing = request.query("table") ?? "-"
            let items = request.queryItems.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
            return .text(200, "\(request.path)|\(sn)|\(options)|\(missing)|\(items)")
        }
        try serving(responder) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET /a%20b/%C3%A9?SN=A%2B1+2&options&SN=second&x=%zz HTTP/1.1\r\n\r\n")
            #expect(
                try client.reply().body == "/a b/é|A+1 2||-|SN=A+1 2;options=;SN=second;x=%zz")
        }
    }

    @Test(
        "with %00 in its path is refused and its connection closed, for the decoded path would end there",
        arguments: ["/a%00b", "/%00", "/a/b%00", "/%00?x=1"])
    func encodedNUL(path: String) throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send("GET \(path) HTTP/1.1\r\n\r\n")
            let reply = try client.reply()
            #expect(reply.status == 400 && reply.body == "the path must not hold %00")
            #expect(try client.rest() == "")
        }
    }

    @Test("with a NUL in its first line is refused", arguments: ["/a\0b", "/a\0", "/a?SN=1\0b"])
    func rawNUL(target: String) throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send("GET \(target) HTTP/1.1\r\n\r\n")
            #expect(try client.reply().status == 400)
        }
    }

    @Test(
        "says whether a slash in its path was written %2F",
        arguments: [
            ("/a%2Fb", "/a/b true"), ("/a%2fb?c", "/a/b true"), ("/a/b?c=%2F%00", "/a/b false"),
            ("/a%252Fb", "/a%2Fb false"), ("/a%", "/a% false"), ("/a%2", "/a%2 false"),
        ])
    func encodedSlash(target: String, seen: String) throws {
        try serving(answering { .text(200, "\($0.path) \($0.hasEncodedSlash)") }) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET \(target) HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == seen)
            try client.send("GET /plain HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == "/plain false")
        }
    }

    @Test("has every line of a header, in the order sent")
    func headerLines() throws {
        try serving(answering { .text(200, $0.headers("x-ONE").joined(separator: "|")) }) { server in
            let client = try RawClient(port: server.port)
            try client.send(
                "GET / HTTP/1.1\r\nX-One: a, b \r\nX-Two: c\r\nx-one: d\r\nX-One:\r\nX-On: e\r\n\r\n")
            #expect(try client.reply().body == "a, b|d|")
        }
    }

    @Test("has its header values without the white space around them")
    func headers() throws {
        let responder = answering { request in
            .text(
                200,
                "\(request.header("x-one") ?? "-")|\(request.header("X-TWO") ?? "-")|\(request.header("x-three") ?? "-")"
            )
        }
        try serving(responder) { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nX-One: \t a b \t\r\nx-two:\r\n\r\n")
            #expect(try client.reply().body == "a b||-")
        }
    }

    @Test("with bytes that are not UTF-8 is served, with replacement characters in their place")
    func notUTF8() throws {
        let responder = answering { .text(200, $0.header("x") ?? "-") }
        try serving(responder) { server in
            let client = try RawClient(port: server.port)
            try client.send(
                Array("GET / HTTP/1.1\r\nX: ".utf8) + [0xc4, 0xe3, 0x41] + Array("\r\n\r\n".utf8))
            #expect(try client.reply().body == "\u{fffd}\u{fffd}A")
        }
    }

    @Test("knows its peer's address", arguments: [("127.0.0.1", "127.0.0.1"), ("::1", "::1")])
    func peer(address: String, seen: String) throws {
        try serving(answering { .text(200, $0.remoteAddress) }, address: address) { server in
            let client = try RawClient(port: server.port, address: address)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == seen)
        }
    }

    @Test("over IPv4 to a listener on :: shows the IPv4 address")
    func mappedPeer() throws {
        try serving(answering { .text(200, $0.remoteAddress) }, address: "::") { server in
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == "127.0.0.1")
        }
    }

    @Test("whose head arrives byte by byte and fills several buffers is read whole")
    func slowlyGrowingHead() throws {
        let responder = answering { .text(200, "\($0.header("x-30") ?? "-")") }
        try serving(responder) { server in
            let client = try RawClient(port: server.port)
            let lines = (1...30).map { "X-\($0): \(String(repeating: "v", count: 250))\r\n" }.joined()
            for byte in Array("GET / HTTP/1.1\r\n\(lines)\r\n".utf8) { try client.send([byte]) }
            #expect(try client.reply().body == String(repeating: "v", count: 250))
        }
    }

    @Test("with line ends of a bare LF is served")
    func bareLF() throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send("POST /a HTTP/1.1\nA: b\nContent-Length: 2\n\nhi")
            #expect(try client.reply().body == "POST /a hi")
        }
    }

    @Test("that breaks off in the middle leaves the server serving others")
    func halfARequest() throws {
        // The library overlooks an end of stream that arrives together with the last bytes; the deadline does not.
        let limits = HTTPLimits(headerTimeout: .seconds(1), bodyTimeout: .seconds(1))
        try serving(limits: limits) { server in
            for half in [
                "GET /a HT", "GET /a HTTP/1.1\r\nX: y", "POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc",
            ] {
                let client = try RawClient(port: server.port)
                try client.send(half)
                client.finishSending()
                #expect(try client.rest() == "")
            }
            let client = try RawClient(port: server.port)
            try client.send("GET /b HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == "GET /b ")
        }
    }

    @Test("may follow another on its connection, at once or later")
    func pipelining() throws {
        try serving { server in
            let client = try RawClient(port: server.port)
            try client.send(
                "POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\noneGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n"
            )
            #expect(try client.reply().body == "POST /1 one")
            #expect(try client.reply().body == "GET /2 ")
            #expect(try client.reply().body == "GET /3 ")
            try client.send("GET /4 HTTP/1.1\r\n\r\n")
            #expect(try client.reply().body == "GET /4 ")
        }
    }
}
