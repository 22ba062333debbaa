/// How a transfer ended.
package struct FinishedTransfer: Sendable {
    /// What `start` was given.
    package let tag: Int
    package let outcome: Result<ClientResponse, ClientFailure>
    /// From the start to the end.
    package let duration: Duration

    package init(tag: Int, outcome: Result<ClientResponse, ClientFailure>, duration: Duration) {
        self.tag = tag
        self.outcome = outcome
        self.duration = duration
    }
}
