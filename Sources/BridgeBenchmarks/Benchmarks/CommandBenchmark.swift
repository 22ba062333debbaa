import BridgeCore

/// Many commands for many terminals: how fast they are queued durably, and how long a poll takes that fetches some.
struct CommandBenchmark {
    let run: BenchmarkRun
    private static let commandsPerDevice = 10
    private static let connections = 16
    private static let perSecond = 200.0

    private var devices: Int { run.plan.isQuick ? 2_000 : 10_000 }

    func figures() throws -> [Figure] {
        let settings = BridgeSettings(devices: devices)
        return try TemporaryDirectory.with { directory in
            run.progress("commands: introducing \(devices) terminals")
            try run.withBridge(settings, in: directory) { bridge in
                let load = try LoadGenerator(port: bridge.devicePort, connections: Self.connections)
                var polls = TurnPolls(devices: devices)
                let result = try load.run(.closedLoop(for: .seconds(120), atMost: devices), &polls)
                guard result.refused == 0 else { throw BenchmarkError(reason: "the bridge refused polls") }
                // The events of a first contact are written without anybody waiting for them.
                Stopwatch.sleep(.seconds(1))
            }
            let count = devices * Self.commandsPerDevice
            run.progress("commands: queueing \(count)")
            let (perSecond, _) = try StoreFilling.queue(
                "\(directory)/data", commandsPerDevice: Self.commandsPerDevice, devices: devices)
            run.progress("commands: polls")
            let polls = try run.withBridge(settings, in: directory, poll)
            return figures(queueing: perSecond, polls: polls, queued: count)
        }
    }

    /// Each poll is another terminal's first, so each brings commands.
    private func poll(_ bridge: BridgeProcess) throws -> LoadResult {
        Stopwatch.sleep(.seconds(2))
        let load = try LoadGenerator(port: bridge.devicePort, connections: Self.connections)
        var polls = TurnPolls(devices: devices)
        let count = min(devices, Int(Self.perSecond * run.plan.duration.inSeconds))
        let result = try load.run(.paced(perSecond: Self.perSecond, count: count), &polls)
        guard result.refused == 0 else { throw BenchmarkError(reason: "the bridge refused polls") }
        return result
    }

    private func figures(queueing: Double, polls: LoadResult, queued: Int) -> [Figure] {
        let queue = Figure(
            name: "commands.queue", title: "durable commands queued, \(StoreFilling.orders) in a bulk order",
            value: queueing, unit: .perSecond, target: .atLeast(5000))
        var slow = Figure(
            name: "commands.poll.p99",
            title: "a poll that fetches \(Self.commandsPerDevice) commands, "
                + "\(NumberText.text(Double(queued), .count)) queued over "
                + "\(NumberText.text(Double(devices), .count)) terminals, p99",
            value: Double(polls.latencies.percentile(0.99)) / 1e6, unit: .milliseconds, target: .atMost(10))
        slow.details = polls.latencies.details([("p50", 0.5), ("max", 1)])
        return [queue, slow]
    }

    /// Polls of one terminal after another.
    private struct TurnPolls: RequestSource {
        let devices: Int

        mutating func write(request number: Int, on connection: Int, into bytes: inout [UInt8]) {
            let serial = BenchmarkDevice.serial(number % devices)
            bytes.append(
                contentsOf: "GET /iclock/getrequest?SN=\(serial) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        }
    }
}
