/// Ends that come later than the terminal's receipt: by what it uploaded, or by the steps of an order.
extension CommandLife {
    /// A query whose answer is complete. Its receipt has come before; its code stays.
    package static func answered(
        _ record: CommandRecord, by answer: QueryAnswer, at now: Instant
    ) -> CommandRecord {
        var ended = record
        ended.status = .completed
        ended.endedAt = now
        ended.returnCode = record.returnCode ?? 0
        ended.result = answer.result
        return ended
    }

    /// A write that the terminal said it did and that was looked up there.
    package static func verified(
        _ record: CommandRecord, as verification: Verification, at now: Instant
    ) -> CommandRecord {
        var ended = record
        ended.endedAt = now
        switch verification {
        case .confirmed: ended.status = .completed
        case .refuted(let reason):
            ended.status = .failed
            ended.reason = "the terminal said that it did it, but \(reason)"
        }
        return ended
    }

    /// An order whose steps have all ended.
    package static func ended(
        _ record: CommandRecord, with outcome: CommandOutcome, at now: Instant
    ) -> CommandRecord {
        var ended = record
        ended.status = outcome.status
        ended.endedAt = now
        ended.returnCode = outcome.returnCode
        ended.reason = outcome.reason
        ended.result = outcome.result
        return ended
    }
}
