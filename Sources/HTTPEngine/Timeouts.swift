/// A listener's limits of time, in the units its parts count in.
struct Timeouts {
    /// Milliseconds from the start of a connection to the end of its first head.
    let firstHead: Int64
    /// Milliseconds from the end of one request to the end of the next one's head.
    let nextHead: Int64
    /// Milliseconds from the end of a head to the end of its body, and for the client to take the reply.
    let body: Int64
    /// Milliseconds from the end of a connection whose client may still be sending to its being closed.
    let linger: Int64
    /// What the library counts itself, from the last byte in either direction.
    let inactivitySeconds: UInt32
    /// Milliseconds between two looks for clients that are late: a second, or less where a limit is short.
    let sweepInterval: Int64

    init(_ limits: HTTPLimits) {
        let idle = Self.milliseconds(limits.idleTimeout)
        firstHead = Self.milliseconds(limits.headerTimeout)
        nextHead = firstHead + idle
        body = Self.milliseconds(limits.bodyTimeout)
        linger = Self.milliseconds(limits.lingerTimeout)
        inactivitySeconds = UInt32(clamping: max(1, (idle + 999) / 1000))
        sweepInterval = min(1000, max(10, min(firstHead, body) / 4))
    }

    static func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        // A year is as good as for ever, and nothing overflows.
        guard seconds < 31_536_000 else { return 31_536_000_000 }
        return max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
