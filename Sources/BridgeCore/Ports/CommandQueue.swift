/// Keeps commands from order to outcome. Every call that writes is one transaction, and a command's end and its
/// event are in the same one. What a person ordered is noted in the same transaction too.
package protocol CommandQueue: Sendable {
    /// `queued`: each order gets a number, in order. One of several steps is a command without a text of its own:
    /// its steps are commands with numbers after it, which make no events and are in no list; the first goes out
    /// alone, the others once it is completed, and by `CommandLife.outcome` they decide how the order ends.
    func enqueue(
        _ orders: [CommandOrder], at now: Instant, noting note: ChangeNote?,
        completion: @escaping Completion<[CommandRecord]>)

    /// Whether `lease` could find anything for this terminal. Costs no disk; may say yes in vain, never no.
    func mayHaveWork(for serial: SerialNumber) -> Bool

    /// `queued → sent`: the next commands for a terminal, written as the answer to its poll.
    func lease(_ request: LeaseRequest, completion: @escaping Completion<CommandHandout>)

    /// `sent → completed | failed`. Calls back with the receipts no command of this terminal was waiting for; one
    /// that says again how a command ended is none of them.
    ///
    /// A write with `verify` that succeeded stays `sent` until a query has looked it up: one that is queued by this.
    ///
    /// - Parameter awaited: Queries that stay `sent` until `conclude` brings their uploads; the others end here.
    func settle(
        _ receipts: [CommandReceipt], from serial: SerialNumber, awaiting awaited: Set<CommandNumber>,
        at now: Instant, completion: @escaping Completion<[CommandReceipt]>)

    /// `sent → completed`: queries by what terminals uploaded for them, and what these looked up. Those that do not
    /// wait for uploads are passed over.
    func conclude(_ answers: [AnsweredQuery], at now: Instant, completion: @escaping Completion<Void>)

    /// `queued → cancelled`. Calls back with the command as it is now, whether or not that worked; `nil` where
    /// the tenant has none of this number. Of an order under way the steps still queued are cancelled.
    func cancel(
        _ number: CommandNumber, of tenant: TenantID, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<CommandRecord?>)

    /// Moves on what time has overtaken: `queued → expired`, and `sent` without an answer by `CommandLife`.
    func expire(at now: Instant, completion: @escaping Completion<Int>)

    func command(_ number: CommandNumber, of tenant: TenantID) throws(StoreError) -> CommandRecord?

    /// Newest first, before `before` if given, without the steps of orders.
    func commands(
        of tenant: TenantID, serial: SerialNumber?, status: CommandStatus?, before: CommandNumber?, limit: Int
    ) throws(StoreError) -> [CommandRecord]
}

extension CommandQueue {
    /// Settles receipts where nobody knows of uploads.
    package func settle(
        _ receipts: [CommandReceipt], from serial: SerialNumber, at now: Instant,
        completion: @escaping Completion<[CommandReceipt]>
    ) {
        settle(receipts, from: serial, awaiting: [], at: now, completion: completion)
    }

    /// Concludes queries; what cannot be kept now is remembered for the next time.
    package func conclude(_ answers: [AnsweredQuery], of queries: OpenQueries, at now: Instant) {
        guard !answers.isEmpty else { return }
        conclude(answers, at: now) { result in
            if case .failure = result { queries.takeBack(answers, at: now) }
        }
    }
}
