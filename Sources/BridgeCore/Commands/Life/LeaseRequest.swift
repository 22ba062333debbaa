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
