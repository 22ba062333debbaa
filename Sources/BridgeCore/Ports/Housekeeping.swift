/// How long things are kept.
package struct RetentionRules: Sendable, Equatable {
    /// Events, and the commands that ended.
    package var events: Duration
    package var attempts: Duration
    /// How long an id counts as taken: longer than any terminal keeps what it might send again.
    package var dedupe: Duration
    package var rejects: Duration

    package init(events: Duration, attempts: Duration, dedupe: Duration, rejects: Duration) {
        self.events = events
        self.attempts = attempts
        self.dedupe = dedupe
        self.rejects = rejects
    }
}

/// Forgets what is old enough, a little at a time.
package protocol Housekeeping: Sendable {
    /// One short transaction: removes some of what `rules` no longer keep, but never an event that an enabled
    /// endpoint still has before it.
    ///
    /// - Returns: Whether there is more to remove; the caller goes on after a pause.
    func prune(_ rules: RetentionRules, at now: Instant) throws(StoreError) -> Bool

    /// Writes a mark and says whether it could be committed: whether a terminal's data could be taken just now.
    func probe(at now: Instant, completion: @escaping Completion<Void>)
}
