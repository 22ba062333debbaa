/// How an endpoint has been doing: the part of its breaker that outlives a restart.
package struct EndpointHealth: Sendable, Equatable {
    /// When the first attempt failed after the last success; `nil` while all is well.
    package var failingSince: Instant?
    /// Attempts that failed since the last success.
    package var failures = 0
    package var lastSuccess: Instant?
    /// The last failure, in words for people, e.g. `http_500`.
    package var lastError: String?
    /// How many `endpoint.failing` events were made of this trouble; `endpoint.recovered` follows only if any.
    package var notices = 0

    package init() {}

    package var isFailing: Bool { failures > 0 }
}

/// News about an endpoint itself, for the tenant's other endpoints.
package enum EndpointNotice: Sendable, Equatable {
    case failing(since: Instant, lastError: String?)
    case recovered(failingSince: Instant)
    case disabled(reason: String, failingSince: Instant?, lastError: String?)
    /// So many events were let go undelivered: from the first to the last of them, by sequence.
    case backlogDropped(events: Int, first: Int64, last: Int64)
}
