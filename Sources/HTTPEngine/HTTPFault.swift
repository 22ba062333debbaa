/// Why the engine itself refuses a request; the responder says in which words (`HTTPResponder.reply(to:)`).
package enum HTTPFault: Sendable {
    /// The request breaks the rules of HTTP/1.1 (RFC 9112); the text names the rule. Answer 400.
    case malformed(String)
    /// The first line does not fit `HTTPLimits.maxHeader`. Answer 414.
    case targetTooLong
    /// The head does not fit `HTTPLimits.maxHeader`. Answer 431.
    case headTooLarge
    /// Neither HTTP/1.1 nor HTTP/1.0. Answer 505.
    case unsupportedVersion
    /// The body is, or says it is, larger than `HTTPLimits.maxBody` bytes. Answer 413.
    case bodyTooLarge(limit: Int)
    /// A `Transfer-Encoding` other than `chunked`. Answer 501.
    case unsupportedTransferEncoding
    /// The responder dropped its `HTTPAnswer` without sending. Answer 500.
    case internalError
}
