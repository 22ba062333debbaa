import BridgeCore

/// From a terminal's POST to the first byte at the receiver, at a load that does not wait for anybody.
struct LatencyBenchmark {
    let run: BenchmarkRun
    private static let perSecond = 500
    private static let devices = 20

    func figures() throws -> [Figure] {
        let count = Int(
            Double(Self.perSecond) * max(10, run.plan.duration.inSeconds * (run.plan.isQuick ? 1 : 4)))
        run.progress("latency, \(count) punches")
        let events = try PunchEvents(devices: Self.devices, day: run.day)
        var numbers: [String: Int] = [:]
        for number in 0..<count {
            for event in events.events(number..<number + 1, of: number % Self.devices) {
                numbers[event.id.description] = number
            }
        }
        guard numbers.count == count else { throw BenchmarkError(reason: "two punches have the same id") }
        let (startedAt, arrivals) = try measure(count)
        return figures(numbers, arrivals, startedAt: startedAt) + [losses(numbers, arrivals)]
    }

    private func measure(_ count: Int) throws -> (startedAt: Int64, arrivals: [CountingReceiver.Arrival]) {
        try CountingReceiver.with { receiver, port in
            var settings = BridgeSettings(devices: Self.devices)
            settings.endpoints = [BridgeSettings.Endpoint(port: port)]
            return try run.withBridge(settings) { bridge in
                try run.introduce(devices: Self.devices, to: bridge)
                try receiver.wait(for: Self.devices, patience: .seconds(5))
                let greetings = receiver.takeArrivals().count
                guard greetings == Self.devices else {
                    throw BenchmarkError(reason: "\(greetings) of \(Self.devices) greetings were delivered")
                }
                let load = try LoadGenerator(port: bridge.devicePort, connections: Self.devices)
                var punches = PunchRequests(devices: Self.devices, linesPerRequest: 1, day: run.day)
                let result = try load.run(
                    .paced(perSecond: Double(Self.perSecond), count: count), &punches)
                guard result.refused == 0 else {
                    throw BenchmarkError(reason: "the bridge refused \(result.refused) uploads")
                }
                try receiver.wait(for: count, patience: .seconds(10))
                // Long enough for a duplicate to show.
                Stopwatch.sleep(.milliseconds(500))
                return (result.startedAt, receiver.takeArrivals())
            }
        }
    }

    private func figures(
        _ numbers: [String: Int], _ arrivals: [CountingReceiver.Arrival], startedAt: Int64
    ) -> [Figure] {
        var latencies = Latencies()
        for arrival in arrivals {
            guard let number = numbers[arrival.id] else { continue }
            let due = startedAt + Int64(Double(number) * 1e9 / Double(Self.perSecond))
            latencies.record(arrival.at - due)
        }
        let path = "POST to receiver's first byte, \(Self.perSecond)/s from \(Self.devices) terminals"
        let middle = Figure(
            name: "latency.p50", title: "\(path), p50", value: Double(latencies.percentile(0.5)) / 1e6,
            unit: .milliseconds, target: .atMost(5))
        var worst = Figure(
            name: "latency.p99", title: "the same, p99", value: Double(latencies.percentile(0.99)) / 1e6,
            unit: .milliseconds, target: .atMost(50))
        worst.details = latencies.details([("max", 1)])
        return [middle, worst]
    }

    private func losses(_ numbers: [String: Int], _ arrivals: [CountingReceiver.Arrival]) -> Figure {
        let ours = arrivals.filter { numbers[$0.id] != nil }
        let distinct = Set(ours.map(\.id)).count
        return Figure(
            name: "latency.lost_or_duplicate", title: "lost or duplicate webhooks among \(numbers.count)",
            value: Double(numbers.count - distinct + ours.count - distinct), unit: .count, target: .atMost(0))
    }
}
