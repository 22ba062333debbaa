/// From exec to ready, with nothing and with much in the store.
struct StartBenchmark {
    let run: BenchmarkRun

    func figures() throws -> [Figure] {
        let events = run.plan.isQuick ? 100_000 : 1_000_000
        let settings = BridgeSettings(devices: 100)
        return try TemporaryDirectory.with { directory in
            run.progress("start, empty store")
            // The first start makes the database, the second finds it.
            try run.withBridge(settings, in: directory) { _ in }
            let empty = try run.withBridge(settings, in: directory) { $0.startTime }
            run.progress("start: filling the store with \(events) events")
            try StoreFilling.fill("\(directory)/data", count: events, day: run.day, devices: 100)
            run.progress("start, \(events) events")
            let full = try run.withBridge(settings, in: directory) { $0.startTime }
            return [
                Figure(
                    name: "start",
                    title:
                        "start to ready, \(NumberText.number(Double(events))) events in the store (floor: none)",
                    value: full.inSeconds * 1000, unit: .milliseconds, floor: empty.inSeconds * 1000,
                    target: .atMost(1000))
            ]
        }
    }
}
