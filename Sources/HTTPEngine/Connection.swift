import CMicroHTTPD
import Glibc
import Synchronization

/// One client's connection: its deadline, and the request it is at.
// Safe because the variables are touched by the listener's thread only; the rest is constant, atomic or behind a lock.
final class Connection: @unchecked Sendable {
    let listener: Listener
    /// The request whose head is in and whose body is not yet handed over.
    var request: RequestInArrival?
    /// Of the path of the request whose head is in.
    var escapes = PathEscapes()
    /// The request was refused before its end, so its client may still be sending.
    var isRefusedEarly = false
    private let handle: OpaquePointer
    private let descriptor: Int32
    private let deadline: Atomic<Int64>
    private let underWay = Atomic(false)
    private let exchange = Mutex(Exchange())

    init(handle: OpaquePointer, listener: Listener) {
        self.handle = handle
        self.listener = listener
        descriptor = shim_descriptor(handle)
        deadline = Atomic(MonotonicClock.now + listener.timeouts.firstHead)
    }

    /// Between two requests, or before the first.
    var isIdle: Bool { !underWay.load(ordering: .relaxed) }

    /// A request's head is in.
    func begin() {
        underWay.store(true, ordering: .relaxed)
    }

    func finish() {
        request = nil
        exchange.withLock { $0.finish() }
        underWay.store(false, ordering: .relaxed)
    }

    // MARK: The answer

    /// The next step for a request that is complete. Suspending happens under the lock, so that no answer can
    /// resume the connection before it is suspended.
    func advance() -> Exchange.Step {
        exchange.withLock { exchange in
            let step = exchange.advance()
            if case .suspend = step { MHD_suspend_connection(handle) }
            return step
        }
    }

    /// Stores an answer from any thread. Resuming happens under the lock: the listener's thread needs it to go
    /// on, so neither the connection nor the daemon can end while the library is still at it.
    func answer(_ reply: PreparedReply, to number: UInt64) {
        exchange.withLock { exchange in
            if exchange.answer(reply, to: number) { MHD_resume_connection(handle) }
        }
    }

    /// Ends what is suspended, for good.
    func shut() {
        exchange.withLock { exchange in
            if exchange.shut() { MHD_resume_connection(handle) }
        }
    }

    // MARK: The deadline

    /// The connection is cut when this many milliseconds have passed, unless told otherwise before.
    func expect(within milliseconds: Int64) {
        deadline.store(MonotonicClock.now + milliseconds, ordering: .relaxed)
    }

    /// The client waits for us: there is nothing it could be late with.
    func expectNothing() {
        deadline.store(.max, ordering: .relaxed)
    }

    /// Cuts the connection if its client is late. Only the table may call this, under the lock that `CLOSED`
    /// needs before the library closes the descriptor, lest it be another connection's by then.
    func cutIfLate(at now: Int64) {
        if deadline.load(ordering: .relaxed) <= now { cut() }
    }

    /// Makes the library see the end of the stream, whereupon it closes the connection. See `cutIfLate`.
    func cut() {
        expectNothing()
        // It fails only where the peer has gone already.
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Takes no further request; what has been written still goes out. On the listener's thread only.
    func stopReading() {
        _ = shutdown(descriptor, Int32(SHUT_RD))
    }

    /// Lets the client finish what it is sending, if need be, after the library has closed its descriptor. Only
    /// once the table has let go of the connection: a cut would reach the duplicate too.
    func leave(to lingering: LingeringClose) {
        if isRefusedEarly { lingering.take(descriptor) }
    }

    /// Lets a client that writes head and body apart, as terminals do, send the body without delay: by Nagle's
    /// algorithm it waits for the head to be acknowledged.
    func awaitMore() {
        acknowledgeAtOnce(descriptor)
    }
}
