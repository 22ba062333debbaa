/// One measured number beside what it is to be judged by.
struct Figure {
    /// For programs: `ingest.100x64`.
    let name: String
    /// For people.
    let title: String
    let value: Double
    let unit: Unit
    /// What the same machine does without the bridge, in the same unit.
    var floor: Double?
    var target: Target?
    /// More about the same run, e.g. percentiles.
    var details: [(name: String, value: Double, unit: Unit)] = []

    enum Unit: String {
        case linesPerSecond = "lines/s"
        case perSecond = "/s"
        case milliseconds = "ms"
        case mebibytes = "MiB"
        case mebibytesPerSecond = "MiB/s"
        case mebibytesPerMinute = "MiB/min"
        case kibibytes = "KiB"
        case bytes = "B"
        case count = ""
    }

    enum Target {
        case atLeast(Double)
        case atMost(Double)
        /// Of the floor.
        case shareAtLeast(Double)
        case shareAtMost(Double)
    }

    var ratio: Double? { floor.map { $0 > 0 ? value / $0 : 0 } }

    /// Whether the target is met; `nil` where there is none.
    var isMet: Bool? {
        switch target {
        case .atLeast(let limit): value >= limit
        case .atMost(let limit): value <= limit
        case .shareAtLeast(let limit): ratio.map { $0 >= limit }
        case .shareAtMost(let share): ratio.map { $0 <= share }
        case nil: nil
        }
    }
}
