import Glibc

/// A TCP client that sends what it is told, right or wrong, and reads replies.
final class RawClient {
    struct Reply: Equatable {
        var status: Int
        /// Names in lower case.
        var headers: [String: String]
        var body: String
    }

    enum Failure: Error {
        case notConnected, notSent, silent, endedEarly(String), notAReply(String)
    }

    private let descriptor: Int32
    private var pending: [UInt8] = []
    /// The end came as a reset.
    private(set) var isReset = false

    init(port: UInt16, address: String = "127.0.0.1") throws {
        let isV6 = address.contains(":")
        descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A safety net only: no test waits for it.
        var patience = timeval(tv_sec: 120, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        var result: Int32
        if isV6 {
            var peer = sockaddr_in6()
            peer.sin6_family = sa_family_t(AF_INET6)
            peer.sin6_port = port.bigEndian
            inet_pton(AF_INET6, address, &peer.sin6_addr)
            result = withUnsafePointer(to: &peer) {
                connect(descriptor, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), 28)
            }
        } else {
            var peer = sockaddr_in()
            peer.sin_family = sa_family_t(AF_INET)
            peer.sin_port = port.bigEndian
            inet_pton(AF_INET, address, &peer.sin_addr)
            result = withUnsafePointer(to: &peer) {
                connect(descriptor, UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self), 16)
            }
        }
        guard result == 0 else { throw Failure.notConnected }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure.notSent }
            sent += count
        }
    }

    /// Sends until the other side has closed; true = it did, before all was sent.
    func sendUntilCut(_ bytes: [UInt8]) -> Bool {
        do {
            try send(bytes)
            return false
        } catch {
            return true
        }
    }

    /// Says that nothing more will come, while still reading.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// The next reply, read to the end its `Content-Length` says.
    func reply(toHead: Bool = false) throws -> Reply {
        var headEnd: Int
        while true {
            if let end = endOfHead() {
                headEnd = end
                break
            }
            try receive()
        }
        let lines = String(decoding: pending[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        pending.removeFirst(headEnd)
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw Failure.notAReply(lines.joined(separator: "\n"))
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw Failure.notAReply(String(line)) }
            headers[line[..<colon].lowercased()] = String(line[line.index(colon, offsetBy: 2)...])
        }
        let length = toHead ? 0 : headers["content-length"].flatMap(Int.init) ?? 0
        while pending.count < length { try receive() }
        let body = String(decoding: pending[..<length], as: UTF8.self)
        pending.removeFirst(length)
        return Reply(status: status, headers: headers, body: body)
    }

    /// Waits for the other side to close; whatever came before that and was not read.
    func rest() throws -> String {
        do {
            while true { try receive() }
        } catch Failure.endedEarly {
            return String(decoding: pending, as: UTF8.self)
        }
    }

    private func endOfHead() -> Int? {
        guard pending.count >= 4 else { return nil }
        return (4...pending.count).first { Array(pending[$0 - 4..<$0]) == [13, 10, 13, 10] }
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            pending += buffer[..<count]
        } else if count == 0 || errno == ECONNRESET {
            isReset = count < 0
            throw Failure.endedEarly(String(decoding: pending, as: UTF8.self))
        } else {
            throw Failure.silent
        }
    }
}
