import BridgeCore

/// What a receiver answered, as far as it matters.
package struct ReceiverAnswer: Sendable, Equatable {
    package let status: Int
    /// The header `Retry-After`, as it came.
    package let retryAfter: String?
    /// `webhook-delivery: disable`: it wants nothing more.
    package let asksToDisable: Bool
    /// `webhook-delivery: abort-message`: it does not want this again.
    package let asksToAbort: Bool
    /// The beginning of the body, `AttemptRecord.maximumAnswer` bytes at most.
    package let body: [UInt8]

    /// - Parameter wish: The header `webhook-delivery`, as it came; words nobody knows are passed over.
    package init(status: Int, retryAfter: String? = nil, wish: String? = nil, body: [UInt8] = []) {
        let words = (wish ?? "").lowercased().split { $0 == "," || $0 == " " }
        self.status = status
        self.retryAfter = retryAfter
        asksToDisable = words.contains("disable")
        asksToAbort = words.contains("abort-message")
        let isLong = body.count > AttemptRecord.maximumAnswer
        self.body = isLong ? Array(body.prefix(AttemptRecord.maximumAnswer)) : body
    }

    /// Whether the receiver has taken what it was sent.
    package var isSuccess: Bool { 200...299 ~= status }
}
