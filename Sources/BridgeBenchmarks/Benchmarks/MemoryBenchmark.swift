/// The bridge's memory while a thousand terminals poll it every second.
struct MemoryBenchmark {
    let run: BenchmarkRun
    private static let devices = 1000

    func figures() throws -> [Figure] {
        let seconds = run.plan.isQuick ? 10 : 60
        run.progress("memory, \(Self.devices) terminals polling for \(seconds) s")
        return try run.withBridge(BridgeSettings(devices: Self.devices)) { bridge in
            let before = try bridge.residentBytes()
            let load = try LoadGenerator(port: bridge.devicePort, connections: Self.devices)
            var polls = PollRequests(devices: Self.devices)
            var samples: [(seconds: Double, bytes: Double)] = []
            let result = try load.run(
                .paced(perSecond: Double(Self.devices), count: Self.devices * seconds), &polls
            ) { seconds in
                // A sample less is no harm: the last one counts below.
                if let bytes = try? bridge.residentBytes() { samples.append((seconds, Double(bytes))) }
            }
            guard result.refused == 0 else { throw BenchmarkError(reason: "the bridge refused idle polls") }
            let after = try bridge.residentBytes()
            var figure = Figure(
                name: "memory.polling", title: "memory, \(Self.devices) terminals polling every second",
                value: Double(after) / 1_048_576, unit: .mebibytes, target: .atMost(60e6 / 1_048_576))
            figure.details = [("before", Double(before) / 1_048_576, .mebibytes)]
            // The first seconds fill the pools of new connections.
            let steady = samples.filter { $0.seconds > 5 }
            let slope = Figure(
                name: "memory.slope", title: "its growth once everybody is connected",
                value: Self.slope(of: steady) * 60 / 1_048_576, unit: .mebibytesPerMinute)
            return [figure, slope]
        }
    }

    /// Least squares: bytes per second.
    private static func slope(of samples: [(seconds: Double, bytes: Double)]) -> Double {
        let count = Double(max(1, samples.count))
        let middle = samples.reduce(0) { $0 + $1.seconds } / count
        let mean = samples.reduce(0) { $0 + $1.bytes } / count
        let spread = samples.reduce(0) { $0 + ($1.seconds - middle) * ($1.seconds - middle) }
        let together = samples.reduce(0) { $0 + ($1.seconds - middle) * ($1.bytes - mean) }
        return spread > 0 ? together / spread : 0
    }
}
