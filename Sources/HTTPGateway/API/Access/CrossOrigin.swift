package import BridgeCore
import HTTPEngine

/// Which sites' pages may use the API from a browser (the CORS protocol of the Fetch standard): none unless the
/// configuration names them. A key is needed all the same, and it is a header, so no page can borrow one.
package struct CrossOrigin: Sendable {
    private let allowed: Set<String>

    package init(_ origins: [WebOrigin]) { allowed = Set(origins.map(\.text)) }

    /// What an answer says of who may read it.
    func headers(for request: borrowing HTTPRequest) -> [(name: String, value: String)] {
        guard !allowed.isEmpty else { return [] }
        // Whether or not this one may: the answer differs by who asks.
        let varies = [(name: "Vary", value: "Origin")]
        guard let origin = request.header("Origin"), allowed.contains(origin) else { return varies }
        return varies + [
            ("Access-Control-Allow-Origin", origin),
            (
                "Access-Control-Expose-Headers",
                "Allow, Idempotency-Replayed, Location, Retry-After, X-Request-Id"
            ),
        ]
    }

    /// The answer to what a browser asks before a page's request; it asks without a key. `nil`: it does not ask that,
    /// or for nobody we know.
    func preflight(_ request: borrowing HTTPRequest) -> HTTPReply? {
        guard request.method == "OPTIONS", request.header("Access-Control-Request-Method") != nil,
            let origin = request.header("Origin"), allowed.contains(origin)
        else { return nil }
        return HTTPReply(
            status: 204, contentType: "", body: [],
            headers: headers(for: request) + [
                ("Access-Control-Allow-Methods", "GET, HEAD, POST, PATCH, DELETE"),
                (
                    "Access-Control-Allow-Headers",
                    "Authorization, Bridge-Tenant, Content-Type, Idempotency-Key"
                ),
                ("Access-Control-Max-Age", "600"),
            ])
    }
}
