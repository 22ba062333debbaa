import BridgeCore

/// Reads over the API while terminals upload at half the rate the bridge can take, over a store with a history.
struct ReadBenchmark {
    let run: BenchmarkRun
    private static let devices = 64
    private static let commandsPerDevice = 20
    /// What a tenant's key may ask at most.
    private static let perSecond = 100.0
    private static let connections = 8

    private var history: Int { run.plan.isQuick ? 20_000 : 1_000_000 }

    /// One kind of read, e.g. the newest commands, in several guises.
    private struct Kind {
        let name: String
        let targets: [String]
    }

    func figures() throws -> [Figure] {
        var settings = BridgeSettings(devices: Self.devices)
        settings.endpoints = [BridgeSettings.Endpoint(port: try Loopback.freePort(), isEnabled: false)]
        return try TemporaryDirectory.with { directory in
            try run.withBridge(settings, in: directory) { bridge in
                try run.introduce(devices: Self.devices, to: bridge)
            }
            run.progress("reads: filling the log with \(history) events")
            let data = "\(directory)/data"
            try StoreFilling.fill(data, count: history, day: run.day, devices: Self.devices)
            let queued = try StoreFilling.queue(
                data, commandsPerDevice: Self.commandsPerDevice, devices: Self.devices)
            return try run.withBridge(settings, in: directory) { bridge in
                run.progress("reads: how much the bridge can take")
                let most = try uploads(to: bridge, .closedLoop(for: run.plan.duration), daysAgo: 1)
                return try figures(bridge, kinds(newest: queued.last), uploadsPerSecond: most / 2)
            }
        }
    }

    private func kinds(newest command: CommandNumber) throws -> [Kind] {
        let serials = (0..<Self.devices).map(BenchmarkDevice.serial)
        let events = try PunchEvents(devices: Self.devices, day: run.day)
        let ids = stride(from: 0, to: history, by: history / 50).flatMap { number in
            events.events(number..<number + 1, of: number / StoreFilling.batch).map(\.id.description)
        }
        return [
            Kind(
                name: "events",
                targets: stride(from: 0, to: history, by: history / 50).map { "/v1/events?after=\($0)" }),
            Kind(
                name: "events by type and terminal",
                targets: serials.map { "/v1/events?type=attendance.*&device=\($0)" }),
            Kind(name: "one event", targets: ids.map { "/v1/events/\($0)" }),
            Kind(name: "devices", targets: ["/v1/devices"]),
            Kind(name: "one device", targets: serials.map { "/v1/devices/\($0)" }),
            Kind(name: "commands", targets: ["/v1/commands"] + serials.map { "/v1/commands?device=\($0)" }),
            Kind(name: "one command", targets: ["/v1/commands/\(command)"]),
            Kind(name: "endpoints", targets: ["/v1/endpoints"]),
            Kind(name: "statistics", targets: ["/v1/stats"]),
        ]
    }

    private func figures(
        _ bridge: BridgeProcess, _ kinds: [Kind], uploadsPerSecond: Double
    ) throws -> [Figure] {
        let seconds = run.plan.duration.inSeconds
        // A second longer than the reads, so that the last of them are beside uploads too.
        let count = Int(uploadsPerSecond * (Double(kinds.count) * seconds + 1))
        let beside = BackgroundWork {
            try uploads(to: bridge, .paced(perSecond: uploadsPerSecond, count: count), daysAgo: 2)
        }
        let key = try bridge.adminKey()
        var all = Latencies()
        var slowest: (kind: Kind, latencies: Latencies)?
        for kind in kinds {
            run.progress("reads: \(kind.name), beside \(Int(uploadsPerSecond)) uploads/s")
            let load = try LoadGenerator(port: bridge.apiPort, connections: Self.connections)
            var source = ReadRequests(kind.targets, of: BridgeSettings.tenant(0), key: key)
            let result = try load.run(
                .paced(perSecond: Self.perSecond, count: Int(Self.perSecond * seconds)), &source)
            guard result.refused == 0 else {
                throw BenchmarkError(reason: "the bridge refused \(result.refused) reads of \(kind.name)")
            }
            all.add(result.latencies)
            if slowest.map({ $0.latencies.percentile(0.99) < result.latencies.percentile(0.99) }) ?? true {
                slowest = (kind, result.latencies)
            }
        }
        _ = try beside.value()
        var whole = Figure(
            name: "reads.p99",
            title: "API reads, \(kinds.count) kinds in turn, \(Int(Self.perSecond))/s beside "
                + "\(NumberText.text(uploadsPerSecond, .perSecond)) durable punches (half the most), "
                + "\(NumberText.text(Double(history), .count)) events in the store, p99",
            value: Double(all.percentile(0.99)) / 1e6, unit: .milliseconds, target: .atMost(20))
        whole.details = all.details([("p50", 0.5), ("max", 1)])
        guard let slowest else { return [whole] }
        var worst = Figure(
            name: "reads.slowest.p99", title: "of these the slowest kind, \(slowest.kind.name), p99",
            value: Double(slowest.latencies.percentile(0.99)) / 1e6, unit: .milliseconds,
            target: .atMost(20))
        worst.details = slowest.latencies.details([("p50", 0.5), ("max", 1)])
        return [whole, worst]
    }

    /// Punches one a POST from every terminal.
    ///
    /// - Returns: How many a second.
    private func uploads(to bridge: BridgeProcess, _ pace: Pace, daysAgo: Int64) throws -> Double {
        let load = try LoadGenerator(port: bridge.devicePort, connections: Self.devices)
        var punches = PunchRequests(
            devices: Self.devices, linesPerRequest: 1, day: run.day - .seconds(daysAgo * 86400))
        let result = try load.run(pace, &punches)
        guard result.refused == 0 else {
            throw BenchmarkError(reason: "the bridge refused \(result.refused) uploads")
        }
        return result.perSecond
    }
}
