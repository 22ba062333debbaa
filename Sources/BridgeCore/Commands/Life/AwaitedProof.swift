/// What a sent command waits for although its terminal has said that it did it.
package enum AwaitedProof: String, Sendable {
    /// A query: for the uploads that are its answer.
    case uploads
    /// A write with `verify`: for a query that shows whether the data is there.
    case verification
}

/// How a write with `verify` was shown to be done: `result.verified_by`.
package enum ProofSource: String, Sendable {
    /// The terminal uploaded what was ordered.
    case upload
    /// The terminal said that it has no such data, or no such person.
    case returnCode = "return_code"
    /// The terminal said that it looked, and sent nothing within `QueryAnswer.silence`. All that most models do about
    /// what they do not have; one that ignores queries does the same.
    case silence

    /// - Parameter facts: What the query brought; `nil` where it did not come to that.
    package init(bringing facts: [Fact]?) {
        self = facts.map { $0.isEmpty ? .silence : .upload } ?? .returnCode
    }
}
