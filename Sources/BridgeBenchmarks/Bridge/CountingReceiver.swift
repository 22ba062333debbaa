import HTTPEngine
import Synchronization

/// A webhook endpoint that notes which event's head came when, and answers 200.
final class CountingReceiver: HTTPResponder {
    private let arrivals = Mutex<[Arrival]>([])
    private let done = PreparedReply(.text(200, "ok"))

    struct Arrival {
        let id: String
        /// Nanoseconds of `Stopwatch`.
        let at: Int64
    }

    /// Runs a receiver on a free port, for as long as `body` takes.
    static func with<Value>(_ body: (CountingReceiver, UInt16) throws -> Value) throws -> Value {
        let receiver = CountingReceiver()
        let limits = HTTPLimits(maxConnectionsPerAddress: 0)
        let server = try HTTPServer(
            address: "127.0.0.1", port: 0, tls: nil, limits: limits, responder: receiver)
        defer { server.stop(grace: .seconds(1)) }
        return try body(receiver, server.port)
    }

    var count: Int { arrivals.withLock { $0.count } }

    /// What has come until now; forgets it.
    func takeArrivals() -> [Arrival] {
        arrivals.withLock { arrivals in
            defer { arrivals = [] }
            return arrivals
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

    func refusal(of request: HTTPRequest) -> HTTPReply? {
        let now = Stopwatch.now
        let id = request.header("webhook-id") ?? ""
        arrivals.withLock { $0.append(Arrival(id: id, at: now)) }
        return nil
    }

    func respond(to request: HTTPRequest, answer: HTTPAnswer) { answer.send(done) }

    func reply(to fault: HTTPFault) -> HTTPReply { .text(400, "\(fault)") }
}
