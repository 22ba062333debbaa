/// Why the engine itself refuses a request; the responder says in which words (`HTTPResponder.reply(to:)`).
package enum HTTPFault: Sendable {
    /// The head breaks the rules of HTTP/1.1 (RFC 9112); the text names the rule. Answer 400.
    case malformed(String)
    /// The body is, or says it is, larger than `HTTPLimits.maxBody` bytes. Answer 413.
    case bodyTooLarge(limit: Int)
    /// A `Transfer-Encoding` other than `chunked`. Answer 501.
    case unsupportedTransferEncoding
    /// The responder dropped its `HTTPAnswer` without sending. Answer 500.
    case internalError
}
