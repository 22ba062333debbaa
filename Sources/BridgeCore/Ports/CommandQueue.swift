/// Keeps commands from order to outcome. Every call that writes is one transaction, and a command's end and its
/// event are in the same one. What a person ordered is noted in the same transaction too.
package protocol CommandQueue: Sendable {
    /// `queued`: each order gets a number, in order.
    func enqueue(
        _ orders: [CommandOrder], at now: Instant, noting note: ChangeNote?,
        completion: @escaping Completion<[CommandRecord]>)

    /// Whether `lease` could find anything for this terminal. Costs no disk; may say yes in vain, never no.
    func mayHaveWork(for serial: SerialNumber) -> Bool

    /// `queued → sent`: the next commands for a terminal, written as the answer to its poll.
    func lease(_ request: LeaseRequest, completion: @escaping Completion<[UInt8]>)

    /// `sent → completed | failed`. Calls back with the receipts no command of this terminal was waiting for.
    func settle(
        _ receipts: [CommandReceipt], from serial: SerialNumber, at now: Instant,
        completion: @escaping Completion<[CommandReceipt]>)

    /// `queued → cancelled`. Calls back with the command as it is now, whether or not that worked; `nil` where
    /// the tenant has none of this number.
    func cancel(
        _ number: CommandNumber, of tenant: TenantID, at now: Instant, noting note: ChangeNote,
        completion: @escaping Completion<CommandRecord?>)

    /// Moves on what time has overtaken: `queued → expired`, and `sent` without an answer by `CommandLife`.
    func expire(at now: Instant, completion: @escaping Completion<Int>)

    func command(_ number: CommandNumber, of tenant: TenantID) throws(StoreError) -> CommandRecord?

    /// Newest first, before `before` if given.
    func commands(
        of tenant: TenantID, serial: SerialNumber?, status: CommandStatus?, before: CommandNumber?, limit: Int
    ) throws(StoreError) -> [CommandRecord]
}

/// A terminal's poll, as the queue needs it.
package struct LeaseRequest: Sendable {
    package let serial: SerialNumber
    package let now: Instant
    /// Commands in one answer, at most.
    package let maximumCommands: Int
    /// Bytes of the answer, at most; a single command may be longer.
    package let maximumBytes: Int
    /// A command as its line on the wire, LF included; empty where the terminal has come to say that it cannot do
    /// it, so that it fails.
    package let line: @Sendable (CommandNumber, Command) -> [UInt8]

    package init(
        serial: SerialNumber, now: Instant, maximumCommands: Int, maximumBytes: Int,
        line: @escaping @Sendable (CommandNumber, Command) -> [UInt8]
    ) {
        self.serial = serial
        self.now = now
        self.maximumCommands = maximumCommands
        self.maximumBytes = maximumBytes
        self.line = line
    }
}
