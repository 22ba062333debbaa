/// The rules of a command's life, free of store and clock.
package enum CommandLife {
    /// How long a terminal may take to answer before the command counts as unanswered, unless the operator says
    /// otherwise. Terminals answer about a second after delivery (protocol section 6.4); long uploads in between take
    /// minutes.
    package static let lease = Duration.seconds(300)
    /// How long a terminal has to fetch the query that looks up what it did.
    package static let verificationTime = Duration.seconds(900)
    /// Of that query: before all that people may order, as steps behind the write wait for it.
    package static let verificationPriority = 101
    /// How often a harmless command is handed out before we give up.
    package static let maximumDeliveries = 3

    /// Whether a terminal was told the same before: it did not hear our answer and says it once more.
    package static func isRepeated(_ receipt: CommandReceipt, of record: CommandRecord) -> Bool {
        record.status != .queued && record.returnCode == receipt.returnCode
    }

    /// The state a terminal's answer puts a command into.
    package static func settled(
        _ record: CommandRecord, by receipt: CommandReceipt, at now: Instant
    ) -> CommandRecord {
        var ended = record
        // An answer need not say what it answers to, so the receipt may not know that its code is an enrolment's.
        let enrolmentFailure = enrolmentFailure(of: record, by: receipt)
        ended.status = receipt.isSuccess && enrolmentFailure == nil ? .completed : .failed
        ended.endedAt = now
        ended.returnCode = receipt.returnCode
        ended.reason = receipt.meaning ?? enrolmentFailure
        ended.result = receipt.result
        return ended
    }

    /// Why nobody was enrolled, where that was to be done and the receipt says that it was not.
    static func enrolmentFailure(of record: CommandRecord, by receipt: CommandReceipt) -> String? {
        guard record.type.isEnrolment, receipt.returnCode > 0 else { return nil }
        return EnrolmentCode.meaning(receipt.returnCode, isCard: record.type == .enrollCard)
    }

    /// What becomes of a sent command whose lease ran out.
    ///
    /// - Parameter isSuperseded: Whether the terminal has since been handed a later command that changes the same:
    ///   this one, handed out again, would undo it.
    package static func unanswered(
        _ record: CommandRecord, deliveries: Int, isSuperseded: Bool = false, at now: Instant
    ) -> CommandRecord {
        var next = record
        if record.type.isRepeatable, !isSuperseded, now < record.expiresAt, deliveries < maximumDeliveries {
            next.status = .queued
        } else {
            next.status = .failed
            next.reason = "no_answer"
            next.endedAt = now
        }
        return next
    }

    /// A queued command that no poll fetched in time.
    package static func expired(_ record: CommandRecord, at now: Instant) -> CommandRecord {
        var ended = record
        ended.status = .expired
        ended.reason =
            record.sentAt == nil
            ? "the terminal did not fetch it before it expired"
            : "the terminal fetched it and did not answer before it expired"
        ended.endedAt = now
        return ended
    }
}
