/// The bridge's memory with very many endpoints of which few have anything to do.
struct EndpointMemoryBenchmark {
    let run: BenchmarkRun
    private static let endpointsPerTenant = 20
    private static let activeTenants = 5

    func figures() throws -> [Figure] {
        let endpoints = run.plan.isQuick ? 1000 : 10_000
        let tenants = endpoints / Self.endpointsPerTenant
        return try CountingReceiver.with { receiver, port in
            var settings = BridgeSettings(devices: tenants, tenants: tenants)
            settings.endpoints = (0..<endpoints).map { number in
                BridgeSettings.Endpoint(
                    tenant: number % tenants, id: "receiver\(number)", port: port, maximumInFlight: 16)
            }
            run.progress("memory, \(endpoints) endpoints")
            return try run.withBridge(settings) { bridge in
                let before = try bridge.residentBytes()
                // The first terminals' tenants are the active ones.
                let active = Self.activeTenants
                try run.introduce(devices: active, to: bridge)
                let load = try LoadGenerator(port: bridge.devicePort, connections: active)
                var punches = PunchRequests(devices: active, linesPerRequest: 1, day: run.day)
                let result = try load.run(
                    .paced(perSecond: 50, count: run.plan.isQuick ? 250 : 1000), &punches)
                guard result.refused == 0 else { throw BenchmarkError(reason: "the bridge refused uploads") }
                try receiver.wait(
                    for: (result.latencies.count + active) * Self.endpointsPerTenant, patience: .seconds(10))
                var figure = Figure(
                    name: "memory.endpoints",
                    title:
                        "memory, \(endpoints) endpoints of which \(active * Self.endpointsPerTenant) are active",
                    value: Double(try bridge.residentBytes()) / 1_048_576, unit: .mebibytes,
                    target: .atMost(120e6 / 1_048_576))
                figure.details = [("before", Double(before) / 1_048_576, .mebibytes)]
                return [figure]
            }
        }
    }
}
