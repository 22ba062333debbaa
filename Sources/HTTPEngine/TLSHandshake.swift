import CMicroHTTPD
import Glibc

/// What a connection needs while its TLS handshake runs.
enum TLSHandshake {
    /// Has the client's `Finished` acknowledged at once.
    ///
    /// In TLS 1.3 a server has nothing to say to it, so the kernel would acknowledge it 40 ms later; and a client
    /// that has not turned Nagle's algorithm off, as terminals do not, holds its request back until then.
    static func prepare(_ connection: OpaquePointer) {
        guard let session = shim_tls_session(connection) else { return }
        gnutls_handshake_set_hook_function(
            session, GNUTLS_HANDSHAKE_FINISHED.rawValue, Int32(GNUTLS_HOOK_POST), finished)
    }

    private static let finished: gnutls_handshake_hook_func = { session, _, _, isIncoming, _ in
        if isIncoming != 0, let session { acknowledgeAtOnce(gnutls_transport_get_int(session)) }
        return GNUTLS_E_SUCCESS
    }
}

/// Sends the acknowledgement that the kernel holds back for up to 40 ms on a socket that has sent before.
func acknowledgeAtOnce(_ descriptor: Int32) {
    var one: Int32 = 1
    // A hint: where it fails, what the client sends next comes later.
    _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_QUICKACK, &one, socklen_t(MemoryLayout<Int32>.size))
}
