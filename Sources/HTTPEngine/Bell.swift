import CMicroHTTPD
import Glibc

/// Something one thread waits for and another rings; a ring before the wait is kept.
final class Bell: Sendable {
    private let descriptor: Int32

    init() throws(HTTPServerError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard descriptor >= 0 else { throw .cannotListen(reason: systemReason("eventfd")) }
    }

    deinit {
        // The descriptor is ours alone, so nothing could be done about a failure.
        _ = close(descriptor)
    }

    func ring() {
        // It fails only where it has been rung 2^64 times unheard.
        _ = eventfd_write(descriptor, 1)
    }

    /// Waits for a ring at most this many milliseconds; true = rung.
    func wait(_ milliseconds: Int64) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // A signal ends the wait early, which every caller takes for a time that has passed.
        guard Glibc.poll(&poll, 1, Int32(clamping: milliseconds)) > 0 else { return false }
        var count: eventfd_t = 0
        return eventfd_read(descriptor, &count) == 0
    }

    /// Waits for a ring or for bytes or an end on one of these descriptors, at most this many milliseconds
    /// (nil = for ever); which of them have some.
    func wait(_ milliseconds: Int64?, orReadable others: [Int32]) -> [Bool] {
        var polls = ([descriptor] + others).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // As above: a signal is a time that has passed.
        guard Glibc.poll(&polls, nfds_t(polls.count), milliseconds.map { Int32(clamping: $0) } ?? -1) > 0
        else { return others.map { _ in false } }
        var count: eventfd_t = 0
        // It fails where nobody has rung, and says nothing new where somebody has.
        _ = eventfd_read(descriptor, &count)
        return polls.dropFirst().map { $0.revents != 0 }
    }
}
