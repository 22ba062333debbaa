package import BridgeCore
import Foundation

/// A run of the benchmarks. SIGINT and SIGTERM must be blocked: they end it in good order.
package struct BenchmarkRun: Sendable {
    let plan: BenchmarkPlan
    /// The punches' day: today, as terminals report it.
    let day: Instant
    /// Told what is going on, one line each.
    let progress: @Sendable (String) -> Void

    package init(plan: BenchmarkPlan, now: Instant, progress: @escaping @Sendable (String) -> Void) {
        self.plan = plan
        day = now
        self.progress = progress
    }

    package func run() throws -> BenchmarkReport {
        var figures: [Figure] = []
        for name in BenchmarkName.allCases where plan.only == nil || plan.only == name {
            figures += try measure(name)
        }
        return BenchmarkReport(
            machine: Machine(directory: FileManager.default.currentDirectoryPath), figures: figures)
    }

    private func measure(_ name: BenchmarkName) throws -> [Figure] {
        switch name {
        case .ingest: try IngestBenchmark(run: self).figures()
        case .parse: try ParseBenchmark(run: self).figures()
        case .commands: try CommandBenchmark(run: self).figures()
        case .reads: try ReadBenchmark(run: self).figures()
        case .dump: try DumpBenchmark(run: self).figures()
        case .polls: try PollBenchmark(run: self).figures()
        case .latency: try LatencyBenchmark(run: self).figures()
        case .deliveries: try DeliveryBenchmark(run: self).figures()
        case .memory: try MemoryBenchmark(run: self).figures()
        case .isolation: try IsolationBenchmark(run: self).figures()
        case .backlog: try BacklogBenchmark(run: self).figures()
        case .endpoints: try EndpointMemoryBenchmark(run: self).figures()
        case .start: try StartBenchmark(run: self).figures()
        case .idle: try IdleBenchmark(run: self).figures()
        }
    }

    // MARK: - For the benchmarks

    /// A fresh bridge in a directory of its own, for as long as `body` takes.
    func withBridge<Value>(
        _ settings: BridgeSettings, _ body: (BridgeProcess) throws -> Value
    ) throws -> Value {
        try TemporaryDirectory.with { directory in
            try withBridge(settings, in: directory, body)
        }
    }

    func withBridge<Value>(
        _ settings: BridgeSettings, in directory: String, _ body: (BridgeProcess) throws -> Value
    ) throws -> Value {
        try Interruption.check()
        return try BridgeProcess.with(settings, binary: plan.binary, in: directory, body)
    }

    /// Lets every terminal be heard once, so that what only a first contact costs is not measured.
    func introduce(devices: Int, to bridge: BridgeProcess) throws {
        let load = try LoadGenerator(port: bridge.devicePort, connections: devices)
        var polls = PollRequests(devices: devices)
        let result = try load.run(.closedLoop(for: .seconds(30), atMost: devices), &polls)
        guard result.refused == 0 else { throw BenchmarkError(reason: "the bridge refused idle polls") }
        // The events of a first contact are written without anybody waiting for them.
        Stopwatch.sleep(.milliseconds(200))
    }
}
