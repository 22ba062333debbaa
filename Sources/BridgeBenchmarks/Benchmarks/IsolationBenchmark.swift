import BridgeCore

/// How long healthy endpoints wait for their webhooks while others are dead, beside the same with none dead.
///
/// Cold: the bridge has yet to find out who is dead. Tenants have 20 endpoints each, so that the dead have healthy
/// neighbours in every tenant.
struct IsolationBenchmark {
    let run: BenchmarkRun
    private static let endpointsPerTenant = 20
    private static let eventsPerSecond = 25.0

    func figures() throws -> [Figure] {
        let endpoints = run.plan.isQuick ? 200 : 2000
        let seconds = run.plan.isQuick ? 10 : 30
        let alive = try measure(endpoints, dead: 0, seconds: seconds)
        var first = Figure(
            name: "isolation.dead0",
            title: "POST to healthy endpoints' first byte, \(endpoints) endpoints, none dead, p99",
            value: milliseconds(alive), unit: .milliseconds)
        first.details = alive.details([("max", 1)])
        return try [first]
            + [5, 20].map { share in
                let latencies = try measure(endpoints, dead: endpoints * share / 100, seconds: seconds)
                var figure = Figure(
                    name: "isolation.dead\(share)", title: "the same, \(share) % dead",
                    value: milliseconds(latencies),
                    unit: .milliseconds, floor: milliseconds(alive), target: .shareAtMost(1.2))
                figure.details = latencies.details([("max", 1)])
                return figure
            }
    }

    private func milliseconds(_ latencies: Latencies) -> Double { Double(latencies.percentile(0.99)) / 1e6 }

    private func measure(_ endpoints: Int, dead: Int, seconds: Int) throws -> Latencies {
        run.progress("isolation, \(dead) of \(endpoints) endpoints dead, \(seconds) s")
        return try CountingReceiver.with { receiver, port in
            try DeadReceivers.with { deadReceivers in
                try measure(
                    settings(endpoints, dead: dead, port: port, deadReceivers), receiver, seconds: seconds)
            }
        }
    }

    /// Every so-manieth endpoint is dead, the four ways in turn.
    private func settings(
        _ endpoints: Int, dead: Int, port: UInt16, _ deadReceivers: DeadReceivers
    ) -> BridgeSettings {
        let tenants = endpoints / Self.endpointsPerTenant
        var settings = BridgeSettings(devices: tenants, tenants: tenants)
        var deadSoFar = 0
        for number in 0..<endpoints {
            let isDead = (number + 1) * dead / endpoints > deadSoFar
            let deadPort = deadReceivers.ports[deadSoFar % deadReceivers.ports.count]
            deadSoFar += isDead ? 1 : 0
            settings.endpoints.append(
                BridgeSettings.Endpoint(
                    tenant: number % tenants, id: isDead ? "dead\(number)" : "alive\(number)",
                    port: isDead ? deadPort : port, maximumInFlight: 16))
        }
        return settings
    }

    private func measure(
        _ settings: BridgeSettings, _ receiver: CountingReceiver, seconds: Int
    ) throws -> Latencies {
        let count = Int(Self.eventsPerSecond) * seconds
        let events = try PunchEvents(devices: settings.devices, tenants: settings.tenants, day: run.day)
        var (numbers, expected): ([String: Int], Int) = ([:], 0)
        for number in 0..<count {
            let device = number % settings.devices
            for event in events.events(number..<number + 1, of: device) {
                numbers[event.id.description] = number
            }
            expected += settings.endpoints.count {
                $0.tenant == device % settings.tenants && $0.id.hasPrefix("alive")
            }
        }
        return try run.withBridge(settings) { bridge in
            try run.introduce(devices: settings.devices, to: bridge)
            let alive = settings.endpoints.count { $0.id.hasPrefix("alive") }
            try receiver.wait(for: alive, patience: .seconds(30))
            guard receiver.takeArrivals().count >= alive else {
                throw BenchmarkError(reason: "not every healthy endpoint had its greeting")
            }
            receiver.want(numbers.keys)
            let load = try LoadGenerator(port: bridge.devicePort, connections: settings.devices)
            var punches = PunchRequests(devices: settings.devices, linesPerRequest: 1, day: run.day)
            let result = try load.run(.paced(perSecond: Self.eventsPerSecond, count: count), &punches)
            guard result.refused == 0 else {
                throw BenchmarkError(reason: "the bridge refused \(result.refused) uploads")
            }
            try receiver.wait(for: expected, patience: .seconds(30))
            var latencies = Latencies()
            for arrival in receiver.takeArrivals() {
                guard let number = numbers[arrival.id] else { continue }
                latencies.record(
                    arrival.at - result.startedAt - Int64(Double(number) * 1e9 / Self.eventsPerSecond))
            }
            guard latencies.count >= expected else {
                throw BenchmarkError(
                    reason: "healthy endpoints had \(latencies.count) of \(expected) webhooks")
            }
            return latencies
        }
    }
}
