/// The log as people see it: what happened, what became of it at each endpoint, and once more, please.
package protocol EventLibrary: Sendable {
    /// The tenant's events after a sequence number, oldest first. Looks at a bounded stretch of the log: a page may
    /// be empty and still have a `next`.
    func events(_ query: EventQuery, of tenant: TenantID) throws(StoreError) -> EventsPage

    /// - Parameter showing: The attachments to bring along.
    func event(
        _ id: EventID, of tenant: TenantID, showing: Set<Attachment.Kind>
    ) throws(StoreError) -> EventReport?

    /// The attempts on record to deliver an event, at endpoints that are still there, oldest first; the last
    /// `AttemptReport.maximum` if there are more. `nil` where the tenant has no such event.
    func attempts(_ id: EventID, of tenant: TenantID) throws(StoreError) -> [AttemptReport]?

    /// An endpoint's dead letters after a sequence number, oldest first; fewer than `limit` only where there are no
    /// more. None where there is no such endpoint.
    func deadLetters(_ key: EndpointKey, after position: Int64, limit: Int) throws(StoreError) -> [DeadLetter]

    /// Has events delivered again; all or, where there are more than `ReplayOrder.maximumEvents`, none. Calls back
    /// with how many, after they are on disk; `nil` where the endpoint or event is not there.
    ///
    /// What an endpoint does not want it does not get this way either, and what it has still before it (after its
    /// position) comes anyway and is not counted. What waits already stays as it is; only an order for a single
    /// event brings its next attempt forward. A disabled endpoint gets its events when it is enabled. Large orders
    /// are written bit by bit: after a failure a part of one may stand, and giving it once more adds the rest.
    /// `note` is written, without its claim, with the first of them that changes something.
    func replay(
        _ order: ReplayOrder, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<ReplayAnswer?>)

    /// How much there is of what.
    func statistics(of tenant: TenantID) throws(StoreError) -> TenantStatistics
}

/// Which events of the log.
package struct EventQuery: Sendable, Equatable {
    package var after: Int64
    package var limit: Int
    /// Empty: all.
    package var patterns: [EventPattern]
    package var serial: SerialNumber?
    package var showing: Set<Attachment.Kind>

    package init(
        after: Int64 = 0, limit: Int = 50, patterns: [EventPattern] = [], serial: SerialNumber? = nil,
        showing: Set<Attachment.Kind> = []
    ) {
        self.after = after
        self.limit = limit
        self.patterns = patterns
        self.serial = serial
        self.showing = showing
    }
}

extension EventLibrary {
    /// Without attachments.
    package func event(_ id: EventID, of tenant: TenantID) throws(StoreError) -> EventReport? {
        try event(id, of: tenant, showing: [])
    }
}

/// A stretch of the log with what was asked for in it.
package struct EventsPage: Sendable, Equatable {
    package let events: [LoggedEvent]
    /// Where to go on; `nil`: the log ends here for now.
    package let next: Int64?
    /// Up to where the log was looked at, whether or not what is there was asked for: where the reader goes on
    /// once there is more. Where there was nothing to look at, where it began.
    package let last: Int64

    package init(events: [LoggedEvent], next: Int64?, last: Int64) {
        self.events = events
        self.next = next
        self.last = last
    }
}

/// An event and where it stands at each of its tenant's endpoints that wants it.
package struct EventReport: Sendable, Equatable {
    package let event: LoggedEvent
    package let deliveries: [Delivery]

    /// What became of an event at one endpoint.
    package struct Delivery: Sendable, Equatable {
        package let endpoint: EndpointID
        package let state: State
        /// Made so far, as far as they are on record.
        package let attempts: Int
        /// `nil` also where it is held back by an earlier event of its terminal.
        package let nextAttempt: Instant?

        package enum State: String, Sendable {
            /// Not its turn yet, or waiting for another attempt.
            case pending
            case delivered
            case dead
            /// Passed without an attempt on record: from before the endpoint was there, or attempts are forgotten.
            case unknown
        }

        package init(endpoint: EndpointID, state: State, attempts: Int, nextAttempt: Instant?) {
            self.endpoint = endpoint
            self.state = state
            self.attempts = attempts
            self.nextAttempt = nextAttempt
        }
    }

    package init(event: LoggedEvent, deliveries: [Delivery]) {
        self.event = event
        self.deliveries = deliveries
    }
}

/// An attempt and the endpoint it was made at.
package struct AttemptReport: Sendable, Equatable {
    package let endpoint: EndpointID
    package let attempt: AttemptRecord

    /// Attempts told of one event, at most.
    package static let maximum = 1000

    package init(endpoint: EndpointID, attempt: AttemptRecord) {
        self.endpoint = endpoint
        self.attempt = attempt
    }
}

/// An event whose attempts are exhausted.
package struct DeadLetter: Sendable, Equatable {
    package let event: LoggedEvent
    package let attempts: Int
    package let error: String
    package let diedAt: Instant?

    package init(event: LoggedEvent, attempts: Int, error: String, diedAt: Instant?) {
        self.event = event
        self.attempts = attempts
        self.error = error
        self.diedAt = diedAt
    }
}

/// What is to be delivered again.
package enum ReplayOrder: Sendable, Equatable {
    /// A stretch of the log to one endpoint, as far as it wants it.
    case range(EndpointKey, from: Start, until: Start?, only: Kind, patterns: [EventPattern])
    /// One event to one endpoint, or to all of the tenant's enabled endpoints that want it.
    case event(EventID, of: TenantID, to: EndpointID?)
    /// An endpoint's dead letters: these, or all.
    case deadLetters(EndpointKey, only: [EventID]?)

    package enum Start: Sendable, Equatable {
        /// The event of this sequence number, included.
        case sequence(Int64)
        /// Events accepted then or later (as `until`: earlier). Exact unless the bridge's clock was set back by
        /// more than a minute.
        case time(Instant)
    }

    package enum Kind: String, Sendable, CaseIterable {
        case all
        /// Dead letters, and events with attempts on record none of which succeeded.
        case failed
        /// Events without any attempt on record that do not wait either. Attempts are forgotten after a time:
        /// what was delivered before that counts as missing.
        case missing
    }

    /// Events of one order, at most.
    package static let maximumEvents = 1_000_000
}

package enum ReplayAnswer: Sendable, Equatable {
    /// So many events will be delivered again.
    case queued(Int)
    /// There are more than an order may have; nothing was done.
    case tooMany
}

/// How much a tenant has of what.
package struct TenantStatistics: Sendable, Equatable {
    /// Commands by status; those there are none of are missing. Each up to `countLimit`.
    package var commands: [CommandStatus: Int] = [:]
    package var endpoints = 0
    /// Events that wait for another attempt, once for each endpoint; up to `countLimit`.
    package var waiting = 0
    /// Dead letters; up to `countLimit`.
    package var dead = 0
    /// The sequence number of the newest event; 0 without any.
    package var lastSequence: Int64 = 0

    /// How far things are counted: this number means so many or more.
    package static let countLimit = 1_000_000

    package init() {}
}
