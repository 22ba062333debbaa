import BridgeCore
import HTTPClient
import WebhookDelivery

/// Attempts over real sockets, one call each, without lanes or a log.
struct Wire {
    let sender: WebhookSender
    let transfers: HTTPTransfers

    init(_ change: (inout DeliveryRules) -> Void = { _ in }) throws {
        var rules = DeliveryRules(userAgent: "adms-bridge/test")
        rules.timeout = .seconds(120)
        rules.connectTimeout = .seconds(120)
        rules.origin = "bridge.example"
        change(&rules)
        sender = WebhookSender(rules)
        transfers = try HTTPTransfers(maximumConnections: 16)
    }

    func attempt(
        _ load: Attempt.Load = .event(event(1)), to endpoint: WebhookEndpoint, tag: Int = 1, number: Int = 1,
        at moment: Instant = ManualClock.start
    ) -> Attempt {
        Attempt(tag: tag, endpoint: endpoint, load: load, number: number, startedAt: moment)
    }

    /// Makes the attempts at once and returns how each ended.
    func outcomes(_ attempts: [Attempt]) throws -> [Int: AttemptOutcome] {
        let byTag = Dictionary(uniqueKeysWithValues: attempts.map { ($0.tag, $0) })
        for attempt in attempts { sender.send(attempt, over: transfers) }
        var outcomes: [Int: AttemptOutcome] = [:]
        while outcomes.count < attempts.count {
            for transfer in try transfers.poll(timeout: .seconds(30)) {
                outcomes[transfer.tag] = sender.outcome(of: transfer, for: byTag[transfer.tag]!)
            }
        }
        return outcomes
    }

    func outcome(
        _ load: Attempt.Load = .event(event(1)), to endpoint: WebhookEndpoint,
        at moment: Instant = ManualClock.start
    ) throws -> AttemptOutcome {
        try outcomes([attempt(load, to: endpoint, at: moment)])[1]!
    }
}

/// An endpoint on this machine, which it may be.
func local(_ url: String, _ change: (inout WebhookEndpoint) -> Void = { _ in }) -> WebhookEndpoint {
    var local = endpoint(url: url, allowsPrivate: true)
    change(&local)
    return local
}
