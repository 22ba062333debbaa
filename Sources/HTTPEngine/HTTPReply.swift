/// A whole reply: status, type, body and further headers.
///
/// The engine adds `Date` and `Content-Length`; a header of these names is left out, and so is one that holds a
/// line break, for HTTP cannot carry it.
package struct HTTPReply: Sendable {
    /// 200…599.
    package var status: Int
    /// The `Content-Type`; empty = none is sent.
    package var contentType: String
    /// Sent in this order after `Content-Type`.
    package var headers: [(name: String, value: String)]
    /// Not sent, though counted in `Content-Length`, where the request was `HEAD`.
    package var body: [UInt8]
    /// Adds `Connection: close` and closes once the reply is out.
    package var closesConnection: Bool

    package init(
        status: Int, contentType: String, body: [UInt8], headers: [(name: String, value: String)] = [],
        closesConnection: Bool = false
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
        self.closesConnection = closesConnection
    }

    /// A reply of plain text, as terminals want it.
    package static func text(
        _ status: Int, _ text: String, headers: [(name: String, value: String)] = [],
        closesConnection: Bool = false
    ) -> HTTPReply {
        HTTPReply(
            status: status, contentType: "text/plain; charset=UTF-8", body: Array(text.utf8),
            headers: headers,
            closesConnection: closesConnection)
    }
}
