/// What to measure and how long.
package struct BenchmarkPlan: Sendable {
    /// `nil`: everything.
    package var only: BenchmarkName?
    /// Smaller loads, for a look at whether it works; its figures are rough.
    package var isQuick: Bool
    /// Of each load.
    package var duration: Duration
    /// The program to start as the bridge.
    package var binary: String

    package init(only: BenchmarkName?, isQuick: Bool, duration: Duration, binary: String) {
        self.only = only
        self.isQuick = isQuick
        self.duration = duration
        self.binary = binary
    }
}

/// The benchmarks, in the order they run.
package enum BenchmarkName: String, Sendable, CaseIterable {
    case ingest, parse, polls, commands, reads, dump, latency, deliveries, isolation, backlog, memory
    case endpoints, start, idle
}
