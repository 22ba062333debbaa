import Synchronization

/// What happened since the program started, counted for whoever watches it.
package final class Metrics: Sendable {
    /// Things that are counted; the raw value is the name Prometheus knows them by.
    package enum Counter: String, Sendable, CaseIterable {
        /// By the HTTP status the terminal was answered with.
        case uploads = "adms_bridge_uploads_total"
        case acceptedEvents = "adms_bridge_events_accepted_total"
        case duplicateEvents = "adms_bridge_events_duplicate_total"
        /// By outcome, as the attempts' record says it.
        case attempts = "adms_bridge_delivery_attempts_total"
        /// By the HTTP status they were answered with.
        case apiRequests = "adms_bridge_api_requests_total"
        /// By `Mistrust`.
        case mistrusted = "adms_bridge_mistrusted_requests_total"
        case postponedAdoptions = "adms_bridge_adoptions_postponed_total"
    }

    /// A figure that is looked up when somebody asks.
    package struct Gauge: Sendable {
        package let name: String
        package let help: String
        /// `nil`: not known just now, and left out.
        package let value: @Sendable () -> Double?

        package init(_ name: String, _ help: String, _ value: @escaping @Sendable () -> Double?) {
            self.name = name
            self.help = help
            self.value = value
        }
    }

    private struct Place: Hashable {
        let counter: Counter
        let label: String
    }

    // Polls outnumber everything else by far, so they have a counter of their own.
    private let polls = Atomic(0)
    private let counts = Mutex<[Place: Int]>([:])
    private let gauges = Mutex<[Gauge]>([])

    package init() {}

    package func countPoll() { polls.add(1, ordering: .relaxed) }

    /// - Parameter label: One of a few words, for the counters that tell several apart.
    package func count(_ counter: Counter, _ label: String = "", by amount: Int = 1) {
        guard amount > 0 else { return }
        counts.withLock { $0[Place(counter: counter, label: label), default: 0] += amount }
    }

    package func add(_ gauge: Gauge) { gauges.withLock { $0.append(gauge) } }

    /// Everything as Prometheus reads it (text format 0.0.4).
    package var text: String {
        var text = Self.head("adms_bridge_polls_total", "Polls of terminals.", "counter")
        text += "adms_bridge_polls_total \(polls.load(ordering: .relaxed))\n"
        let counts = counts.withLock { $0 }
        for counter in Counter.allCases {
            text += Self.head(counter.rawValue, counter.help, "counter")
            let own = counts.filter { $0.key.counter == counter }.sorted { $0.key.label < $1.key.label }
            if counter.label == nil, own.isEmpty { text += "\(counter.rawValue) 0\n" }
            for (place, count) in own {
                let label = counter.label.map { "{\($0)=\"\(Self.escaped(place.label))\"}" } ?? ""
                text += "\(counter.rawValue)\(label) \(count)\n"
            }
        }
        for gauge in gauges.withLock({ $0 }) {
            guard let value = gauge.value() else { continue }
            text += Self.head(gauge.name, gauge.help, "gauge") + "\(gauge.name) \(value)\n"
        }
        return text
    }

    private static func head(_ name: String, _ help: String, _ type: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private static func escaped(_ label: String) -> String {
        var text = ""
        for character in label {
            if character == "\\" || character == "\"" { text.append("\\") }
            text.append(character == "\n" ? " " : character)
        }
        return text
    }
}

extension Metrics.Counter {
    fileprivate var help: String {
        switch self {
        case .uploads: "Uploads of terminals, by the status they were answered with."
        case .acceptedEvents: "Events that were new."
        case .duplicateEvents: "Events that were known already."
        case .attempts: "Attempts to deliver webhooks, by outcome."
        case .apiRequests: "Requests to the API, by the status they were answered with."
        case .mistrusted: "Requests under a terminal's serial number that were not believed, by the reason."
        case .postponedAdoptions: "Unknown terminals held because too many were adopted within an hour."
        }
    }

    /// What tells its counts apart; `nil`: nothing, there is but one.
    fileprivate var label: String? {
        switch self {
        case .uploads, .apiRequests: "status"
        case .attempts: "outcome"
        case .mistrusted: "reason"
        case .acceptedEvents, .duplicateEvents, .postponedAdoptions: nil
        }
    }
}
