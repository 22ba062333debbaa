/// What a route is, in words and schemas: all that people are told of it, and what its requests are judged by.
struct Operation: Sendable {
    /// The group it stands in, e.g. `Endpoints`.
    let group: String
    let summary: String
    var details: String?
    /// What the path's open parts must be, by name.
    var path: [String: Schema] = [:]
    var query: [QueryParameter] = []
    /// Whether parameters that nobody knows say nothing: probes put some there against caches.
    var ignoresUnknownQuery = false
    /// `nil`: none is taken.
    var body: Schema?
    /// Whether the body may be left out.
    var isBodyOptional = false
    let answer: Answer
    /// What it may be refused with, beside what every route of its kind may be.
    var refusals: [Refusal] = []

    /// The media types a body may be said to be of; a change is a merge patch (RFC 7396).
    static func bodyTypes(of method: String) -> [String] {
        ["application/json"] + (method == "PATCH" ? ["application/merge-patch+json"] : [])
    }

    /// An answer to a request that is in order.
    struct Answer: Sendable {
        let status: Int
        let summary: String
        /// `nil`: no body.
        let schema: Schema?
        var contentType = "application/json"
        /// Whether a `Location` header names what was made.
        var hasLocation = false
    }

    /// A problem a route may answer with.
    struct Refusal: Sendable {
        let status: Int
        let summary: String
    }
}

extension Operation.Answer {
    static func ok(_ summary: String, _ schema: Schema) -> Self {
        Self(status: 200, summary: summary, schema: schema)
    }

    static func created(_ summary: String, _ schema: Schema) -> Self {
        Self(status: 201, summary: summary, schema: schema, hasLocation: true)
    }

    static func accepted(_ summary: String, _ schema: Schema, hasLocation: Bool = false) -> Self {
        Self(status: 202, summary: summary, schema: schema, hasLocation: hasLocation)
    }

    static func gone(_ summary: String) -> Self { Self(status: 204, summary: summary, schema: nil) }
}
