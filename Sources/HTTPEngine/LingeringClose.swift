import Glibc
import Synchronization

/// Closes connections whose client may still be sending, once it has finished.
///
/// Were they closed while bytes arrive, the kernel would reset them, and the client would lose the reply it has
/// not read yet (RFC 9112, 9.6). So the bytes are dropped until the client closes, its budget is used up or its
/// time is over. `run` needs a thread of its own; everything else may be called on any.
final class LingeringClose: Sendable {
    /// Clients at a time; further ones are closed at once.
    private static let capacity = 256

    private struct State {
        /// Not yet known to the thread.
        var arrivals: [LingeringClient] = []
        /// How many the thread has.
        var held = 0
        var isStopped = false
    }

    private let time: Int64
    private let budget: Int
    private let bell: Bell
    private let state = Mutex(State())

    /// - Parameters:
    ///   - time: milliseconds a client has, however busy it is.
    ///   - budget: bytes a client may send.
    init(time: Int64, budget: Int) throws(HTTPServerError) {
        self.time = time
        self.budget = budget
        bell = try Bell()
    }

    /// Keeps the connection open on a descriptor of its own, so that the caller may close this one; does nothing
    /// where too many linger already.
    func take(_ descriptor: Int32) {
        let isTaken = state.withLock { state in
            guard !state.isStopped, state.held + state.arrivals.count < Self.capacity else { return false }
            let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard duplicate >= 0 else { return false }
            // The library leaves this out under TLS. It fails only where the peer has gone already.
            _ = shutdown(duplicate, Int32(SHUT_WR))
            state.arrivals.append(
                LingeringClient(
                    descriptor: duplicate, deadline: MonotonicClock.now + time, budget: budget))
            return true
        }
        if isTaken { bell.ring() }
    }

    /// Closes every connection, and from now on takes none; `run` returns.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for client in state.arrivals { client.close() }
            state.arrivals = []
        }
        bell.ring()
    }

    /// Serves the clients until `stop`.
    func run() {
        var clients: [LingeringClient] = []
        while welcomeArrivals(among: &clients) {
            let ready = wait(for: clients)
            let now = MonotonicClock.now
            var staying: [LingeringClient] = []
            for (client, isReady) in zip(clients, ready) {
                var client = client
                if client.deadline > now, !isReady || client.drop() {
                    staying.append(client)
                } else {
                    client.close()
                }
            }
            clients = staying
        }
        for client in clients { client.close() }
    }

    /// false = stopped.
    private func welcomeArrivals(among clients: inout [LingeringClient]) -> Bool {
        let arrivals: [LingeringClient]? = state.withLock { state in
            guard !state.isStopped else { return nil }
            let arrivals = state.arrivals
            state.arrivals = []
            state.held = clients.count + arrivals.count
            return arrivals
        }
        guard let arrivals else { return false }
        clients += arrivals
        return true
    }

    /// Waits until a client sends or is late, or the bell rings; which of them have sent or closed.
    private func wait(for clients: [LingeringClient]) -> [Bool] {
        let left = clients.map(\.deadline).min().map { max(0, $0 - MonotonicClock.now) }
        return bell.wait(left, orReadable: clients.map(\.descriptor))
    }
}
