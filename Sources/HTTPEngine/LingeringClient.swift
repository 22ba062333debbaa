import Glibc

/// A client that has its reply and may still be sending, on a descriptor that is ours alone.
struct LingeringClient {
    /// More than a socket holds by default; bounds how long one client keeps the others waiting.
    private static let mouthful = 1 << 20

    let descriptor: Int32
    /// When the client is cut, however much it is sending, in `MonotonicClock`'s milliseconds.
    let deadline: Int64
    /// The bytes it may still send.
    private var budget: Int

    init(descriptor: Int32, deadline: Int64, budget: Int) {
        self.descriptor = descriptor
        self.deadline = deadline
        self.budget = budget
    }

    /// Drops what has come; false = the client has closed or used up its budget.
    mutating func drop() -> Bool {
        // With MSG_TRUNC, TCP drops the bytes in the kernel (tcp(7)).
        let count = recv(
            descriptor, nil, min(budget, Self.mouthful),
            Int32(MSG_TRUNC) | Int32(MSG_DONTWAIT))
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        budget -= count
        return budget > 0
    }

    func close() {
        // Nothing of ours is left to be sent, so nothing could be done about a failure.
        _ = Glibc.close(descriptor)
    }
}
