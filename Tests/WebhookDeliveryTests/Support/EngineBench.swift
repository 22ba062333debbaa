import BridgeCore
import WebhookDelivery

/// An engine over a log in memory, with a clock the test moves. Stops with the test.
final class EngineBench {
    let outbox: MemoryOutbox
    let clock = ManualClock()
    let engine: DeliveryEngine
    let lines = Recorder<String>()

    init(_ outbox: MemoryOutbox, _ change: (inout DeliveryRules) -> Void = { _ in }) throws {
        self.outbox = outbox
        var rules = DeliveryRules(userAgent: "adms-bridge/test")
        rules.connectTimeout = .seconds(120)
        rules.timeout = .seconds(120)
        change(&rules)
        let log = Log(threshold: .debug) { [lines] level, name, fields in
            lines.append(
                "\(level.name) \(name) " + fields.map { "\($0.name)=\($0.value)" }.joined(separator: " "))
        }
        engine = DeliveryEngine(outbox: outbox, clock: clock, settings: rules, log: log)
        try engine.start()
    }

    convenience init(
        _ endpoints: [WebhookEndpoint], _ positions: ClosedRange<Int64>,
        _ change: (inout DeliveryRules) -> Void = { _ in }
    ) throws {
        let outbox = MemoryOutbox(endpoints)
        outbox.append(positions)
        try self.init(outbox, change)
    }

    deinit { engine.stop(grace: .zero) }
}

/// An endpoint on this machine, which may be reached.
func local(_ url: String, _ id: String = "main", maximumInFlight: Int = 16) -> WebhookEndpoint {
    endpoint(key("acme", id), url: url, allowsPrivate: true, maximumInFlight: maximumInFlight)
}
