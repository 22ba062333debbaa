import CMicroHTTPD
import CReplies

/// A reply built once and sent any number of times, such as the `OK` of an idle poll.
// Safe because the library counts references to a response under a lock of its own, and nothing changes it
// after `init`.
package final class PreparedReply: @unchecked Sendable {
    let status: UInt32
    private let response: OpaquePointer

    package init(_ reply: HTTPReply) {
        let body = reply.body
        let created = body.withUnsafeBytes { bytes in
            MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
        guard let created else { preconditionFailure("libmicrohttpd has no memory for a reply") }
        status = UInt32(clamping: reply.status)
        response = created
        if !reply.contentType.isEmpty { add("Content-Type", reply.contentType) }
        for header in reply.headers { add(header.name, header.value) }
        if reply.closesConnection { add("Connection", "close") }
    }

    deinit {
        MHD_destroy_response(response)
    }

    private func add(_ name: String, _ value: String) {
        // A refusal is the library's word for a line break or a header it writes itself: left out by contract.
        _ = MHD_add_response_header(response, name, value)
    }

    /// Hands the reply to the library; false = the connection can no longer take one and is to be closed.
    func queue(on connection: OpaquePointer) -> Bool {
        queue_reply(connection, status, response) == 1
    }
}
