/// Ends that come later than the terminal's receipt: by what it uploaded, or by the steps of an order.
extension CommandLife {
    /// A query whose answer is complete. The code of its receipt stays, if that has come.
    package static func answered(
        _ record: CommandRecord, by answer: QueryAnswer, at now: Instant
    ) -> CommandRecord {
        var ended = record
        ended.status = .completed
        ended.endedAt = now
        ended.returnCode = record.awaited == .uploads ? record.returnCode ?? 0 : nil
        ended.awaited = nil
        ended.result = answer.result
        return ended
    }

    /// A query that was answered by what it brought when its terminal says that it did it; `nil` where that is not so.
    package static func saidAtLast(_ record: CommandRecord, by receipt: CommandReceipt) -> CommandRecord? {
        guard record.status == .completed, record.returnCode == nil, receipt.isSuccess else { return nil }
        var noted = record
        noted.returnCode = receipt.returnCode
        return noted
    }

    /// A query that its terminal says it has done, and of whose uploads nothing is remembered.
    package static func answeredUnseen(_ record: CommandRecord, at now: Instant) -> CommandRecord {
        var ended = record
        ended.status = .completed
        ended.endedAt = now
        ended.returnCode = record.returnCode ?? 0
        ended.awaited = nil
        ended.result = ["complete": .null]
        return ended
    }

    /// What a query that looked up a write came to where it did not bring an answer.
    ///
    /// - Parameter query: In its end state.
    package static func verification(of command: Command, by query: CommandRecord) -> Verification {
        switch query.returnCode {
        // There is no such data, no such person: an answer as well.
        case -4, -10: command.verified(by: [])
        default:
            .refuted("it could not be looked up: \(query.reason ?? "the query \(query.status.rawValue)")")
        }
    }

    /// A step that its order no longer needs.
    package static func pointless(_ record: CommandRecord, at now: Instant) -> CommandRecord {
        var ended = record
        ended.status = .cancelled
        ended.endedAt = now
        ended.reason = "the first step, on which it builds, did not succeed"
        return ended
    }

    /// A command whose terminal has been released: never handed out it is cancelled, else nobody will hear how it
    /// ended.
    package static func released(_ record: CommandRecord, at now: Instant) -> CommandRecord {
        var ended = record
        ended.status = record.status == .queued && record.sentAt == nil ? .cancelled : .failed
        ended.reason =
            (ended.status == .cancelled ? "" : "no_answer: ") + "the terminal was released or transferred"
        ended.endedAt = now
        ended.awaited = nil
        return ended
    }

    /// A write that the terminal said it did and that was looked up there.
    ///
    /// - Parameters:
    ///   - source: What was looked at; `nil` where nothing could be.
    ///   - later: What the terminal has been told since that changes the same: what was found may be its doing.
    package static func verified(
        _ record: CommandRecord, as verification: Verification, by source: ProofSource? = nil,
        supersededBy later: CommandNumber? = nil, at now: Instant
    ) -> CommandRecord {
        var ended = record
        ended.endedAt = now
        ended.awaited = nil
        switch verification {
        case .confirmed:
            ended.status = .completed
            var result: JSONObject = if case .object(let told)? = record.result { told } else { [:] }
            result["verified_by"] = source.map { .string($0.rawValue) }
            ended.result = result.isEmpty ? nil : .object(result)
        case .refuted(let reason):
            ended.status = .failed
            ended.reason =
                "not_verified: the terminal said that it did it, but \(reason)"
                + (later.map { "; \($0), handed out since, changes the same" } ?? "")
        }
        return ended
    }

    /// A command that had been given up when its terminal said after all what became of it: the end stays, as it has
    /// been told, and the record says what came. `nil` where an answer is not late but strange.
    ///
    /// Of what came along nothing is kept: it may be about a time when the terminal was somebody else's.
    package static func belated(
        _ record: CommandRecord, by receipt: CommandReceipt, at now: Instant
    ) -> CommandRecord? {
        guard record.status.isFinal, record.sentAt != nil, record.returnCode == nil else { return nil }
        var noted = record
        noted.returnCode = receipt.returnCode
        let failure = receipt.meaning ?? enrolmentFailure(of: record, by: receipt)
        let outcome =
            failure ?? (receipt.isSuccess ? "had done it" : "failed with \(receipt.returnCode)")
        noted.reason =
            [record.reason, "at \(now.rfc3339) the terminal said: \(outcome)"].compactMap(\.self)
            .joined(separator: "; ")
        return noted
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
