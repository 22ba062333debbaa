/// A request whose head is in and whose body is on its way.
struct RequestInArrival {
    /// What may be reserved on a client's word alone.
    private static let trustedReservation = 1 << 20

    private(set) var request: HTTPRequest
    private var received = 0
    private let announced: Int
    private let limit: Int

    /// - Parameter announced: the `Content-Length`, 0 where there is none.
    init(request: HTTPRequest, announced: Int, limit: Int) {
        self.request = request
        self.announced = announced
        self.limit = limit
        if announced > 0 { self.request.body.reserveCapacity(min(announced, Self.trustedReservation)) }
    }

    /// More of the body is to come, as far as one can tell: chunks do not say which is the last but one.
    var isIncomplete: Bool { announced == 0 || received < announced }

    /// The body has outgrown the limit, and what came is no longer kept.
    var isTooLarge: Bool { received > limit }

    /// The client goes on long after the limit: not worth reading to the end.
    var isHopeless: Bool { received > Self.worthReading(limit: limit) }

    /// The bytes a client may send before its connection is cut: common clients send the whole body before they
    /// look for a reply, so a body that is some megabytes too large is read and dropped.
    static func worthReading(limit: Int) -> Int {
        // Only so that nothing overflows.
        let most = min(limit, 1 << 40)
        return max(most * 4, most + (16 << 20))
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        received += bytes.count
        if isTooLarge {
            request.body = []
        } else {
            request.body.append(contentsOf: bytes)
        }
    }
}
