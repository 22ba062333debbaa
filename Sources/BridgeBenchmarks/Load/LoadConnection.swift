import Glibc

/// One keep-alive connection of the load generator: at most one request under way.
final class LoadConnection {
    let socket: Int32
    /// When the request under way was sent, or ought to have been; nanoseconds.
    private(set) var since: Int64 = 0
    private(set) var isBusy = false
    /// A part of the request waits for room in the socket.
    var isStuck: Bool { sent < request.count }
    private var request: [UInt8] = []
    private var sent = 0
    private var framing = ReplyFraming()

    /// Connects to 127.0.0.1, then never blocks again.
    init(port: UInt16) throws(BenchmarkError) {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw .system("socket") }
        var one: Int32 = 1
        let optionSize = socklen_t(MemoryLayout<Int32>.size)
        var address = Loopback.address(port: port)
        guard setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, optionSize) == 0,
            Loopback.with(&address, { connect(socket, $0, $1) }) == 0,
            fcntl(socket, F_SETFL, O_NONBLOCK) == 0
        else {
            let error = BenchmarkError.system("connect to port \(port)")
            close(socket)
            throw error
        }
    }

    deinit { close(socket) }

    /// Sends what `write` makes.
    ///
    /// - Returns: Whether all of it went; if not, `flush` when the socket takes more.
    func send(since: Int64, _ write: (inout [UInt8]) -> Void) throws(BenchmarkError) -> Bool {
        (self.since, isBusy, sent) = (since, true, 0)
        request.removeAll(keepingCapacity: true)
        write(&request)
        return try flush()
    }

    func flush() throws(BenchmarkError) -> Bool {
        while sent < request.count {
            let count = request.withUnsafeBytes { bytes in
                Glibc.send(
                    socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EAGAIN { return false }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("send") }
            sent += count
        }
        return true
    }

    /// Reads what has come.
    ///
    /// - Returns: The reply's status once it is there whole.
    func receive(into buffer: inout [UInt8]) throws -> Int? {
        let count = recv(socket, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        guard count > 0 else {
            throw count == 0
                ? BenchmarkError(reason: "the server closed a connection it was to keep")
                : BenchmarkError.system("recv")
        }
        framing.append(buffer[..<count])
        guard let status = try framing.next() else { return nil }
        isBusy = false
        return status
    }
}
