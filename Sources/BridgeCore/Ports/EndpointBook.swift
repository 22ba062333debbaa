/// A tenant's endpoints as people see and change them.
///
/// What the configuration file manages can be looked at but not changed; secrets and credentials are never in a
/// report but for `secrets`.
package protocol EndpointBook: Sendable {
    /// In the order of their ids, after `after` if given.
    func endpoints(of tenant: TenantID, after: EndpointID?, limit: Int) throws(StoreError) -> [EndpointReport]

    func endpoint(_ key: EndpointKey) throws(StoreError) -> EndpointReport?

    /// A new endpoint, which begins at the end of the log.
    func create(_ endpoint: WebhookEndpoint, at now: Instant, completion: @escaping Completion<EndpointEdit>)

    /// Replaces what the endpoint is set to by what `change` makes of it, in one transaction. Enabling one that
    /// was disabled goes on where it stands and forgets why it was disabled; a changed address has to shake hands
    /// anew.
    func change(
        _ key: EndpointKey, at now: Instant, completion: @escaping Completion<EndpointEdit>,
        _ change: @escaping @Sendable (WebhookEndpoint) -> WebhookEndpoint)

    /// Removes the endpoint with everything that waits for it; its events stay in the log.
    func remove(_ key: EndpointKey, at now: Instant, completion: @escaping Completion<EndpointEdit>)

    /// A number of the tenant's sequence for a webhook that is not in the log.
    func reserveSequence(completion: @escaping Completion<Int64>)
}

/// What became of a change to an endpoint.
package enum EndpointEdit: Sendable, Equatable {
    case done(EndpointReport)
    /// There is none of this name (or, at `create`, there is one already).
    case absent, taken
    /// The configuration file has it.
    case managed
}

/// An endpoint and how it fares.
package struct EndpointReport: Sendable, Equatable {
    package let endpoint: WebhookEndpoint
    package let isManaged: Bool
    package let createdAt: Instant?
    /// Everything up to this sequence number is delivered, not wanted, waiting or dead.
    package let position: Int64
    /// Events it has not had yet, counted up to `countLimit`.
    package let undelivered: Int
    /// Whether there are more than `undelivered` says.
    package let hasMoreUndelivered: Bool
    /// When the oldest of them was accepted.
    package let oldestUndelivered: Instant?
    /// Events that wait for another attempt.
    package let waiting: Int
    /// Dead letters.
    package let dead: Int
    package let pausedUntil: Instant?
    package let disabledBecause: String?
    package let health: EndpointHealth

    /// How far undelivered events are counted: exact where people look at it, bounded where a backlog is long.
    package static let countLimit = 10_000

    package init(
        endpoint: WebhookEndpoint, isManaged: Bool, createdAt: Instant?, position: Int64, undelivered: Int,
        hasMoreUndelivered: Bool, oldestUndelivered: Instant?, waiting: Int, dead: Int, pausedUntil: Instant?,
        disabledBecause: String?, health: EndpointHealth
    ) {
        self.endpoint = endpoint
        self.isManaged = isManaged
        self.createdAt = createdAt
        self.position = position
        self.undelivered = undelivered
        self.hasMoreUndelivered = hasMoreUndelivered
        self.oldestUndelivered = oldestUndelivered
        self.waiting = waiting
        self.dead = dead
        self.pausedUntil = pausedUntil
        self.disabledBecause = disabledBecause
        self.health = health
    }
}
