/// What a sent command waits for although its terminal has said that it did it.
package enum AwaitedProof: String, Sendable {
    /// A query: for the uploads that are its answer.
    case uploads
    /// A write with `verify`: for a query that shows whether the data is there.
    case verification
}
