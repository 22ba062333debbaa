import CLinux
import Glibc

/// Linux's epoll: which of many sockets can be read or written.
final class EventPoll {
    private let descriptor: Int32
    private var events = [epoll_event](repeating: epoll_event(), count: 512)

    init() throws(BenchmarkError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw .system("epoll_create1") }
    }

    deinit { close(descriptor) }

    /// Watches a socket from now on; `token` names it in what `wait` returns.
    func add(_ socket: Int32, token: Int) throws(BenchmarkError) {
        try set(EPOLL_CTL_ADD, socket, shim_epoll_in, token)
    }

    /// Whether to be told also when the socket takes more bytes.
    func watch(_ socket: Int32, token: Int, forWriting: Bool) throws(BenchmarkError) {
        try set(EPOLL_CTL_MOD, socket, forWriting ? shim_epoll_in | shim_epoll_out : shim_epoll_in, token)
    }

    /// Calls `body` for every socket something happened to; waits for that at most so many nanoseconds.
    func wait(_ nanoseconds: Int64, _ body: (Int) throws -> Void) throws {
        let count = shim_epoll_wait(descriptor, &events, Int32(events.count), max(0, nanoseconds))
        guard count >= 0 else {
            if errno == EINTR { return }
            throw BenchmarkError.system("epoll_pwait2")
        }
        for index in 0..<Int(count) { try body(Int(shim_epoll_token(&events[index]))) }
    }

    private func set(
        _ operation: Int32, _ socket: Int32, _ wanted: UInt32, _ token: Int
    ) throws(BenchmarkError) {
        guard shim_epoll_set(descriptor, operation, socket, wanted, UInt32(token)) == 0 else {
            throw .system("epoll_ctl")
        }
    }
}
