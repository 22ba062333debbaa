import ADMS
import BridgeCore

/// Reading ATTLOG bodies alone: no HTTP, no store, one core.
struct ParseBenchmark {
    let run: BenchmarkRun
    private static let linesPerBody = 100_000

    func figures() throws -> [Figure] {
        run.progress("parse")
        var body: [UInt8] = []
        let date = Array(run.day.rfc3339.utf8.prefix(10))
        for number in 0..<Self.linesPerBody { PunchLine.append(number, date: date, to: &body) }
        let start = Stopwatch.now
        var (lines, bytes, seconds) = (0, 0, 0.0)
        repeat {
            var reader = UploadReader(table: "ATTLOG", body: body, profile: DeviceProfile(), charset: nil)
            var facts = 0
            while let slice = reader.next(limit: 1000) { facts += slice.facts.count }
            guard facts == Self.linesPerBody else {
                throw BenchmarkError(reason: "\(facts) of \(Self.linesPerBody) lines were understood")
            }
            (lines, bytes) = (lines + facts, bytes + body.count)
            seconds = Double(Stopwatch.now - start) / 1e9
        } while seconds < run.plan.duration.inSeconds
        let rate = Figure(
            name: "parse", title: "ATTLOG lines read by one core", value: Double(lines) / seconds,
            unit: .linesPerSecond)
        // A gigabyte a minute.
        let throughput = Figure(
            name: "parse.bytes", title: "the same in bytes", value: Double(bytes) / seconds / 1_048_576,
            unit: .mebibytesPerSecond, target: .atLeast(1e9 / 60 / 1_048_576))
        return [rate, throughput]
    }
}
