import Glibc

/// What a load sends.
protocol RequestSource {
    /// Appends the bytes of a whole request.
    ///
    /// - Parameter number: Counted from 0 in the order of sending (closed loop) or of the schedule (paced).
    mutating func write(request number: Int, on connection: Int, into bytes: inout [UInt8])
}

/// How fast a load comes.
enum Pace {
    /// The next request of a connection follows its reply at once.
    case closedLoop(for: Duration, atMost: Int = .max)
    /// So many a second whatever the server does, over all connections in turn; a latency counts from the moment
    /// the request was due, also where its connection was still busy (no coordinated omission).
    case paced(perSecond: Double, count: Int)
}

/// What became of a load.
struct LoadResult {
    var latencies = Latencies()
    /// Replies that were not 200.
    var refused = 0
    /// When the first request was due; nanoseconds of `Stopwatch`.
    var startedAt: Int64 = 0
    var endedAt: Int64 = 0

    var perSecond: Double { Double(latencies.count) / seconds }
    var seconds: Double { Double(max(1, endedAt - startedAt)) / 1e9 }
}

/// One thread that keeps many connections of one server busy.
final class LoadGenerator {
    private let poll: EventPoll
    private let connections: [LoadConnection]
    private var buffer = [UInt8](repeating: 0, count: 65536)
    /// Requests (paced) that are due while their connection is busy.
    private var late: [[Int]]
    private var result = LoadResult()
    private var issued = 0
    private var completed = 0

    /// How long a server may leave everything unanswered.
    private static let patience: Int64 = 30_000_000_000

    init(port: UInt16, connections count: Int) throws {
        poll = try EventPoll()
        var connections: [LoadConnection] = []
        for token in 0..<count {
            let connection = try LoadConnection(port: port)
            try poll.add(connection.socket, token: token)
            connections.append(connection)
        }
        self.connections = connections
        late = Array(repeating: [], count: count)
    }

    /// Runs one load to its end: every request sent is answered, or this throws.
    ///
    /// - Parameter everySecond: Called in between, about once a second, with the seconds since the start.
    func run(
        _ pace: Pace, _ source: inout some RequestSource, everySecond: (Double) -> Void = { _ in }
    ) throws -> LoadResult {
        (result, issued, completed) = (LoadResult(), 0, 0)
        result.startedAt = Stopwatch.now
        var (ticked, progressed, seen) = (result.startedAt, result.startedAt, 0)
        while true {
            let now = Stopwatch.now
            let wait = try issue(pace, &source, at: now)
            if wait == nil, completed == issued { break }
            try poll.wait(min(wait ?? 100_000_000, 100_000_000)) { token in
                try advance(token, pace, &source)
            }
            if completed != seen || issued == completed { (seen, progressed) = (completed, now) }
            guard now - progressed < Self.patience else {
                throw BenchmarkError(
                    reason: "the server leaves \(issued - completed) requests unanswered for 30 s")
            }
            if now - ticked >= 1_000_000_000 {
                ticked += 1_000_000_000
                try Interruption.check()
                everySecond(Double(now - result.startedAt) / 1e9)
            }
        }
        result.endedAt = Stopwatch.now
        return result
    }

    // MARK: - Sending

    /// Sends what is due.
    ///
    /// - Returns: Nanoseconds until more is; `nil` once nothing will be.
    private func issue(_ pace: Pace, _ source: inout some RequestSource, at now: Int64) throws -> Int64? {
        switch pace {
        case .closedLoop(let duration, let limit):
            if issued == 0 {
                for token in connections.indices where issued < limit { try send(token, now, &source) }
            }
            let left = result.startedAt + duration.nanoseconds - now
            return left > 0 && issued < limit ? left : nil
        case .paced(_, let count):
            while issued < count {
                let due = dueTime(of: issued, pace)
                guard due <= now else { return due - now }
                let token = issued % connections.count
                if connections[token].isBusy {
                    late[token].append(issued)
                    issued += 1
                } else {
                    try send(token, due, &source)
                }
            }
            return nil
        }
    }

    private func dueTime(of number: Int, _ pace: Pace) -> Int64 {
        guard case .paced(let perSecond, _) = pace else { return Stopwatch.now }
        return result.startedAt + Int64(Double(number) * 1e9 / perSecond)
    }

    private func send(_ token: Int, _ since: Int64, _ source: inout some RequestSource) throws {
        try send(number: issued, token, since, &source)
        issued += 1
    }

    private func send(
        number: Int, _ token: Int, _ since: Int64, _ source: inout some RequestSource
    ) throws {
        let connection = connections[token]
        let isSent = try connection.send(since: since) { bytes in
            source.write(request: number, on: token, into: &bytes)
        }
        if !isSent { try poll.watch(connection.socket, token: token, forWriting: true) }
    }

    // MARK: - Receiving

    private func advance(_ token: Int, _ pace: Pace, _ source: inout some RequestSource) throws {
        let connection = connections[token]
        if connection.isStuck {
            guard try connection.flush() else { return }
            try poll.watch(connection.socket, token: token, forWriting: false)
        }
        guard let status = try connection.receive(into: &buffer) else { return }
        let now = Stopwatch.now
        result.latencies.record(now - connection.since)
        if status != 200 { result.refused += 1 }
        completed += 1
        switch pace {
        case .closedLoop(let duration, let limit):
            guard now < result.startedAt + duration.nanoseconds, issued < limit else { return }
            try send(token, now, &source)
        case .paced:
            guard !late[token].isEmpty else { return }
            let number = late[token].removeFirst()
            try send(number: number, token, dueTime(of: number, pace), &source)
        }
    }
}
