import Testing

@testable import BridgeBenchmarks

@Suite struct LatenciesTests {
    @Test("percentiles of nothing are 0")
    func nothing() {
        #expect(Latencies().percentile(0.99) == 0)
        #expect(Latencies().maximum == 0)
    }

    @Test("times below 64 ns are exact", arguments: [0, 1, 42, 63] as [Int64])
    func exact(_ time: Int64) {
        var latencies = Latencies()
        latencies.record(time)
        latencies.record(1_000_000)
        #expect(latencies.percentile(0.5) == time)
    }

    @Test(
        "a longer time is rounded up by 1/64 at most",
        arguments: [64, 65, 127, 128, 129, 1000, 4095, 4096, 123_456_789, 1 << 40, .max / 2] as [Int64])
    func rounded(_ time: Int64) {
        var latencies = Latencies()
        latencies.record(time)
        latencies.record(.max)
        let shown = latencies.percentile(0.5)
        #expect(shown >= time)
        #expect(shown - time <= time / 64)
    }

    @Test("percentiles fall between the right neighbours")
    func ranks() {
        var latencies = Latencies()
        for time in 1...100 { latencies.record(Int64(time) * 1000) }
        for (share, expected) in [(0.01, 1000), (0.5, 50_000), (0.99, 99_000)] {
            let shown = latencies.percentile(share)
            #expect(Int64(expected)...Int64(expected + expected / 64) ~= shown)
        }
        #expect(latencies.percentile(1) == 100_000)
    }

    @Test("no percentile exceeds the maximum, and a time before its start counts as 0")
    func bounds() {
        var latencies = Latencies()
        latencies.record(-5)
        latencies.record(1_000_001)
        #expect(latencies.percentile(0.5) == 0)
        #expect(latencies.percentile(1) == 1_000_001)
    }
}
