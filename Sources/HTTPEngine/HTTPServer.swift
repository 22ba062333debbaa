import CMicroHTTPD
import Glibc
import Synchronization

/// One listener: a port, its own thread, and a responder it asks for every request.
///
/// Only the first `stop` does something, and dropping the server stops it without grace. Neither may happen on
/// the listener's own thread, that is, inside a responder.
// Safe because all is constant but `isRunning`, which is behind a lock.
package final class HTTPServer: @unchecked Sendable {
    /// The port listened on: the real one where 0 was asked for.
    package let port: UInt16
    private let listener: Listener
    private let daemon: OpaquePointer
    private let sweeper: Sweeper
    private let lingerThread: EngineThread
    private let isRunning = Mutex(true)

    /// Listens at once.
    ///
    /// - Parameters:
    ///   - address: numeric, IPv4 or IPv6; `::` takes IPv4 as well.
    ///   - port: 0 = any free one.
    ///   - tls: nil = plain HTTP. Good for some thousand open connections; more want a TLS proxy in front.
    package init(
        address: String, port: UInt16, tls: TLSIdentity?, limits: HTTPLimits, responder: any HTTPResponder
    ) throws(HTTPServerError) {
        LibraryRefusal.areOurs()
        let listener = try Listener(limits: limits, responder: responder)
        let socket = try ListeningSocket.open(address: address, port: port)
        let daemon = Self.startDaemon(on: socket, tls: tls, limits: limits, listener: listener)
        // The library closes the socket of a daemon it could not start.
        guard let daemon else {
            throw tls == nil ? .cannotListen(reason: "libmicrohttpd did not start") : .certificateUnusable
        }
        do throws(HTTPServerError) {
            lingerThread = try EngineThread { listener.lingering.run() }
        } catch {
            MHD_stop_daemon(daemon)
            listener.lingering.stop()
            throw error
        }
        do throws(HTTPServerError) {
            sweeper = try Sweeper(interval: listener.timeouts.sweepInterval) {
                listener.connections.cutLate(at: MonotonicClock.now)
            }
        } catch {
            MHD_stop_daemon(daemon)
            listener.lingering.stop()
            lingerThread.join()
            throw error
        }
        self.port = socket.port
        self.listener = listener
        self.daemon = daemon
    }

    deinit {
        stop(grace: .zero)
    }

    /// Accepts no more, lets requests under way finish for at most `grace`, closes every connection and frees
    /// the port. A request that is still unanswered then gets no reply.
    package func stop(grace: Duration) {
        let isFirst = isRunning.withLock { isRunning in
            defer { isRunning = false }
            return isRunning
        }
        guard isFirst else { return }
        let socket = MHD_quiesce_daemon(daemon)
        // It is ours again since the daemon let go of it; -1 where that failed and the daemon will close it.
        if socket >= 0 { _ = close(socket) }
        listener.beginToStop()
        let end = MonotonicClock.now + Timeouts.milliseconds(grace)
        while listener.hasRequests {
            let left = end - MonotonicClock.now
            guard left > 0 else { break }
            _ = listener.lastRequestEnded.wait(left)
        }
        // The library aborts the process if a daemon is stopped with a connection still suspended.
        listener.connections.shut()
        sweeper.stop()
        MHD_stop_daemon(daemon)
        // Last, for a daemon that stops may still hand connections over.
        listener.lingering.stop()
        lingerThread.join()
    }

    private static func startDaemon(
        on socket: ListeningSocket, tls: TLSIdentity?, limits: HTTPLimits, listener: Listener
    ) -> OpaquePointer? {
        // The library's default leniency serves HTTP/1.1 without `Host`, and hands over header names with white
        // space, which `HeadInspection` refuses in the responder's words.
        //
        // TLS goes without epoll: while a handshake waits for its client, the library's epoll loop spins, so that
        // one stalled client costs a core until its deadline. With poll it sleeps, but wakes more dearly the more
        // connections are open: measured 0.03 ms of CPU a request with none idle, 0.3 ms with 1000, 2 ms with 4000.
        let flags =
            MHD_ALLOW_SUSPEND_RESUME.rawValue
            | (tls == nil
                ? MHD_USE_EPOLL_INTERNAL_THREAD.rawValue
                : MHD_USE_POLL_INTERNAL_THREAD.rawValue | MHD_USE_TLS.rawValue)
        func start(_ certificate: UnsafePointer<CChar>?, _ key: UnsafePointer<CChar>?) -> OpaquePointer? {
            shim_start_daemon(
                flags, socket.descriptor, limits.maxHeader, UInt32(clamping: limits.maxConnections),
                UInt32(clamping: limits.maxConnectionsPerAddress), listener.timeouts.inactivitySeconds,
                certificate, key, Callbacks.request, Callbacks.connectionChanged, Callbacks.requestCompleted,
                Callbacks.targetRead, Unmanaged.passUnretained(listener).toOpaque())
        }
        guard let tls else { return start(nil, nil) }
        // The library reads both while it starts, and never again.
        return tls.certificatePEM.withCString { certificate in
            tls.privateKeyPEM.withCString { key in start(certificate, key) }
        }
    }
}
