/// Takes what terminals report into the log.
package protocol EventIntake: Sendable {
    /// One transaction: the events that are new go into the log in order, the device is saved.
    ///
    /// `completion` is called after COMMIT, with how many were new; only then may the terminal hear `OK`.
    /// Fails with `.busy` at once when the queue is full.
    func accept(_ batch: EventBatch, completion: @escaping Completion<AcceptedEvents>)
}

/// What is to be kept together.
package struct EventBatch: Sendable {
    package var events: [EventDraft]
    /// The terminal as it is to be remembered; `nil` where nothing about it changed.
    package var device: Device?

    package init(events: [EventDraft], device: Device? = nil) {
        self.events = events
        self.device = device
    }

    package var isEmpty: Bool { events.isEmpty && device == nil }
}

/// What became of a batch.
package struct AcceptedEvents: Sendable, Equatable {
    /// Events that were not in the log before.
    package let new: Int
    /// Events whose ids the log already had.
    package let duplicates: Int

    package init(new: Int, duplicates: Int) {
        self.new = new
        self.duplicates = duplicates
    }
}
