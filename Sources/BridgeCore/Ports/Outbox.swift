/// The log as delivery sees it: positions to read from, exceptions to come back to, outcomes to settle.
///
/// An endpoint is a position in its tenant's log and a bounded set of exceptions. Every event at or before the
/// position is delivered, not wanted, waiting for its next attempt, or dead.
package protocol Outbox: Sendable {
    /// Every enabled endpoint and where it stands.
    func lanes() throws(StoreError) -> [LaneState]

    /// The next events of a tenant's log, oldest first: at most `limit`, and no more than about 4 MiB of bodies
    /// (but at least one).
    ///
    /// - Parameter showing: The attachments to bring along; of other kinds there are none in the answer.
    func read(
        _ tenant: TenantID, after position: Int64, limit: Int, showing: Set<Attachment.Kind>
    ) throws(StoreError) -> LogPage

    /// Events waiting for another attempt that are due by `now`, longest overdue first, at most `limit` and no
    /// more than about 4 MiB of bodies (but at least one), none of those in `excluded`; and when the next one
    /// after these is due.
    func due(
        _ endpoint: EndpointKey, by now: Instant, limit: Int, excluding excluded: Set<Int64>,
        showing: Set<Attachment.Kind>
    ) throws(StoreError) -> DuePage

    /// One transaction for the outcomes of many attempts at many endpoints.
    func settle(_ settlements: [Settlement], completion: @escaping Completion<Void>)
}

/// An endpoint and how far it has come.
package struct LaneState: Sendable, Equatable {
    package let endpoint: WebhookEndpoint
    package let position: Int64
    /// How many events wait for another attempt.
    package let waiting: Int
    /// When the first of them is due.
    package let nextDue: Instant?
    /// Nothing is sent before this moment (`Retry-After`, 429).
    package let pausedUntil: Instant?

    package init(
        endpoint: WebhookEndpoint, position: Int64, waiting: Int, nextDue: Instant?, pausedUntil: Instant?
    ) {
        self.endpoint = endpoint
        self.position = position
        self.waiting = waiting
        self.nextDue = nextDue
        self.pausedUntil = pausedUntil
    }
}

/// An event as it stands in the log.
package struct LoggedEvent: Sendable, Equatable {
    /// Its `sequence`: strictly increasing in commit order over all tenants.
    package let position: Int64
    package let id: EventID
    package let type: EventType
    package let serial: SerialNumber?
    /// The exact bytes to sign and send, an attachment that was asked for in its place.
    package let body: [UInt8]

    package init(
        position: Int64, id: EventID, type: EventType, serial: SerialNumber?, body: [UInt8],
        attachment: Attachment? = nil
    ) {
        let body = attachment?.inserted(into: body) ?? body
        self.position = position
        self.id = id
        self.type = type
        self.serial = serial
        self.body = body
    }
}

/// A stretch of a tenant's log.
package struct LogPage: Sendable, Equatable {
    package let events: [LoggedEvent]
    /// Everything of this tenant up to here is in `events` (or was before the page).
    package let end: Int64

    package init(events: [LoggedEvent], end: Int64) {
        self.events = events
        self.end = end
    }
}

/// An event that failed before.
package struct WaitingEvent: Sendable, Equatable {
    package let event: LoggedEvent
    /// Attempts made so far.
    package let attempts: Int

    package init(event: LoggedEvent, attempts: Int) {
        self.event = event
        self.attempts = attempts
    }
}

/// Waiting events that are due.
package struct DuePage: Sendable, Equatable {
    package let events: [WaitingEvent]
    /// When the earliest waiting event that is not in `events` and not excluded is due.
    package let nextDue: Instant?

    package init(events: [WaitingEvent], nextDue: Instant?) {
        self.events = events
        self.nextDue = nextDue
    }
}

/// What an attempt (or several) did to one endpoint.
package struct Settlement: Sendable, Equatable {
    package let endpoint: EndpointKey
    /// The endpoint's new position, never smaller than its old one.
    package var position: Int64?
    /// Attempts that were made, for the record.
    package var attempts: [AttemptRecord] = []
    package var changes: [EventChange] = []
    /// Set to pause the endpoint.
    package var pausedUntil: Instant?
    /// Set to disable the endpoint, with why.
    package var disabledBecause: String?

    /// What becomes of one event at this endpoint.
    package enum EventChange: Sendable, Equatable {
        /// To be tried again at `nextAttempt`; replaces an earlier wait of the same event.
        case wait(position: Int64, attempts: Int, nextAttempt: Instant)
        /// Delivered after all: no longer waiting.
        case delivered(position: Int64)
        /// No attempt will be made any more.
        case dead(position: Int64, attempts: Int, error: String)
    }

    package init(endpoint: EndpointKey) { self.endpoint = endpoint }
}

/// One attempt, as it is kept for people to look at.
package struct AttemptRecord: Sendable, Equatable {
    package let position: Int64
    /// 1 for the first.
    package let number: Int
    package let at: Instant
    package let duration: Duration
    /// A word for how it ended: `delivered`, `http_500`, `timeout`, `connect_failed`, `tls_failed`, `dns_failed`,
    /// `blocked_address`, …
    package let outcome: String
    /// HTTP status, where there was an answer.
    package let status: Int?

    package init(
        position: Int64, number: Int, at: Instant, duration: Duration, outcome: String, status: Int?
    ) {
        self.position = position
        self.number = number
        self.at = at
        self.duration = duration
        self.outcome = outcome
        self.status = status
    }
}
