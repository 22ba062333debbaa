/// A line we could not understand. It is kept and shown, never dropped, and the terminal is not told.
package struct RejectedLine: Sendable, Equatable {
    /// The table the terminal named, e.g. `ATTLOG`; empty where it named none.
    package var table: String
    /// The line's bytes without its line end, secrets and biometrics already taken out.
    package var line: [UInt8]
    /// Why, in words a support person understands.
    package var reason: String
    /// What tells this line from another that looks the same because parts of both are withheld: the line with
    /// those parts, but still without secrets. Never shown. `nil` where `line` is all there is.
    package var identity: [UInt8]?

    package init(table: String, line: [UInt8], reason: String, identity: [UInt8]? = nil) {
        self.table = table
        self.line = line
        self.reason = reason
        self.identity = identity
    }
}
