/// What a terminal's idle connection costs in memory.
struct IdleBenchmark {
    let run: BenchmarkRun
    private static let devices = 50

    func figures() throws -> [Figure] {
        let connections = run.plan.isQuick ? 1000 : 5000
        run.progress("idle, \(connections) connections")
        return try run.withBridge(BridgeSettings(devices: Self.devices)) { bridge in
            try run.introduce(devices: Self.devices, to: bridge)
            let before = try bridge.residentBytes()
            let load = try LoadGenerator(port: bridge.devicePort, connections: connections)
            var polls = PollRequests(devices: Self.devices)
            let result = try load.run(.closedLoop(for: .seconds(30), atMost: connections), &polls)
            guard result.latencies.count == connections, result.refused == 0 else {
                throw BenchmarkError(reason: "not every idle connection was served")
            }
            let after = try bridge.residentBytes()
            return [
                Figure(
                    name: "idle", title: "memory per idle connection, \(connections) of them",
                    value: Double(after - before) / Double(connections) / 1024, unit: .kibibytes)
            ]
        }
    }
}
