/// How long things are kept.
package struct RetentionRules: Sendable, Equatable {
    /// Events, and the commands that ended.
    package var events: Duration
    package var attempts: Duration
    /// How long an id counts as taken: longer than any terminal keeps what it might send again.
    package var dedupe: Duration
    package var rejects: Duration
    /// What is older is let go even where an enabled endpoint has not had it, and the tenant is told
    /// (`endpoint.backlog_dropped`); `nil`: it is kept until it is delivered. An endpoint's own age goes first.
    package var backlog: Duration?

    package init(
        events: Duration, attempts: Duration, dedupe: Duration, rejects: Duration, backlog: Duration? = nil
    ) {
        self.events = events
        self.attempts = attempts
        self.dedupe = dedupe
        self.rejects = rejects
        self.backlog = backlog
    }
}

/// Forgets what is old enough, a little at a time.
package protocol Housekeeping: Sendable {
    /// One short transaction: removes some of what `rules` no longer keep, but never an event that an enabled
    /// endpoint still has before it, unless the endpoint's backlog is older than allowed; then it is told.
    ///
    /// - Returns: Whether there is more to remove; the caller goes on after a pause.
    func prune(_ rules: RetentionRules, at now: Instant) throws(StoreError) -> Bool

    /// Writes a mark and says whether it could be committed: whether a terminal's data could be taken just now.
    func probe(at now: Instant, completion: @escaping Completion<Void>)
}
