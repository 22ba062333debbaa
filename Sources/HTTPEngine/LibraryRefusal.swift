import CMicroHTTPD
import CReplies

/// A request the library refuses before anybody is asked, as it cannot read or keep it.
enum LibraryRefusal {
    /// From now on the responder says in which words. May be called again.
    static func areOurs() { set_reply_writer(write) }

    /// In place of the library's page.
    private static let write: reply_writer = { handle, status, page in
        guard let handle else { return 0 }
        // A connection without an owner is of a daemon without a responder.
        guard let owner = shim_socket_context(handle) else { return queue_reply(handle, status, page) }
        let connection = Unmanaged<Connection>.fromOpaque(owner).takeUnretainedValue()
        let fault = fault(status, maxBody: connection.listener.maxBody)
        if isForItsLength(handle) {
            // Told that its page cannot be queued, the library closes the connection.
            send(connection.listener.words(for: fault), to: handle)
            connection.isRefusedEarly = true
            return 0
        }
        return connection.listener.refuse(connection, for: fault).queue(on: handle) ? 1 : 0
    }

    /// Whether the reason is a `Content-Length` that is no number or too large for any. The library forgets then that
    /// it has begun to reply and sends the head twice, so that what follows the first is no body.
    private static func isForItsLength(_ handle: OpaquePointer) -> Bool {
        guard let length = MHD_lookup_connection_value(handle, .HEADER_KIND, "Content-Length") else {
            return false
        }
        return UInt64(String(cString: length)) == nil || length.pointee == CChar(UInt8(ascii: "+"))
    }

    /// Writes a reply past the library. It fits into the socket's buffer, for nothing was written before.
    private static func send(_ reply: HTTPReply, to handle: OpaquePointer) {
        var head = "HTTP/1.1 \(reply.status) Refused\r\nConnection: close\r\n"
        for (name, value) in [("Content-Type", reply.contentType)] + reply.headers {
            head += "\(name): \(value)\r\n"
        }
        let bytes = Array("\(head)Content-Length: \(reply.body.count)\r\n\r\n".utf8) + reply.body
        // Where it fails, the client has gone.
        if let session = shim_tls_session(handle) {
            _ = gnutls_record_send(session, bytes, bytes.count)
        } else {
            _ = shim_send_now(shim_descriptor(handle), bytes, bytes.count)
        }
    }

    private static func fault(_ status: UInt32, maxBody: Int) -> HTTPFault {
        switch status {
        case 413: .bodyTooLarge(limit: maxBody)
        case 414: .targetTooLong
        case 431: .headTooLarge
        case 505: .unsupportedVersion
        case 400..<500: .malformed("its head or the framing of its body cannot be read (RFC 9112)")
        default: .internalError
        }
    }
}
