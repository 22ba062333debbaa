import CMicroHTTPD

/// The library's callbacks: C pointers in, a call of the listener or its connection out.
///
/// The daemon's context is the listener, borrowed. A socket's context is its connection, owned from `STARTED` to
/// `CLOSED`; a request's context is the same connection, borrowed, from the first call for it on.
enum Callbacks {
    static let request: MHD_AccessHandlerCallback = {
        context, handle, path, method, version, data, size, request in
        guard let context, let handle, let request, let size else { return .NO }
        let listener = Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue()
        guard let current = request.pointee else {
            guard let path, let method, let version, let owner = shim_socket_context(handle) else {
                return .NO
            }
            request.pointee = owner
            return listener.begin(
                Unmanaged<Connection>.fromOpaque(owner).takeUnretainedValue(), handle: handle,
                head: RequestHead(method: method, path: path, version: version))
        }
        let connection = Unmanaged<Connection>.fromOpaque(current).takeUnretainedValue()
        guard size.pointee > 0 else { return listener.proceed(connection, handle: handle) }
        let bytes = UnsafeRawBufferPointer(start: data, count: size.pointee)
        size.pointee = 0
        return listener.receive(bytes, on: connection)
    }

    /// The only sight of the path as the client wrote it: what the library hands over later is decoded, and ends at
    /// the first NUL.
    static let targetRead:
        @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?) ->
            UnsafeMutableRawPointer? = { _, target, handle in
                guard let target, let handle, let owner = shim_socket_context(handle) else { return nil }
                Unmanaged<Connection>.fromOpaque(owner).takeUnretainedValue().escapes =
                    PathEscapes(in: target)
                // What is returned would be taken for a request that has begun.
                return nil
            }

    static let requestCompleted: MHD_RequestCompletedCallback = { context, _, request, _ in
        guard let context, let request, let current = request.pointee else { return }
        request.pointee = nil
        Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue()
            .complete(Unmanaged<Connection>.fromOpaque(current).takeUnretainedValue())
    }

    static let connectionChanged: MHD_NotifyConnectionCallback = { context, handle, socket, change in
        guard let context, let handle, let socket else { return }
        let listener = Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue()
        switch change {
        case .CONNECTION_NOTIFY_STARTED:
            TLSHandshake.prepare(handle)
            let connection = Connection(handle: handle, listener: listener)
            socket.pointee = Unmanaged.passRetained(connection).toOpaque()
            listener.connections.insert(connection)
        case .CONNECTION_NOTIFY_CLOSED:
            guard let owner = socket.pointee else { return }
            socket.pointee = nil
            listener.end(Unmanaged<Connection>.fromOpaque(owner).takeRetainedValue())
        }
    }
}
