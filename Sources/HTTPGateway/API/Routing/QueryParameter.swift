/// A parameter of a route's query.
struct QueryParameter: Sendable {
    let name: String
    /// An integer, a text or a choice.
    let schema: Schema
    let summary: String

    init(_ name: String, _ schema: Schema, _ summary: String) {
        self.name = name
        self.schema = schema
        self.summary = summary
    }

    /// How many, the same for every list.
    static let limit = QueryParameter(
        "limit", .integer(1...PageLimit.maximum), "How many at most; \(PageLimit.usual) unless said.")

    static func after(_ schema: Schema) -> QueryParameter {
        QueryParameter("after", schema, "Where to go on: the `next` of the page before.")
    }
}
