import Glibc
import HTTPClient
import Testing

struct HTTPTransfersTests {
    private func request(
        _ url: String, body: String = "{}", mayConnect: @escaping AddressGuard = ClientRequest.anyAddress
    ) -> ClientRequest {
        var request = ClientRequest(.post, url, mayConnect: mayConnect)
        (request.connectTimeout, request.timeout) = (.seconds(120), .seconds(120))
        request.body = Array(body.utf8)
        request.allowsPlain = true
        return request
    }

    private func outcome(
        of request: ClientRequest, over transfers: HTTPTransfers? = nil
    ) throws -> Result<ClientResponse, ClientFailure> {
        let transfers = try transfers ?? HTTPTransfers(maximumConnections: 4)
        transfers.start(request, tag: 7)
        while true {
            let finished = try transfers.poll(timeout: .seconds(30))
            guard let first = finished.first else { continue }
            #expect(finished.count == 1)
            #expect(first.tag == 7)
            return first.outcome
        }
    }

    @Test("the body and the headers arrive as given, and no Expect")
    func arrives() throws {
        let server = try TestServer { _ in .status(201, ["Retry-After": " 7 ", "X": ""], body: "thanks") }
        defer { server.stop() }
        let body = String(repeating: "0123456789", count: 20_000)
        var request = request(server.url, body: body)
        request.headers = [("content-type", "application/json"), ("x-empty", ""), ("x-one", "1")]
        let response = try outcome(of: request).get()
        #expect(response.status == 201)
        #expect(response.body == Array("thanks".utf8))
        #expect(response.header("retry-after") == "7")
        #expect(response.header("x") == "")
        #expect(response.header("y") == nil)
        let received = try #require(server.requests.all.first)
        #expect(received.method == "POST" && received.path == "/hooks")
        #expect(received.body == Array(body.utf8))
        #expect(received.headers["content-type"] == "application/json")
        #expect(received.headers["x-empty"] == "" && received.headers["x-one"] == "1")
        #expect(received.headers["expect"] == nil)
    }

    @Test("an empty body is sent as one, without a content type of its own")
    func emptyBody() throws {
        let server = try TestServer()
        defer { server.stop() }
        _ = try outcome(of: request(server.url, body: "")).get()
        let received = try #require(server.requests.all.first)
        #expect(received.headers["content-length"] == "0")
        #expect(received.headers["content-type"] == nil)
    }

    @Test("one exchange after another uses the same connection, and nothing of the last one's request")
    func reuse() throws {
        let server = try TestServer()
        defer { server.stop() }
        let transfers = try HTTPTransfers(maximumConnections: 4)
        var first = request(server.url, body: "first")
        first.headers = [("x-first", "1")]
        _ = try outcome(of: first, over: transfers).get()
        _ = try outcome(of: request(server.url, body: "2"), over: transfers).get()
        let get = ClientRequest(.get, server.url, mayConnect: ClientRequest.anyAddress)
        var plain = get
        plain.allowsPlain = true
        _ = try outcome(of: plain, over: transfers).get()
        let received = server.requests.all
        try #require(received.map(\.connection) == [1, 1, 1])
        #expect(received.map { String(decoding: $0.body, as: UTF8.self) } == ["first", "2", ""])
        #expect(received.map(\.method) == ["POST", "POST", "GET"])
        #expect(received[1].headers["x-first"] == nil)
    }

    @Test("a redirect is an answer, never followed", arguments: [301, 302, 303, 307, 308])
    func redirect(_ status: Int) throws {
        let server = try TestServer { request in
            request.path == "/hooks" ? .status(status, ["Location": "/elsewhere"]) : .status(200)
        }
        defer { server.stop() }
        #expect(try outcome(of: request(server.url)).get().status == status)
        #expect(server.requests.all.count == 1)
    }

    @Test("a body without end is cut at the limit, and the status is known")
    func endlessBody() throws {
        let server = try TestServer { _ in .endlessBody }
        defer { server.stop() }
        guard case .failure(.responseTooLarge(let response)) = try outcome(of: request(server.url)) else {
            Issue.record("the body was not cut")
            return
        }
        #expect(response.status == 200)
        #expect(response.body.count == 64 * 1024)
    }

