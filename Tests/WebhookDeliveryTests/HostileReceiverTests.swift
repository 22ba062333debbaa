import BridgeCore
import Foundation
import Glibc
import Testing
import WebhookDelivery

/// What receivers answer in bad faith or by mistake: each has its class, and harms nobody else.
struct HostileReceiverTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let reply: TestServer.Reply
        let word: String
        var testDescription: String { name }
    }

    private static func line(_ count: Int) -> String { String(repeating: "x", count: count) }
    private static func raw(_ name: String, _ text: String, _ word: String) -> Case {
        Case(name: name, reply: .raw(text), word: word)
    }

    static let cases =
        [
            raw("nothing", "", "connection_lost"),
            raw("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", "connection_lost"),
            raw("a page without a head (HTTP/0.9)", "<html>hello</html>", "connection_lost"),
            raw("noise", "\u{0}\u{1}\u{2}\u{3}\r\n\r\n", "connection_lost"),
            raw("half a status line", "HTTP/1.1 2", "connection_lost"),
            raw("a status that is no number", "HTTP/1.1 abc OK\r\n\r\n", "connection_lost"),
            raw("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", "connection_lost"),
            raw("HTTP/2 in words", "HTTP/2 200 OK\r\ncontent-length: 0\r\n\r\n", "delivered"),
            raw("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nthanks", "delivered"),
            raw("no reason", "HTTP/1.1 204\r\n\r\n", "delivered"),
            raw("a status nobody knows", "HTTP/1.1 799 What\r\ncontent-length: 0\r\n\r\n", "http_799"),
            raw(
                "a header without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\ncontent-length: 0\r\n\r\n",
                "connection_lost"),
            raw(
                "a NUL in a header", "HTTP/1.1 200 OK\r\nx: a\u{0}b\r\ncontent-length: 0\r\n\r\n",
                "connection_lost"),
            raw(
                "a length that is no number", "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
                "connection_lost"),
            raw(
                "a length beyond all numbers",
                "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\n", "delivered"),
            raw("closed in the head", "HTTP/1.1 200 OK\r\ncontent-le", "connection_lost"),
            raw(
                "closed in the body", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
                "connection_lost"),
            raw(
                "a chunk without a size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
                "connection_lost"),
            raw(
                "closed between chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n",
                "connection_lost"),
            raw(
                "a transfer coding nobody asked for",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "connection_lost"),
            raw("a huge status line", "HTTP/1.1 200 " + line(300_000) + "\r\n\r\n", "connection_lost"),
            raw("a huge header", "HTTP/1.1 200 OK\r\nx: " + line(300_000) + "\r\n\r\n", "delivered"),
            raw("a large header", "HTTP/1.1 500 No\r\nx: " + line(90_000) + "\r\n\r\n", "http_500"),
            raw(
                "interim answers and then nothing",
                String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 3), "connection_lost"),
            raw(
                "interim answers and then one",
                "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n",
                "delivered"),
            raw(
                "a redirect to the metadata address",
                "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/latest/\r\ncontent-length: 0\r\n\r\n",
                "http_302"),
            raw(
                "a request to upgrade", "HTTP/1.1 426 Upgrade\r\nupgrade: h2c\r\ncontent-length: 0\r\n\r\n",
                "http_426"),
        ] + [
            Case(
                name: "HTTP/2 frames: settings, then reset of the stream and goodbye",
                reply: .bytes(
                    [0, 0, 0, 4, 0, 0, 0, 0, 0] + [0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 2]
                        + [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
                word: "connection_lost"),
            Case(
                name: "interim answers without end",
                reply: .endless("", String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 100)),
                word: "connection_lost"),
            Case(
                name: "status lines without end", reply: .endless("", "HTTP/1.1 200 OK\r\n"),
                word: "connection_lost"
            ),
            Case(
                name: "a status line without end", reply: .endless("HTTP/1.1 200 ", line(4096)),
                word: "connection_lost"),
            Case(name: "headers without end", reply: .endlessHead, word: "delivered"),
            Case(name: "a body without end", reply: .endlessBody, word: "delivered"),
            Case(
                name: "a failure with a body without end",
                reply: .endless("HTTP/1.1 500 No\r\n\r\n", line(4096)), word: "http_500"),
            Case(
                name: "ten gigabytes",
                reply: .endless("HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n", line(4096)),
                word: "delivered"),
            Case(
                name: "chunks without end",
                reply: .endless(
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1000\r\n\(line(4096))\r\n"),
                word: "delivered"),
            Case(
                name: "trailers without end",
                reply: .endless(
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", "x: \(line(1000))\r\n"),
                word: "delivered"),
        ]

    @Test("each has its class, and nothing in it tells of the address behind the name", arguments: cases)
    func classified(_ hostile: Case) throws {
        let server = try TestServer { _ in hostile.reply }
        defer { server.stop() }
        let wire = try Wire {
            $0.requireHTTPS = false
            $0.allowedPrivateNetworks = [NetworkRange("127.0.0.0/8")!]
        }
        // Not one that may go anywhere: the operator opened the network.
        let outcome = try wire.outcome(to: endpoint(url: "http://localhost:\(server.port)/"))
        #expect(outcome.word == hostile.word)
        #expect(outcome.address == nil)
        let shown = "\(outcome.word) \(outcome.hint ?? "")"
        #expect(!shown.contains("127.0") && !shown.contains("::1") && !shown.contains("\(server.port)"))
        #expect((outcome.answer?.body.count ?? 0) <= AttemptRecord.maximumAnswer)
    }

    @Test("all of them at once, over the same transfers, leave good receivers alone")
    func harmless() throws {
        let servers = try Self.cases.map { hostile in try TestServer { _ in hostile.reply } }
        let good = try TestServer()
        defer { for server in servers + [good] { server.stop() } }
        let wire = try Wire()
        var attempts: [Attempt] = []
        for (place, server) in servers.enumerated() {
            attempts.append(wire.attempt(to: local(server.url), tag: 2 * place))
            attempts.append(wire.attempt(to: local(good.url), tag: 2 * place + 1))
        }
        let outcomes = try wire.outcomes(attempts)
        for (place, hostile) in Self.cases.enumerated() {
            #expect(outcomes[2 * place]?.word == hostile.word, "\(hostile.name)")
            #expect(outcomes[2 * place + 1]?.word == "delivered", "beside \(hostile.name)")
        }
    }

    @Test(
        "an answer that never comes to its end runs into the timeout",
        arguments: [
            "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
        ])
    func dripping(_ text: String) throws {
        let server = try TestServer { _ in .stall(text) }
        defer { server.stop() }
        let wire = try Wire { $0.timeout = .milliseconds(100) }
        let outcome = try wire.outcome(to: local(server.url))
        #expect(outcome.word == "timeout" && outcome.status == nil)
    }

    @Test("a packed body is kept as it came, never unpacked, and nobody asked for it")
    func gzip() throws {
        let packed: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3] + [UInt8](repeating: 0xff, count: 3000)
        let head =
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\ncontent-length: \(packed.count)\r\n\r\n"
        let server = try TestServer { _ in .bytes(Array(head.utf8) + packed) }
        defer { server.stop() }
        let outcome = try Wire().outcome(to: local(server.url))
        #expect(outcome.word == "delivered")
        #expect(outcome.answer?.body == Array(packed.prefix(2048)))
        #expect(server.requests.all.first?.headers["accept-encoding"] == nil)
    }

    @Test("a receiver that turns a large body down before it has read it is heard")
    func earlyAnswer() throws {
        let (listener, port) = try TestServer.reserve()
        #expect(listen(listener, 1) == 0)
        Thread {
            let connection = accept(listener, nil, nil)
            var piece = [UInt8](repeating: 0, count: 65536)
            _ = recv(connection, &piece, 100, 0)
            let answer = "HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            _ = send(connection, answer, answer.utf8.count, CInt(MSG_NOSIGNAL))
            shutdown(connection, CInt(SHUT_WR))
            while recv(connection, &piece, piece.count, 0) > 0 {}
            close(connection)
            close(listener)
        }.start()
        let large = event(1, size: 8_000_000)
        let outcome = try Wire().outcome(.event(large), to: local("http://127.0.0.1:\(port)/"))
        #expect(outcome.word == "http_413")
        #expect(outcome.hint?.contains("too large") == true)
    }

    @Test("a redirect is told, not followed")
    func redirect() throws {
        let other = try TestServer()
        let server = try TestServer { _ in .status(307, ["Location": other.url]) }
        defer { for server in [server, other] { server.stop() } }
        let outcome = try Wire().outcome(to: local(server.url))
        #expect(outcome.word == "http_307")
        #expect(outcome.hint?.contains("redirects are never followed") == true)
        #expect(other.requests.all.isEmpty)
    }
}
