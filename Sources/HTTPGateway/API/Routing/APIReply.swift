import BridgeCore

/// What a handler answers with.
struct APIReply: Sendable {
    let status: Int
    let body: [UInt8]
    var headers: [(name: String, value: String)] = []
    /// What may be kept of the body for who asks again; `nil`: all of it.
    var bodyWithoutSecrets: [UInt8]?
    /// Empty: there is no body.
    var contentType = "application/json"

    init(_ status: Int, headers: [(name: String, value: String)] = [], _ write: (inout JSONWriter) -> Void) {
        self.status = status
        self.headers = headers
        var writer = JSONWriter()
        write(&writer)
        body = writer.bytes
    }

    /// An answer with secrets in it.
    ///
    /// - Parameter write: Writes the body, with the secrets or with nulls in their place.
    init(
        _ status: Int, headers: [(name: String, value: String)] = [],
        revealing write: (inout JSONWriter, Bool) -> Void
    ) {
        self.init(status, headers: headers) { write(&$0, true) }
        var writer = JSONWriter()
        write(&writer, false)
        bodyWithoutSecrets = writer.bytes
    }

    init(_ status: Int, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// Done, and nothing to say.
    static let nothing = APIReply(204, contentType: "", body: [])

    /// A page of a list: `{"data":[…],"next":"…"|null}`.
    static func page<Element>(
        _ elements: some Sequence<Element>, next: String?, _ write: (inout JSONWriter, Element) -> Void
    ) -> APIReply {
        APIReply(200) { writer in
            writer.beginObject()
            writer.key("data")
            writer.beginArray()
            for element in elements { write(&writer, element) }
            writer.endArray()
            writer.key("next")
            writer.string(next)
            writer.endObject()
        }
    }

    /// A page of a list of which one element more than the page holds was fetched.
    ///
    /// - Parameter place: What `after` says to go on behind an element.
    static func page<Element>(
        _ found: [Element], limit: Int, place: (Element) -> String,
        _ write: (inout JSONWriter, Element) -> Void
    ) -> APIReply {
        let page = found.prefix(limit)
        return .page(page, next: found.count > limit ? page.last.map(place) : nil, write)
    }
}

/// How a handler gives its answer: once, from any thread.
typealias APIAnswer = @Sendable (Result<APIReply, Problem>) -> Void
