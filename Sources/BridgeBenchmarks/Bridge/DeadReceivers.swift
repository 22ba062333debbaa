import Foundation
import Glibc
import Synchronization

/// Four webhook endpoints at which nothing ever works, each in its own way, on a thread of their own.
final class DeadReceivers: Sendable {
    enum Way: Int, CaseIterable {
        /// Takes connections and says nothing.
        case blackHole
        /// Resets every connection at once.
        case reset
        /// Begins an answer and goes on with a byte a second.
        case slowDrip
        /// A 500 with a body that has no end.
        case endlessBody
    }

    /// By way.
    let ports: [UInt16]
    private let isStopping = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    /// Runs them for as long as `body` takes.
    static func with<Value>(_ body: (DeadReceivers) throws -> Value) throws -> Value {
        let receivers = try DeadReceivers()
        defer { receivers.stop() }
        return try body(receivers)
    }

    private init() throws {
        let sockets = try Way.allCases.map { _ in try Self.listen() }
        ports = sockets.map(\.port)
        let loop = try DeadReceiverLoop(listening: sockets.map(\.socket))
        let thread = Thread { [self] in
            while !isStopping.load(ordering: .relaxed) { loop.step() }
            ended.signal()
        }
        thread.name = "dead-receivers"
        thread.start()
    }

    private func stop() {
        isStopping.store(true, ordering: .relaxed)
        ended.wait()
    }

    private static func listen() throws(BenchmarkError) -> (socket: Int32, port: UInt16) {
        let descriptor = socket(
            AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .system("socket") }
        var address = Loopback.address(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard Loopback.with(&address, { bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, 4096) == 0,
            Loopback.with(&address, { address, _ in getsockname(descriptor, address, &size) }) == 0
        else { throw .system("listen") }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}

/// What the thread of the dead receivers does.
///
/// Safe because only that thread uses it once it runs.
private final class DeadReceiverLoop: @unchecked Sendable {
    private let listening: [Int32]
    private let poll: EventPoll
    /// How each open connection is treated.
    private var connections: [Int32: DeadReceivers.Way] = [:]
    private var drippedAt = Stopwatch.now
    private var buffer = [UInt8](repeating: 0, count: 65536)

    private static let head = Array(
        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 10000000000\r\n\r\n".utf8)
    private static let filling = [UInt8](repeating: 0x78, count: 65536)

    init(listening: [Int32]) throws {
        self.listening = listening
        poll = try EventPoll()
        for socket in listening { try poll.add(socket, token: Int(socket)) }
    }

    deinit {
        for socket in listening { close(socket) }
        for socket in connections.keys { close(socket) }
    }

    func step() {
        // What fails here is a connection that is gone, which is as good as dead.
        try? poll.wait(50_000_000) { token in
            let socket = Int32(token)
            if let place = listening.firstIndex(of: socket), let way = DeadReceivers.Way(rawValue: place) {
                accept(socket, way)
            } else {
                serve(socket)
            }
        }
        drip()
    }

    private func accept(_ listener: Int32, _ way: DeadReceivers.Way) {
        while true {
            let socket = Glibc.accept(listener, nil, nil)
            guard socket >= 0 else { return }
            _ = fcntl(socket, F_SETFL, O_NONBLOCK)
            if way == .reset {
                // Closing without lingering is a reset.
                var option = linger(l_onoff: 1, l_linger: 0)
                setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                close(socket)
                continue
            }
            connections[socket] = way
            if (try? poll.add(socket, token: Int(socket))) == nil { drop(socket) }
        }
    }

    private func serve(_ socket: Int32) {
        guard let way = connections[socket] else { return }
        let count = recv(socket, &buffer, buffer.count, 0)
        if count == 0 || (count < 0 && errno != EAGAIN) { return drop(socket) }
        switch way {
        case .blackHole, .reset: break
        case .slowDrip:
            if count > 0 { _ = write(socket, Self.head) }
        case .endlessBody:
            if count > 0 { _ = write(socket, Self.head) }
            // As much as goes; the rest when the socket takes more.
            while write(socket, Self.filling) {}
            if (try? poll.watch(socket, token: Int(socket), forWriting: true)) == nil { drop(socket) }
        }
    }

    private func drip() {
        guard Stopwatch.now - drippedAt > 1_000_000_000 else { return }
        drippedAt = Stopwatch.now
        for (socket, way) in connections where way == .slowDrip { _ = write(socket, [0x78]) }
    }

    private func write(_ socket: Int32, _ bytes: [UInt8]) -> Bool {
        send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    private func drop(_ socket: Int32) {
        connections[socket] = nil
        close(socket)
    }
}
