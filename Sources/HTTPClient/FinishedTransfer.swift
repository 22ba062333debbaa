/// How a transfer ended.
package struct FinishedTransfer: Sendable {
    /// What `start` was given.
    package let tag: Int
    package let outcome: Result<ClientResponse, ClientFailure>
    /// From the start to the end.
    package let duration: Duration
    /// The address the request went to, or was last on its way to, in network order; never one that the guard
    /// turned down.
    package let address: [UInt8]?

    package init(
        tag: Int, outcome: Result<ClientResponse, ClientFailure>, duration: Duration, address: [UInt8]? = nil
    ) {
        self.tag = tag
        self.outcome = outcome
        self.duration = duration
        self.address = address
    }
}
