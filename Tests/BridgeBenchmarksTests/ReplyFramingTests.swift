import Testing

@testable import BridgeBenchmarks

@Suite struct ReplyFramingTests {
    private static let reply = "HTTP/1.1 200 OK\r\nDate: x\r\nContent-Length: 3\r\n\r\nOK\n"

    @Test("a reply that comes byte by byte is whole at its last byte and not before")
    func pieces() throws {
        var framing = ReplyFraming()
        let bytes = Array(Self.reply.utf8)
        for byte in bytes.dropLast() {
            framing.append([byte])
            #expect(try framing.next() == nil)
        }
        framing.append(bytes.suffix(1))
        #expect(try framing.next() == 200)
        #expect(try framing.next() == nil)
    }

    @Test("two replies in one piece come one after the other")
    func two() throws {
        var framing = ReplyFraming()
        framing.append((Self.reply + "HTTP/1.1 503 X\r\ncontent-length:0\r\n\r\n").utf8)
        #expect(try framing.next() == 200)
        #expect(try framing.next() == 503)
        #expect(try framing.next() == nil)
    }

    @Test("a body that looks like a head is not read as one")
    func deceivingBody() throws {
        var framing = ReplyFraming()
        let body = "HTTP/1.1 500 X\r\n\r\n"
        framing.append("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        #expect(try framing.next() == 200)
        #expect(try framing.next() == nil)
    }

    @Test(
        "what is no reply of a known length is refused",
        arguments: [
            "", "SMTP ready", "HTTP/1.1 abc\r\nContent-Length: 0", "HTTP/1.1 999 X\r\nContent-Length: 0",
            "HTTP/1.1 200 OK\r\nX-Content-Length: 3", "HTTP/1.1 200 OK\r\nContent-Length: 3x",
            "HTTP/1.1 200 OK\r\nContent-Length: -1", "HTTP/1.1 200 OK\r\nContent-Length: 12345678901",
        ])
    func unreadable(_ head: String) {
        var framing = ReplyFraming()
        framing.append((head + "\r\n\r\n").utf8)
        #expect(throws: ReplyFraming.Unreadable.self) { try framing.next() }
    }

    @Test("a head without end is given up")
    func endless() {
        var framing = ReplyFraming()
        framing.append([UInt8](repeating: 0x61, count: ReplyFraming.maximumHead + 1))
        #expect(throws: ReplyFraming.Unreadable.self) { try framing.next() }
    }
}
