/// A request whose head is in and whose body is on its way.
struct RequestInArrival {
    /// What may be reserved on a client's word alone.
    private static let trustedReservation = 1 << 20

    private(set) var request: HTTPRequest
    /// Set: the request is refused already and its body only read away, since a client that is still sending when
    /// the connection closes loses the reply to the reset that follows.
    let refusal: PreparedReply?
    private var received = 0
    private let announced: Int
    private let limit: Int

    /// - Parameter announced: the `Content-Length`, 0 where there is none.
    init(request: HTTPRequest, announced: Int, limit: Int, refusal: PreparedReply? = nil) {
        self.request = request
        self.announced = announced
        self.limit = limit
        self.refusal = refusal
        if announced > 0, refusal == nil { self.request.body.reserveCapacity(min(announced, Self.trustedReservation)) }
    }

    /// More of the body is to come, as far as one can tell: chunks do not say which is the last but one.
    var isIncomplete: Bool { announced == 0 || received < announced }

    /// The body has outgrown the limit, and what came is no longer kept.
    var isTooLarge: Bool { received > limit }

    /// The client goes on long after the limit: not worth reading to the end.
    var isHopeless: Bool { Self.isHopeless(received, limit: limit) }

    static func isHopeless(_ bytes: Int, limit: Int) -> Bool { bytes / 4 > limit }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        received += bytes.count
        if isTooLarge {
            request.body = []
        } else if refusal == nil {
            request.body.append(contentsOf: bytes)
        }
    }
}
