import HTTPEngine
import Synchronization

/// A webhook endpoint that notes which event's head came when, and answers 200.
final class CountingReceiver: HTTPResponder {
    private let state = Mutex(State())
    private let done = PreparedReply(.text(200, "ok"))

    private struct State {
        var arrivals: [Arrival] = []
        /// Only webhooks with these ids are noted; `nil`: all.
        var wanted: Set<String>?
        var events = 0
    }

    struct Arrival {
        let id: String
        /// Nanoseconds of `Stopwatch`.
        let at: Int64
    }

    /// Runs a receiver on a free port, for as long as `body` takes.
    static func with<Value>(
        tls: TLSIdentity? = nil, _ body: (CountingReceiver, UInt16) throws -> Value
    ) throws -> Value {
        let receiver = CountingReceiver()
        let limits = HTTPLimits(maxConnectionsPerAddress: 0)
        let server = try HTTPServer(
            address: "127.0.0.1", port: 0, tls: tls, limits: limits, responder: receiver)
        defer { server.stop(grace: .seconds(1)) }
        return try body(receiver, server.port)
    }

    var count: Int { state.withLock { $0.arrivals.count } }

    /// Events that came, however many to a request.
    var events: Int { state.withLock { $0.events } }

    /// Notes no other webhooks from now on: tenants hear of more than was measured.
    func want(_ ids: some Sequence<String>) { state.withLock { $0.wanted = Set(ids) } }

    /// What has come until now; forgets it.
    func takeArrivals() -> [Arrival] {
        state.withLock { state in
            defer { state.arrivals = [] }
            return state.arrivals
        }
    }

    /// Waits until `expected` have come and nothing more comes, at most so long without any news.
    func wait(for expected: Int, patience: Duration) throws {
        var (seen, changedAt) = (-1, Stopwatch.now)
        while true {
            try Interruption.check()
            let (count, now) = (self.count, Stopwatch.now)
            if count >= expected { break }
            if count != seen { (seen, changedAt) = (count, now) }
            guard now - changedAt < patience.nanoseconds else { break }
            Stopwatch.sleep(.milliseconds(5))
        }
    }

    /// Waits until nothing more comes for a while, and returns what has come: what a first contact caused.
    func takeGreetings() throws -> [Arrival] {
        try wait(for: .max, patience: .milliseconds(500))
        return takeArrivals()
    }

    func refusal(of request: HTTPRequest) -> HTTPReply? {
        let now = Stopwatch.now
        let id = request.header("webhook-id") ?? ""
        state.withLock { state in
            guard state.wanted?.contains(id) ?? true else { return }
            state.arrivals.append(Arrival(id: id, at: now))
        }
        return nil
    }

    func respond(to request: HTTPRequest, answer: HTTPAnswer) {
        let events = Self.countEvents(in: request.body)
        state.withLock { $0.events += events }
        answer.send(done)
    }

    /// Every event's body begins with its id.
    private static func countEvents(in body: [UInt8]) -> Int {
        guard body.starts(with: batchStart) else { return 1 }
        var (count, matched) = (0, 0)
        for byte in body {
            matched = byte == eventStart[matched] ? matched + 1 : byte == eventStart[0] ? 1 : 0
            if matched == eventStart.count { (count, matched) = (count + 1, 0) }
        }
        return count
    }

    private static let batchStart = Array(#"{"type":"batch""#.utf8)
    private static let eventStart = Array(#"{"id":"evt_"#.utf8)

    func reply(to fault: HTTPFault) -> HTTPReply { .text(400, "\(fault)") }
}
