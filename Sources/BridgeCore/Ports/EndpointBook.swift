/// A tenant's endpoints as people see and change them.
///
/// What the configuration file manages can be looked at but not changed; secrets and credentials are never in a
/// report but for `secrets`. Every change is noted in its own transaction, if it changed something.
package protocol EndpointBook: Sendable {
    /// In the order of their ids, after `after` if given. Undelivered events are counted only up to
    /// `EndpointReport.listCountLimit` each, here and in the answer to a change.
    func endpoints(of tenant: TenantID, after: EndpointID?, limit: Int) throws(StoreError) -> [EndpointReport]

    func endpoint(_ key: EndpointKey) throws(StoreError) -> EndpointReport?

    /// A new endpoint, which begins at the end of the log. `.taken` where the name is, `.absent` where there is no
    /// such tenant.
    func create(
        _ endpoint: WebhookEndpoint, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<EndpointEdit>)

    /// Replaces what the endpoint is set to by what `change` makes of it, in one transaction. Enabling one that
    /// was disabled goes on where it stands and forgets its pause, its failures and why it was disabled; a changed
    /// address has to shake hands anew. `change` may be called more than once, and cannot change the endpoint's name.
    func change(
        _ key: EndpointKey, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<EndpointEdit>,
        _ change: @escaping @Sendable (WebhookEndpoint) -> WebhookEndpoint)

    /// Removes the endpoint with everything that waits for it; its events stay in the log. A later one of the same
    /// name inherits nothing. Calls back with how it fared last.
    func remove(
        _ key: EndpointKey, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<EndpointEdit>)

    /// A number of the tenant's sequence for a webhook that is not in the log.
    func reserveSequence(completion: @escaping Completion<Int64>)
}

/// What became of a change to an endpoint.
package enum EndpointEdit: Sendable, Equatable {
    case done(EndpointReport)
    /// There is none of this name.
    case absent
    /// There is one of this name already.
    case taken
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
    /// Events it wants and has not had yet, waiting ones included, counted up to `countLimit`.
    package let undelivered: Int
    /// Whether there are more than `undelivered` says, or may be: of a long backlog only the beginning is looked
    /// at.
    package let hasMoreUndelivered: Bool
    /// When the oldest of them was accepted.
    package let oldestUndelivered: Instant?
    /// Events that wait for another attempt, up to `exceptionsLimit`.
    package let waiting: Int
    /// Dead letters, up to `exceptionsLimit`.
    package let dead: Int
    package let pausedUntil: Instant?
    package let disabledBecause: String?
    package let health: EndpointHealth

    /// How far undelivered events are counted: exact where people look at it, bounded where a backlog is long.
    package static let countLimit = 10_000
    /// The same where it is one of many.
    package static let listCountLimit = 1000
    /// How far `waiting` and `dead` are counted: this number means so many or more.
    package static let exceptionsLimit = 100_000

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