    @Test("a body of exactly the limit is whole")
    func exactLimit() throws {
        let server = try TestServer { _ in .status(200, body: "12345") }
        defer { server.stop() }
        var request = request(server.url)
        request.responseLimit = 5
        #expect(try outcome(of: request).get().body.count == 5)
        request.responseLimit = 4
        guard case .failure(.responseTooLarge(let response)) = try outcome(of: request) else {
            Issue.record("the body was not cut")
            return
        }
        #expect(response.body == Array("1234".utf8))
    }

    @Test("headers without end are cut")
    func endlessHead() throws {
        let server = try TestServer { _ in .endlessHead }
        defer { server.stop() }
        guard case .failure(.responseTooLarge) = try outcome(of: request(server.url)) else {
            Issue.record("the head was not cut")
            return
        }
    }

    @Test(
        "an answer that is no whole HTTP answer is a lost connection",
        arguments: [
            "", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort", "SSH-2.0-OpenSSH\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        ])
    func garbage(_ text: String) throws {
        let server = try TestServer { _ in .raw(text) }
        defer { server.stop() }
        #expect(try outcome(of: request(server.url)) == .failure(.connectionLost))
    }

    @Test("a port nobody listens on is a failed connection")
    func noConnection() throws {
        let (socket, port) = try TestServer.reserve()
        defer { close(socket) }
        #expect(try outcome(of: request("http://127.0.0.1:\(port)/")) == .failure(.connectFailed))
    }

    @Test("a peer that never takes up the TLS handshake runs into the connect timeout")
    func silentHandshake() throws {
        let server = try TestServer()
        defer { server.stop() }
        var request = request(server.url.replacing("http:", with: "https:"))
        request.connectTimeout = .milliseconds(50)
        #expect(try outcome(of: request) == .failure(.timedOut))
    }

    @Test("a peer that answers the TLS handshake with anything else fails it")
    func notTLS() throws {
        let (socket, port) = try TestServer.reserve()
        #expect(listen(socket, 1) == 0)
        defer { close(socket) }
        let transfers = try HTTPTransfers(maximumConnections: 1)
        transfers.start(request("https://127.0.0.1:\(port)/"), tag: 1)
        var finished = try transfers.poll(timeout: .zero)
        let connection = accept(socket, nil, nil)
        defer { close(connection) }
        _ = send(connection, "220 mail.example ready\r\n", 24, CInt(MSG_NOSIGNAL))
        while finished.isEmpty { finished = try transfers.poll(timeout: .seconds(30)) }
        #expect(finished[0].outcome == .failure(.tlsFailed(.handshake)))
    }

    @Test("a peer that never answers runs into the timeout")
    func timeout() throws {
        let server = try TestServer { _ in .held }
        defer { server.stop() }
        var request = request(server.url)
        request.timeout = .milliseconds(50)
        #expect(try outcome(of: request) == .failure(.timedOut))
    }

    @Test("the guard sees the address a name stands for, and its no is an outcome of its own")
    func guarded() throws {
        let server = try TestServer()
        defer { server.stop() }
        let asked = Recorder<[UInt8]>()
        let port = server.port
        for host in ["127.0.0.1", "localhost", "0x7f.1", "2130706433"] {
            let request = request("http://\(host):\(port)/") { address, connectedPort in
                asked.append(address)
                return connectedPort != port
            }
            #expect(try outcome(of: request) == .failure(.addressRefused))
        }
        #expect(asked.all.contains([127, 0, 0, 1]))
        #expect(server.requests.all.isEmpty)
    }

    @Test("a connection made for a request with a more generous guard does not serve a stricter one")
    func guardedReuse() throws {
        let server = try TestServer()
        defer { server.stop() }
        let transfers = try HTTPTransfers(maximumConnections: 4)
        _ = try outcome(of: request(server.url), over: transfers).get()
        let strict = request(server.url) { _, _ in false }
        #expect(try outcome(of: strict, over: transfers) == .failure(.addressRefused))
        #expect(server.requests.all.count == 1)
        _ = try outcome(of: request(server.url), over: transfers).get()
    }

