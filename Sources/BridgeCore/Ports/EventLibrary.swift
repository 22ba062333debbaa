/// The log as people see it: what happened, what became of it at each endpoint, and once more, please.
package protocol EventLibrary: Sendable {
    /// The tenant's events after a sequence number, oldest first. Looks at a bounded stretch of the log: a page may
    /// be empty and still have a `next`.
    func events(_ query: EventQuery, of tenant: TenantID) throws(StoreError) -> EventsPage

    func event(_ id: EventID, of tenant: TenantID) throws(StoreError) -> EventReport?

    /// Every attempt on record to deliver an event, oldest first; `nil` where the tenant has no such event.
    func attempts(_ id: EventID, of tenant: TenantID) throws(StoreError) -> [AttemptReport]?

    /// An endpoint's dead letters after a sequence number, oldest first.
    func deadLetters(_ key: EndpointKey, after position: Int64, limit: Int) throws(StoreError) -> [DeadLetter]

    /// Has events delivered again; all or, where there are more than `ReplayOrder.maximumEvents`, none. Calls back
    /// with how many, after they are on disk; `nil` where the endpoint or event is not there.
    func replay(_ order: ReplayOrder, at now: Instant, completion: @escaping Completion<ReplayAnswer?>)

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

/// A stretch of the log with what was asked for in it.
package struct EventsPage: Sendable, Equatable {
    package let events: [LoggedEvent]
    /// Where to go on; `nil`: the log ends here for now.
    package let next: Int64?

    package init(events: [LoggedEvent], next: Int64?) {
        self.events = events
        self.next = next
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
        package let attempts: Int
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
        /// Events accepted then or later (as `until`: earlier).
        case time(Instant)
    }

    package enum Kind: String, Sendable, CaseIterable {
        case all
        /// Dead letters, and events with attempts on record none of which succeeded.
        case failed
        /// Events without any attempt on record that do not wait either.
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
    /// Commands by status.
    package var commands: [CommandStatus: Int] = [:]
    package var endpoints = 0
    package var waiting = 0
    package var dead = 0
    /// The sequence number of the newest event; 0 without any.
    package var lastSequence: Int64 = 0

    package init() {}
}
