/// The log as delivery sees it: positions to read from, exceptions to come back to, outcomes to settle.
///
/// An endpoint is a position in its tenant's log and a bounded set of exceptions. Every event at or before the
/// position is delivered, not wanted, waiting for its next attempt, or dead.
package protocol Outbox: Sendable {
    /// Every enabled endpoint and where it stands.
    func lanes() throws(StoreError) -> [LaneState]

    /// One endpoint and where it stands; `nil` where it is disabled or gone.
    func lane(_ endpoint: EndpointKey) throws(StoreError) -> LaneState?

    /// The next events of a tenant's log, oldest first: at most `limit`, and no more than about 4 MiB of bodies
    /// (but at least one).
    ///
    /// - Parameter showing: The attachments to bring along; of other kinds there are none in the answer.
    func read(
        _ tenant: TenantID, after position: Int64, limit: Int, showing: Set<Attachment.Kind>
    ) throws(StoreError) -> LogPage

    /// Events waiting for another attempt that are due by `now`, longest overdue first, at most `limit` and no
    /// more than about 4 MiB of bodies (but at least one), none of those in `excluded`; and when the next one
    /// after these is due. Events of one batch come all together, whatever the limits.
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
    package let health: EndpointHealth
    /// Where `ordering` is by device: terminals with waiting events, and how many. Empty otherwise.
    package let blocked: [SerialNumber: Int]
    /// Whether the receiver has agreed to webhooks, where the endpoint asks it to.
    package let hasShakenHands: Bool

    package init(
        endpoint: WebhookEndpoint, position: Int64, waiting: Int, nextDue: Instant?, pausedUntil: Instant?,
        health: EndpointHealth = EndpointHealth(), blocked: [SerialNumber: Int] = [:],
        hasShakenHands: Bool = false
    ) {
        self.endpoint = endpoint
        self.position = position
        self.waiting = waiting
        self.nextDue = nextDue
        self.pausedUntil = pausedUntil
        self.health = health
        self.blocked = blocked
        self.hasShakenHands = hasShakenHands
    }
}

/// An event as it stands in the log.
package struct LoggedEvent: Sendable, Equatable {
    /// Its `sequence`: strictly increasing in commit order over all tenants.
    package let position: Int64
    package let id: EventID
    package let type: EventType
    package let serial: SerialNumber?
    /// The endpoint it is about, if any: that one does not get it.
    package let about: EndpointID?
    /// The exact bytes to sign and send, an attachment that was asked for in its place.
    package let body: [UInt8]

    package init(
        position: Int64, id: EventID, type: EventType, serial: SerialNumber?, about: EndpointID? = nil,
        body: [UInt8], attachment: Attachment? = nil
    ) {
        let body = attachment?.inserted(into: body) ?? body
        self.position = position
        self.id = id
        self.type = type
        self.serial = serial
        self.about = about
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

/// An event that failed before, or that somebody wants delivered again.
package struct WaitingEvent: Sendable, Equatable {
    package let event: LoggedEvent
    /// Attempts made so far; 0 for an event that is to be delivered again because somebody asked for it.
    package let attempts: Int
    /// Events with the same number failed together as one batch and go together again.
    package let batch: Int64?
    /// Whether it is counted in `LaneState.blocked`: later events of its terminal wait for it.
    package let holdsBack: Bool

    package init(event: LoggedEvent, attempts: Int, batch: Int64? = nil, holdsBack: Bool = false) {
        self.event = event
        self.attempts = attempts
        self.batch = batch
        self.holdsBack = holdsBack
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
    /// Set when it changed.
    package var health: EndpointHealth?
    /// News about the endpoint: events of the same transaction.
    package var notices: [EndpointNotice] = []
    /// Whether the receiver has just agreed to webhooks.
    package var hasShakenHands = false
    /// Whether everything that waits (but for what is parked) is due now: the endpoint is back after long.
    package var bringsForward = false
    /// When this happened: the notices' `timestamp`.
    package var at: Instant?

    /// What becomes of one event at this endpoint.
    package enum EventChange: Sendable, Equatable {
        /// To be tried again at `nextAttempt`; replaces an earlier wait of the same event.
        ///
        /// `batch`: the position of the first event of the batch it failed in. `serial`: the terminal it holds
        /// back, where the endpoint's `ordering` is by device.
        case wait(
            position: Int64, attempts: Int, nextAttempt: Instant, batch: Int64? = nil,
            serial: SerialNumber? = nil)
        /// Held back because an earlier event of the same terminal waits: not due before `release`.
        case park(position: Int64, serial: SerialNumber)
        /// The first event of this terminal that waits is due now.
        case release(serial: SerialNumber)
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
    /// The address the request went to, where a tenant may know it.
    package let address: String?
    /// What to make of the outcome, in a sentence for people.
    package let hint: String?
    /// The beginning of the answer's body, `maximumAnswer` bytes at most.
    package let answer: [UInt8]
    /// The position of the first event of the batch it went with.
    package let batch: Int64?

    package static let maximumAnswer = 2048

    package init(
        position: Int64, number: Int, at: Instant, duration: Duration, outcome: String, status: Int?,
        address: String? = nil, hint: String? = nil, answer: [UInt8] = [], batch: Int64? = nil
    ) {
        self.position = position
        self.number = number
        self.at = at
        self.duration = duration
        self.outcome = outcome
        self.status = status
        self.address = address
        self.hint = hint
        self.answer = answer
        self.batch = batch
    }
}
