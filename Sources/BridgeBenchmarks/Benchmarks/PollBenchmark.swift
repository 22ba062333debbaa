import HTTPEngine

/// Idle polls a second, beside the same engine sending a static reply; and what polling costs the disk.
struct PollBenchmark {
    let run: BenchmarkRun
    private static let connections = 64

    func figures() throws -> [Figure] {
        var polls = PollRequests(devices: Self.connections)
        run.progress("polls")
        let (result, written) = try run.withBridge(BridgeSettings(devices: Self.connections)) { bridge in
            try run.introduce(devices: Self.connections, to: bridge)
            // Two rounds of the bridge's chores, so that the disk is quiet.
            Stopwatch.sleep(.seconds(2))
            let load = try LoadGenerator(port: bridge.devicePort, connections: Self.connections)
            let before = try bridge.writtenBytes()
            let result = try load.run(.closedLoop(for: run.plan.duration), &polls)
            return (result, try bridge.writtenBytes() - before)
        }
        run.progress("polls: static reply")
        let server = try StaticServer(body: "OK\n")
        let load = try LoadGenerator(port: server.port, connections: Self.connections)
        let floor = try load.run(.closedLoop(for: run.plan.duration), &polls)
        var rate = Figure(
            name: "polls", title: "idle polls, \(Self.connections) connections", value: result.perSecond,
            unit: .perSecond, floor: floor.perSecond, target: .shareAtLeast(0.6))
        rate.details = result.latencies.details([("p50", 0.5), ("p99", 0.99)])
        let disk = Figure(
            name: "polls.written_bytes", title: "bytes written to disk during these polls",
            value: Double(written), unit: .bytes, target: .atMost(0))
        return [rate, disk]
    }
}
