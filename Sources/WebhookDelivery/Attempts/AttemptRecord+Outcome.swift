package import BridgeCore

extension AttemptRecord {
    /// The record of an attempt for one of the events it carried.
    ///
    /// - Parameter number: The event's own count of attempts, this one included.
    ///
    /// Of a batch only the first event's record has the answer's body: a thousand copies of it tell no more.
    package init(
        of event: LoggedEvent, number: Int, in attempt: Attempt, _ outcome: AttemptOutcome, duration: Duration
    ) {
        let batch: Int64?
        switch attempt.load {
        case .event, .handshake: batch = nil
        case .batch(let events): batch = events.first?.position
        }
        let hasAnswer = batch == nil || batch == event.position
        self.init(
            position: event.position, number: number, at: attempt.startedAt, duration: duration,
            outcome: outcome.word, status: outcome.status, address: outcome.address, hint: outcome.hint,
            answer: hasAnswer ? outcome.answer?.body ?? [] : [], batch: batch)
    }
}
