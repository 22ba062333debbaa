import CMicroHTTPD

/// The engine with nothing behind it: every request gets the same reply. The floor benchmarks measure against.
// Safe because all is constant after `init`; the library counts references to its response itself.
package final class StaticServer: @unchecked Sendable {
    package let port: UInt16
    private let daemon: OpaquePointer
    private let reply: PreparedReply

    /// Listens on a free port of 127.0.0.1, until it is dropped.
    package init(body: String) throws(HTTPServerError) {
        let reply = PreparedReply(.text(200, body))
        let socket = try ListeningSocket.open(address: "127.0.0.1", port: 0)
        let daemon = shim_start_daemon(
            MHD_USE_EPOLL_INTERNAL_THREAD.rawValue, socket.descriptor, 16 << 10, 10_000, 0, 120, nil, nil,
            { context, connection, _, _, _, _, _, request in
                guard let context, let connection, let request else { return .NO }
                // The first call comes with the head alone.
                guard request.pointee != nil else {
                    request.pointee = context
                    return .YES
                }
                let reply = Unmanaged<PreparedReply>.fromOpaque(context).takeUnretainedValue()
                return reply.queue(on: connection) ? .YES : .NO
            }, nil, nil, nil, Unmanaged.passUnretained(reply).toOpaque())
        guard let daemon else { throw .cannotListen(reason: "libmicrohttpd did not start") }
        port = socket.port
        self.daemon = daemon
        self.reply = reply
    }

    deinit { MHD_stop_daemon(daemon) }
}
