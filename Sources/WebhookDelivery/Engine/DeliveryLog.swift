import BridgeCore

/// The lines delivery writes.
struct DeliveryLog {
    private let log: Log

    init(_ log: Log) { self.log = log }

    func started(lanes: Int) { log.info("delivery.started", [("endpoints", "\(lanes)")]) }

    /// What is abandoned is sent again after the next start, under the same ids.
    func stopped(abandoned: [Attempt]) { log.info("delivery.stopped", [("abandoned", "\(abandoned.count)")]) }

    func attempted(_ attempt: Attempt, _ outcome: AttemptOutcome, _ verdict: Verdict, duration: Duration) {
        let fields = {
            [
                (name: "endpoint", value: attempt.endpoint.key.description),
                (name: "event_id", value: attempt.events.first?.id.description ?? "-"),
                (name: "attempt", value: "\(attempt.number)"),
                (name: "outcome", value: outcome.word),
                (name: "status", value: outcome.status.map { "\($0)" } ?? "-"),
                (name: "ms", value: "\(duration.milliseconds)"),
            ]
        }
        if outcome.isDelivery {
            log.debug("delivery.attempted", fields())
        } else {
            log.info("delivery.attempted", fields())
        }
        if let reason = verdict.disables {
            log.warning(
                "delivery.endpoint_disabled",
                [("endpoint", attempt.endpoint.key.description), ("reason", reason)])
        }
    }

    func readFailed(_ error: StoreError) { log.error("delivery.read_failed", [("error", "\(error)")]) }
    func settleFailed(_ error: StoreError) { log.error("delivery.settle_failed", [("error", "\(error)")]) }
    func clientFailed(_ error: any Error) { log.error("delivery.client_failed", [("error", "\(error)")]) }
}