    @Test(
        "what cannot be sent is refused before anything is",
        arguments: [
            "http://exa mple/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://user@127.0.0.1/",
            "http:///",
            "gopher://127.0.0.1/", "http://127.0.0.1:99999/",
        ])
    func unusable(_ url: String) throws {
        let refused = request(url) { _, _ in
            Issue.record("a connection was about to be made")
            return false
        }
        #expect(try outcome(of: refused) == .failure(.invalidRequest))
    }

    @Test("plain HTTP is refused unless it was allowed")
    func plain() throws {
        let server = try TestServer()
        defer { server.stop() }
        var request = request(server.url)
        request.allowsPlain = false
        #expect(try outcome(of: request) == .failure(.invalidRequest))
        #expect(server.requests.all.isEmpty)
    }

    @Test("a header that would begin another line is refused", arguments: ["a\r\nb: c", "a\nb", "a\0b"])
    func injection(_ value: String) throws {
        let server = try TestServer()
        defer { server.stop() }
        var request = request(server.url)
        request.headers = [("x", value)]
        #expect(try outcome(of: request) == .failure(.invalidRequest))
    }

    @Test("many exchanges run at once, over no more connections than allowed")
    func many() throws {
        let server = try TestServer()
        defer { server.stop() }
        let transfers = try HTTPTransfers(maximumConnections: 3)
        for tag in 0..<50 { transfers.start(request(server.url, body: "\(tag)"), tag: tag) }
        var tags: Set<Int> = []
        while tags.count < 50 {
            for transfer in try transfers.poll(timeout: .seconds(30)) {
                #expect(try transfer.outcome.get().status == 200)
                tags.insert(transfer.tag)
            }
        }
        #expect(transfers.count == 0)
        #expect((server.requests.all.map(\.connection).max() ?? 0) <= 3)
    }

    @Test("abandoned exchanges are named and never reported")
    func abandoned() throws {
        let server = try TestServer { _ in .held }
        defer { server.stop() }
        let transfers = try HTTPTransfers(maximumConnections: 4)
        transfers.start(request(server.url), tag: 1)
        transfers.start(request(server.url), tag: 2)
        #expect(try transfers.poll(timeout: .zero).isEmpty)
        #expect(Set(transfers.abandon()) == [1, 2])
        #expect(transfers.count == 0)
        #expect(try transfers.poll(timeout: .zero).isEmpty)
    }

    @Test("waking ends a wait, also when it came first, and does nothing once the transfers are gone")
    func waking() throws {
        var transfers: HTTPTransfers? = try HTTPTransfers(maximumConnections: 1)
        let waker = try #require(transfers?.waker)
        waker.wake()
        #expect(try transfers?.poll(timeout: .seconds(600)).isEmpty == true)
        transfers = nil
        waker.wake()
    }

    @Test("a session sends one request after another over one connection")
    func session() throws {
        let server = try TestServer { request in
            request.method == "GET" ? .status(200, body: "hello") : .status(404, body: "no")
        }
        defer { server.stop() }
        let session = try HTTPSession()
        var get = ClientRequest(.get, server.url, mayConnect: ClientRequest.anyAddress)
        get.allowsPlain = true
        #expect(try session.send(get).body == Array("hello".utf8))
        #expect(try session.send(request(server.url)).status == 404)
        var delete = get
        delete.method = .delete
        _ = try session.send(delete)
        get.method = .put
        get.body = Array("x".utf8)
        _ = try session.send(get)
        #expect(server.requests.all.map(\.method) == ["GET", "POST", "DELETE", "PUT"])
        #expect(Set(server.requests.all.map(\.connection)) == [1])
        var refused = get
        refused.mayConnect = { _, _ in false }
        #expect(throws: ClientFailure.addressRefused) { try session.send(refused) }
    }

    @Test("libcurl tells its version")
    func version() { #expect(libraryVersion.split(separator: ".").count == 3) }
}
