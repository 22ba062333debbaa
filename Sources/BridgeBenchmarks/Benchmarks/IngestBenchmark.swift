import SQLiteStore

/// Punches a second from terminals' POSTs to the disk, beside SQLite alone storing the same rows.
struct IngestBenchmark {
    let run: BenchmarkRun

    private struct Shape {
        let lines: Int
        let connections: Int

        var name: String { "\(lines) × \(connections)" }
    }

    private static let shapes = [1, 100].flatMap { lines in
        [1, 8, 64].map { Shape(lines: lines, connections: $0) }
    }

    func figures() throws -> [Figure] {
        try Self.shapes.map { shape in
            let rounds = try (0..<(run.plan.isQuick ? 1 : 3)).map { try figure(shape, round: $0 + 1) }
            return rounds.sorted { $0.ratio ?? 0 < $1.ratio ?? 0 }[rounds.count / 2]
        }
    }

    /// One of the rounds of bridge and floor in turn, of which the middle one by ratio is shown: other people's
    /// work on the machine and its disk then weighs on both alike.
    private func figure(_ shape: Shape, round: Int) throws -> Figure {
        run.progress("ingest \(shape.name), round \(round)")
        let result = try ingest(shape)
        let punches = result.latencies.count * shape.lines
        let floor = try floor(shape, rows: punches)
        var figure = Figure(
            name: "ingest.\(shape.lines)x\(shape.connections)",
            title: "durable punches, \(shape.lines) a POST, \(shape.connections) connections",
            value: Double(punches) / result.seconds, unit: .linesPerSecond, floor: floor)
        figure.details = result.latencies.details([("p50", 0.5), ("p99", 0.99)])
        figure.target = Self.target(shape)
        return figure
    }

    private static func target(_ shape: Shape) -> Figure.Target? {
        if shape.lines == 100 { return .shareAtLeast(0.7) }
        return shape.connections == 64 ? .atLeast(8000) : nil
    }

    private func ingest(_ shape: Shape) throws -> LoadResult {
        try run.withBridge(BridgeSettings(devices: shape.connections)) { bridge in
            try run.introduce(devices: shape.connections, to: bridge)
            let load = try LoadGenerator(port: bridge.devicePort, connections: shape.connections)
            var punches = PunchRequests(
                devices: shape.connections, linesPerRequest: shape.lines, day: run.day)
            let result = try load.run(.closedLoop(for: run.plan.duration * 0.6), &punches)
            guard result.refused == 0 else {
                throw BenchmarkError(reason: "the bridge refused \(result.refused) uploads")
            }
            return result
        }
    }

    /// The same number of rows, as many to a transaction as all connections together send at once.
    private func floor(_ shape: Shape, rows: Int) throws -> Double {
        let events = try PunchEvents(devices: 1, day: run.day)
        guard let sample = events.events(0..<1, of: 0).first else {
            throw BenchmarkError(reason: "a punch was not understood")
        }
        return try TemporaryDirectory.with { directory in
            try Interruption.check()
            return try CommitFloor.rowsPerSecond(
                directory: directory, sample: sample, rows: rows,
                rowsPerTransaction: shape.lines * shape.connections)
        }
    }
}

extension Latencies {
    /// Percentiles in milliseconds, as a figure's details.
    func details(_ shares: [(name: String, share: Double)]) -> [(String, Double, Figure.Unit)] {
        shares.map { ($0.name, Double(percentile($0.share)) / 1e6, .milliseconds) }
    }
}
