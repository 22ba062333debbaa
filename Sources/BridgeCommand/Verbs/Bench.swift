import BridgeBenchmarks
import Foundation

/// `bench`: measures this program on this machine.
enum Bench: Verb {
    static let name = "bench"
    static let summary =
        "Measures ingest, polls, latency, deliveries, isolation, backlogs, commands, API reads, memory and start"
    static let details = """
        Runs bridges of its own on free ports of 127.0.0.1, with stores in the folder it runs in: choose one on the
        disk that matters. Everything is stopped and removed at the end, also after SIGINT. Takes about a
        quarter of an hour and room for ten million events; --quick and --only take less.
        """
    static let options = [json.description, only.description, quick.description, duration.description]

    static let json = Option.text("json", "FILE", "writes the figures there too, as JSON")

    static let only = Option<BenchmarkName?>.value(
        "only", "NAME", rule: "one of " + BenchmarkName.allCases.map(\.rawValue).joined(separator: " "),
        default: nil, "measures only this: " + BenchmarkName.allCases.map(\.rawValue).joined(separator: " ")
    ) { BenchmarkName(rawValue: $0).map(Optional.some) }

    static let quick = Option.flag("quick", "smaller loads, to see whether it works; rough figures")

    static let duration = Option.duration(
        "duration", "D", in: .milliseconds(100) ... .seconds(600), default: .seconds(5),
        "how long each load lasts")

    static func run(_ arguments: ParsedArguments) -> Int32 {
        StopSignal.block()
        _ = OpenFiles.raiseLimit()
        let clock = SystemClock()
        do {
            let plan = BenchmarkPlan(
                only: arguments[only], isQuick: arguments[quick], duration: arguments[duration],
                binary: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            let run = BenchmarkRun(plan: plan, now: clock.now()) { line in
                StandardStream.error.write("bench: \(line)\n")
            }
            let report = try run.run()
            StandardStream.output.write(report.markdown)
            if let file = arguments[json] { try TextFile.replace(file, text: report.json) }
            return ExitCode.success
        } catch {
            StandardStream.error.write("\(Program.name) bench: \(error)\n")
            return ExitCode.failure
        }
    }
}
