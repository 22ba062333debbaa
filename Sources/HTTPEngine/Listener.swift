import CMicroHTTPD
import Synchronization

/// What the library calls: one listener's connections, limits and responder.
///
/// Everything here but `stop`'s part runs on the listener's own thread.
// Safe because all is constant, atomic or behind a lock.
final class Listener: @unchecked Sendable {
    let timeouts: Timeouts
    let connections = ConnectionTable()
    let lingering: LingeringClose
    /// Rung when a listener that stops has no request left.
    let lastRequestEnded: Bell
    let maxBody: Int
    private let responder: any HTTPResponder
    private let underWay = Atomic(0)
    private let stopping = Atomic(false)

    init(limits: HTTPLimits, responder: any HTTPResponder) throws(HTTPServerError) {
        self.responder = responder
        maxBody = limits.maxBody
        timeouts = Timeouts(limits)
        lastRequestEnded = try Bell()
        // As for a body in chunks.
        lingering = try LingeringClose(
            time: timeouts.linger, budget: RequestInArrival.worthReading(limit: maxBody))
    }

    func refusal(for fault: HTTPFault) -> PreparedReply {
        var reply = words(for: fault)
        reply.closesConnection = true
        return PreparedReply(reply)
    }

    func words(for fault: HTTPFault) -> HTTPReply { responder.reply(to: fault) }

    /// What a client is told whose request is refused before its end.
    func refuse(_ connection: Connection, for fault: HTTPFault) -> PreparedReply {
        // Whatever the head says of a body: what is malformed may be followed by anything.
        connection.isRefusedEarly = true
        connection.expect(within: timeouts.body)
        return refusal(for: fault)
    }

    // MARK: Stopping, from any thread

    /// From now on a connection closes when its request is over.
    func beginToStop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        connections.cutIdle()
    }

    var hasRequests: Bool { underWay.load(ordering: .sequentiallyConsistent) > 0 }

    // MARK: The life of a request, on the listener's thread

    /// The head is in.
    func begin(_ connection: Connection, handle: OpaquePointer, head: RequestHead) -> MHD_Result {
        underWay.add(1, ordering: .sequentiallyConsistent)
        connection.begin()
        let inspection = HeadInspection(of: handle, method: head.method, version: head.version)
        if let fault = Self.fault(of: connection.escapes, head) ?? inspection.fault(maxBody: maxBody) {
            return queue(refuse(connection, for: fault), on: connection, handle)
        }
        let request = HTTPRequest(
            method: String(cString: head.method), path: String(cString: head.path),
            hasEncodedSlash: connection.escapes.hasSlash, connection: handle)
        if let reply = responder.refusal(of: request) {
            connection.isRefusedEarly = inspection.hasBody
            return queue(PreparedReply(reply), on: connection, handle)
        }
        connection.request = RequestInArrival(
            request: request, announced: inspection.contentLength, limit: maxBody)
        if inspection.hasBody {
            connection.expect(within: timeouts.body)
            connection.awaitMore()
        }
        return .YES
    }

    /// A piece of the body is in.
    func receive(_ bytes: UnsafeRawBufferPointer, on connection: Connection) -> MHD_Result {
        connection.request?.append(bytes)
        guard let arrival = connection.request, !arrival.isHopeless else { return .NO }
        if arrival.isIncomplete { connection.awaitMore() }
        return .YES
    }

    /// The request is complete, or its connection resumed.
    func proceed(_ connection: Connection, handle: OpaquePointer) -> MHD_Result {
        while true {
            switch connection.advance() {
            case .respond(let number):
                respond(on: connection, number: number)
            case .suspend:
                return .YES
            case .queue(let reply):
                return queue(reply, on: connection, handle)
            case .drop:
                return .NO
            }
        }
    }

    /// The reply is out, or the request came to nothing.
    func complete(_ connection: Connection) {
        connection.finish()
        connection.expect(within: timeouts.nextHead)
        let left = underWay.subtract(1, ordering: .sequentiallyConsistent).newValue
        if stopping.load(ordering: .sequentiallyConsistent) {
            // After our end of the stream, the kernel answers what still comes by a reset.
            if !connection.isRefusedEarly { connection.stopReading() }
            if left == 0 { lastRequestEnded.ring() }
        }
    }

    /// The connection is over; the library closes its descriptor next.
    func end(_ connection: Connection) {
        connections.remove(connection)
        connection.leave(to: lingering)
    }

    private static func fault(of escapes: PathEscapes, _ head: RequestHead) -> HTTPFault? {
        if escapes.isCutShort(before: head.version) {
            return .malformed("the first line must not hold a NUL, nor more than one space in a place")
        }
        return escapes.hasNUL ? .malformed("the path must not hold %00") : nil
    }

    private func respond(on connection: Connection, number: UInt64) {
        guard let arrival = connection.request else { return }
        connection.request = nil
        connection.expectNothing()
        if arrival.isTooLarge {
            connection.answer(refusal(for: .bodyTooLarge(limit: maxBody)), to: number)
        } else {
            responder.respond(
                to: arrival.request, answer: HTTPAnswer(connection: connection, number: number))
        }
    }

    private func queue(
        _ reply: PreparedReply, on connection: Connection, _ handle: OpaquePointer
    ) -> MHD_Result {
        connection.expect(within: timeouts.body)
        return reply.queue(on: handle) ? .YES : .NO
    }
}
