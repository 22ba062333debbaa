/// How a transfer ended.
package struct FinishedTransfer: Sendable {
    /// What `start` was given.
    package let tag: Int
    package let outcome: Result<ClientResponse, ClientFailure>
    /// From the start to the end.
    package let duration: Duration
}
