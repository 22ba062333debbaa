/// A terminal's poll, as the queue needs it.
package struct LeaseRequest: Sendable {
    package let serial: SerialNumber
    package let now: Instant
    /// Commands in one answer, at most.
    package let maximumCommands: Int
    /// Bytes of the answer, at most; a single command may be longer.
    package let maximumBytes: Int
    /// How long the terminal has to answer them.
    package let answerWithin: Duration
    /// A command as its line on the wire, LF included.
    package let line: @Sendable (CommandNumber, Command) throws(CannotBeTold) -> [UInt8]

    package init(
        serial: SerialNumber, now: Instant, maximumCommands: Int, maximumBytes: Int,
        answerWithin: Duration = CommandLife.lease,
        line: @escaping @Sendable (CommandNumber, Command) throws(CannotBeTold) -> [UInt8]
    ) {
        self.serial = serial
        self.now = now
        self.maximumCommands = maximumCommands
        self.maximumBytes = maximumBytes
        self.answerWithin = answerWithin
        self.line = line
    }
}

/// Why a terminal is not handed a command it was thought to take when that was ordered: it has said more of itself
/// since. The command fails with it.
package struct CannotBeTold: Error, Sendable, Equatable {
    package let reason: String

    /// - Parameter why: Field and rule in words, never a value.
    package init(_ why: String) { reason = "this terminal cannot be told to do it: \(why)" }
}

/// What a terminal is handed.
package struct CommandHandout: Sendable {
    /// The lines, empty where there is nothing.
    package let text: [UInt8]
    /// Those commands among them whose answers come as uploads.
    package let queries: [OpenQuery]

    package init(text: [UInt8], queries: [OpenQuery]) {
        self.text = text
        self.queries = queries
    }
}
