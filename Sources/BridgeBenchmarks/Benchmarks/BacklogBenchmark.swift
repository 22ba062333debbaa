import BridgeCore

/// What a long backlog at one dead endpoint costs the others: dispatch and ingest, beside the same without one.
struct BacklogBenchmark {
    let run: BenchmarkRun
    private static let devices = 8
    private static let linesPerRequest = 100
    private static let perSecond = 300.0

    /// What was measured at one length.
    private struct Sample {
        let dispatch: Latencies
        let linesPerSecond: Double
    }

    func figures() throws -> [Figure] {
        let backlogs = run.plan.isQuick ? [10_000, 100_000] : [10_000, 1_000_000, 10_000_000]
        return try TemporaryDirectory.with { directory in
            var number = 0
            // The dead endpoint is there from the beginning, so everything is its backlog; each measurement has a
            // healthy endpoint of its own, which begins at the end of the log.
            func sample() throws -> Sample {
                number += 1
                return try measure(in: directory, healthy: "healthy\(number)", first: number)
            }
            run.progress("backlog, none yet")
            let empty = try sample()
            var figures: [Figure] = []
            var filled = 0
            for backlog in backlogs {
                run.progress("backlog: filling the log with \(backlog - filled) events")
                try StoreFilling.fill(
                    "\(directory)/data", count: backlog - filled, day: run.day, devices: Self.devices,
                    first: filled)
                filled = backlog
                run.progress("backlog of \(backlog) events at a dead endpoint")
                figures += self.figures(try sample(), backlog, beside: empty)
            }
            return figures
        }
    }

    private func figures(_ sample: Sample, _ backlog: Int, beside empty: Sample) -> [Figure] {
        var dispatch = Figure(
            name: "backlog.dispatch.\(backlog)",
            title:
                "POST to receiver's first byte, \(NumberText.text(Double(backlog), .count)) behind at a dead endpoint, p50",
            value: Double(sample.dispatch.percentile(0.5)) / 1e6, unit: .milliseconds,
            floor: Double(empty.dispatch.percentile(0.5)) / 1e6, target: .shareAtMost(1.2))
        dispatch.details = sample.dispatch.details([("p99", 0.99)])
        let ingest = Figure(
            name: "backlog.ingest.\(backlog)",
            title: "durable punches with it, \(Self.linesPerRequest) a POST",
            value: sample.linesPerSecond, unit: .linesPerSecond, floor: empty.linesPerSecond,
            target: .shareAtLeast(0.8))
        return [dispatch, ingest]
    }

    /// - Parameter number: Counts the measurements, so that each has punches of its own.
    private func measure(in directory: String, healthy id: String, first number: Int) throws -> Sample {
        try CountingReceiver.with { receiver, port in
            var settings = BridgeSettings(devices: Self.devices)
            settings.endpoints = [
                BridgeSettings.Endpoint(id: "dead", port: try Loopback.freePort()),
                BridgeSettings.Endpoint(id: id, port: port),
            ]
            return try run.withBridge(settings, in: directory) { bridge in
                try run.introduce(devices: Self.devices, to: bridge)
                _ = try receiver.takeGreetings()
                let day = run.day - .seconds(Int64(number) * 86400)
                let dispatch = try dispatch(bridge, receiver, day: day)
                let load = try LoadGenerator(port: bridge.devicePort, connections: Self.devices)
                var punches = PunchRequests(
                    devices: Self.devices, linesPerRequest: Self.linesPerRequest,
                    day: day - .seconds(100 * 86400))
                let result = try load.run(.closedLoop(for: run.plan.duration), &punches)
                guard result.refused == 0 else { throw BenchmarkError(reason: "the bridge refused uploads") }
                return Sample(
                    dispatch: dispatch, linesPerSecond: result.perSecond * Double(Self.linesPerRequest))
            }
        }
    }

    private func dispatch(
        _ bridge: BridgeProcess, _ receiver: CountingReceiver, day: Instant
    ) throws -> Latencies {
        let count = Int(Self.perSecond * max(5, run.plan.duration.inSeconds))
        let events = try PunchEvents(devices: Self.devices, day: day)
        var numbers: [String: Int] = [:]
        for number in 0..<count {
            for event in events.events(number..<number + 1, of: number % Self.devices) {
                numbers[event.id.description] = number
            }
        }
        receiver.want(numbers.keys)
        let load = try LoadGenerator(port: bridge.devicePort, connections: Self.devices)
        var punches = PunchRequests(devices: Self.devices, linesPerRequest: 1, day: day)
        let result = try load.run(.paced(perSecond: Self.perSecond, count: count), &punches)
        try receiver.wait(for: count, patience: .seconds(10))
        var latencies = Latencies()
        for arrival in receiver.takeArrivals() {
            guard let number = numbers[arrival.id] else { continue }
            latencies.record(arrival.at - result.startedAt - Int64(Double(number) * 1e9 / Self.perSecond))
        }
        guard latencies.count >= count else {
            throw BenchmarkError(reason: "\(latencies.count) of \(count) webhooks were delivered")
        }
        return latencies
    }
}
