import BridgeCore

/// A terminal that sends its whole history while 500 others poll, and then sends it again.
struct DumpBenchmark {
    let run: BenchmarkRun
    private static let pollers = 500
    private static let linesPerPost = 100

    func figures() throws -> [Figure] {
        let lines = run.plan.isQuick ? 20_000 : 200_000
        return try run.withBridge(BridgeSettings(devices: Self.pollers + 1)) { bridge in
            try run.introduce(devices: Self.pollers, to: bridge)
            run.progress("dump of \(lines) lines while \(Self.pollers) terminals poll")
            let (first, polls) = try dump(lines, into: bridge.devicePort)
            run.progress("the same dump again")
            let (again, _) = try dump(lines, into: bridge.devicePort)
            var patience = Figure(
                name: "dump.poll_p99", title: "poll during a dump of \(lines) lines, p99",
                value: Double(polls.latencies.percentile(0.99)) / 1e6, unit: .milliseconds,
                target: .atMost(50))
            patience.details = polls.latencies.details([("p50", 0.5)])
            let rate = Figure(
                name: "dump.lines", title: "the dump itself", value: first, unit: .linesPerSecond)
            let replay = Figure(
                name: "dump.replay", title: "the dump sent again, nothing new in it", value: again,
                unit: .linesPerSecond, floor: first)
            return [patience, rate, replay]
        }
    }

    /// Sends the dump on one connection while everybody else polls once a second on a connection of their own.
    ///
    /// - Returns: Lines a second, and how the polls went.
    private func dump(_ lines: Int, into port: UInt16) throws -> (lines: Double, polls: LoadResult) {
        let day = run.day
        let dump = BackgroundWork { try Self.send(lines, day: day, to: port) }
        let load = try LoadGenerator(port: port, connections: Self.pollers)
        var polls = PollRequests(devices: Self.pollers)
        // As long as the dump may take on a slow disk; the rest of the polls find the bridge idle.
        let seconds = max(2, lines / 40_000)
        let result = try load.run(
            .paced(perSecond: Double(Self.pollers), count: Self.pollers * seconds), &polls)
        let rate = try dump.value()
        guard result.refused == 0 else { throw BenchmarkError(reason: "the bridge refused a poll") }
        return (rate, result)
    }

    private static func send(_ lines: Int, day: Instant, to port: UInt16) throws -> Double {
        let load = try LoadGenerator(port: port, connections: 1)
        var punches = PunchRequests(devices: 1, linesPerRequest: linesPerPost, day: day)
        let result = try load.run(.closedLoop(for: .seconds(120), atMost: lines / linesPerPost), &punches)
        guard result.refused == 0 else { throw BenchmarkError(reason: "the bridge refused the dump") }
        return result.perSecond * Double(linesPerPost)
    }
}
