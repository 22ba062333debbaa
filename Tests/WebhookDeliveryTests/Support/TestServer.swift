import Foundation
import Glibc
import Synchronization

/// A receiver on 127.0.0.1: raw sockets, a thread per connection, whatever answer a test wants.
final class TestServer: Sendable {
    struct Request: Sendable {
        /// Counts connections from 1.
        let connection: Int
        let method: String
        let path: String
        /// Names in lower case.
        let headers: [String: String]
        let body: [UInt8]
    }

    enum Reply: Sendable {
        case status(Int, [String: String] = [:], body: String = "")
        /// 200, once `release` was called.
        case held
        /// These bytes and then the end of the connection.
        case raw(String)
        case bytes([UInt8])
        /// These, and then nothing more until `release` was called.
        case stall(String)
        /// The first, and then the second over and over.
        case endless(String, String)
        /// 200 and a body without end.
        case endlessBody
        /// 200 and headers without end.
        case endlessHead
    }

    let port: UInt16
    /// Requests that were understood, whether or not they have been answered.
    let requests = Recorder<Request>()
    private let listener: CInt
    private let answer: @Sendable (Request) -> Reply
    private let connections = Mutex<[CInt]>([])
    private let gate = Recorder<Bool>()

    var url: String { "http://127.0.0.1:\(port)/hooks" }

    init(_ answer: @escaping @Sendable (Request) -> Reply = { _ in .status(200) }) throws {
        (listener, port) = try Self.reserve()
        self.answer = answer
        guard listen(listener, 128) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        Thread { [self] in serve() }.start()
    }

    /// A socket bound to a free port, and that port: while nobody listens, connections to it are refused.
    static func reserve() throws -> (socket: CInt, port: UInt16) {
        let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard socket >= 0, isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// Lets every held request be answered.
    func release() { gate.append(true) }

    func stop() {
        release()
        // The thread closes it: only there is it certain that nobody accepts on the number any more.
        shutdown(listener, CInt(SHUT_RDWR))
        for connection in connections.withLock({ $0 }) { shutdown(connection, CInt(SHUT_RDWR)) }
    }

    private func serve() {
        var number = 0
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else {
                close(listener)
                return
            }
            number += 1
            connections.withLock { $0.append(connection) }
            Thread { [self, number] in
                converse(connection, number)
                connections.withLock { $0.removeAll { $0 == connection } }
                close(connection)
            }.start()
        }
    }

    private func converse(_ connection: CInt, _ number: Int) {
        var input: [UInt8] = []
        while let request = receive(connection, number, &input) {
            let reply = answer(request)
            requests.append(request)
            guard send(reply, to: connection) else { return }
        }
    }

    private func receive(_ connection: CInt, _ number: Int, _ input: inout [UInt8]) -> Request? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let head = input.firstRange(of: end) {
                let lines = String(decoding: input[..<head.lowerBound], as: UTF8.self).components(
                    separatedBy: "\r\n")
                var headers: [String: String] = [:]
                for line in lines.dropFirst() {
                    guard let colon = line.firstIndex(of: ":") else { continue }
                    headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
                        .trimmingCharacters(in: .whitespaces)
                }
                let length = headers["content-length"].flatMap { Int($0) } ?? 0
                if input.count >= head.upperBound + length {
                    let body = Array(input[head.upperBound..<(head.upperBound + length)])
                    input.removeFirst(head.upperBound + length)
                    let first = lines[0].components(separatedBy: " ")
                    return Request(
                        connection: number, method: first[0], path: first.count > 1 ? first[1] : "",
                        headers: headers, body: body)
                }
            }
            var piece = [UInt8](repeating: 0, count: 65536)
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            input += piece.prefix(count)
        }
    }

    /// Whether the connection may be used again.
    private func send(_ reply: Reply, to connection: CInt) -> Bool {
        switch reply {
        case .status(let status, let headers, let body):
            let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
            return write(
                "HTTP/1.1 \(status) Whatever\r\ncontent-length: \(body.utf8.count)\r\n\(lines)\r\n\(body)",
                to: connection)
        case .held:
            gate.wait(for: 1)
            return send(.status(200), to: connection)
        case .raw(let text):
            _ = write(text, to: connection)
            return false
        case .bytes(let bytes):
            _ = write(bytes, to: connection)
            return false
        case .stall(let text):
            _ = write(text, to: connection)
            gate.wait(for: 1)
            return false
        case .endless(let head, let piece):
            guard write(head, to: connection) else { return false }
            while write(piece, to: connection) {}
            return false
        case .endlessBody:
            return send(
                .endless("HTTP/1.1 200 OK\r\n\r\n", String(repeating: "x", count: 4096)), to: connection)
        case .endlessHead:
            let line = "x-filler: " + String(repeating: "x", count: 1000) + "\r\n"
            return send(.endless("HTTP/1.1 200 OK\r\n", line), to: connection)
        }
    }

    private func write(_ text: String, to connection: CInt) -> Bool {
        write(Array(text.utf8), to: connection)
    }

    private func write(_ whole: [UInt8], to connection: CInt) -> Bool {
        var bytes = whole[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}
