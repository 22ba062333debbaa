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
        return [figure(numbers, arrivals, startedAt: startedAt), losses(numbers, arrivals)]
    }

    private func measure(_ count: Int) throws -> (startedAt: Int64, arrivals: [CountingReceiver.Arrival]) {
        try CountingReceiver.with { receiver, port in
            let settings = BridgeSettings(
                devices: Self.devices, receiver: BridgeSettings.Receiver(port: port, isEnabled: true))
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

    private func figure(
        _ numbers: [String: Int], _ arrivals: [CountingReceiver.Arrival], startedAt: Int64
    ) -> Figure {
        var latencies = Latencies()
        for arrival in arrivals {
            guard let number = numbers[arrival.id] else { continue }
            let due = startedAt + Int64(Double(number) * 1e9 / Double(Self.perSecond))
            latencies.record(arrival.at - due)
        }
        var figure = Figure(
            name: "latency.p50",
            title: "POST to receiver's first byte at \(Self.perSecond)/s, \(Self.devices) terminals, p50",
            value: Double(latencies.percentile(0.5)) / 1e6, unit: .milliseconds, target: .atMost(5))
        figure.details = latencies.details([("p90", 0.9), ("p99", 0.99), ("max", 1)])
        return figure
    }

    private func losses(_ numbers: [String: Int], _ arrivals: [CountingReceiver.Arrival]) -> Figure {
        let ours = arrivals.filter { numbers[$0.id] != nil }
        let distinct = Set(ours.map(\.id)).count
        return Figure(
            name: "latency.lost_or_duplicate", title: "lost or duplicate webhooks among \(numbers.count)",
            value: Double(numbers.count - distinct + ours.count - distinct), unit: .count, target: .atMost(0))
    }
}
