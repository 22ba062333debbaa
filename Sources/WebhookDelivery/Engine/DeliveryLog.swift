import BridgeCore

/// The lines delivery writes.
struct DeliveryLog {
    private let log: Log

    init(_ log: Log) { self.log = log }

    func started(lanes: Int) { log.info("delivery.started", [("endpoints", "\(lanes)")]) }

    /// What is abandoned is sent again after the next start, under the same ids.
    func stopped(abandoned: [Attempt]) { log.info("delivery.stopped", [("abandoned", "\(abandoned.count)")]) }

    func attempted(_ ended: FinishedAttempt, _ outcome: AttemptOutcome, duration: Duration) {
        let attempt = ended.attempt
        let fields = {
            let events = attempt.events
            return [
                (name: "endpoint", value: attempt.endpoint.key.description),
                (name: "event_id", value: events.first?.id.description ?? "-"),
            ] + (events.count > 1 ? [(name: "events", value: "\(events.count)")] : []) + [
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
        tell(ended.news, of: attempt.endpoint.key)
    }

    private func tell(_ news: LaneNews, of endpoint: EndpointKey) {
        switch news.breaker {
        case .opened: log.info("delivery.breaker_opened", [("endpoint", "\(endpoint)")])
        case .closed: log.info("delivery.breaker_closed", [("endpoint", "\(endpoint)")])
        case nil: break
        }
        for notice in news.notices { tell(notice, of: endpoint) }
    }

    private func tell(_ notice: EndpointNotice, of endpoint: EndpointKey) {
        switch notice {
        case .failing(let since, let error):
            log.warning(
                "delivery.endpoint_failing",
                [("endpoint", "\(endpoint)"), ("since", since.rfc3339), ("last_error", error ?? "-")])
        case .recovered(let since):
            log.info(
                "delivery.endpoint_recovered",
                [("endpoint", "\(endpoint)"), ("failing_since", since.rfc3339)])
        case .disabled(let reason, _, _):
            log.warning(
                "delivery.endpoint_disabled", [("endpoint", "\(endpoint)"), ("reason", reason)])
        case .backlogDropped: break  // The store's business, and its log line.
        }
    }

    func readFailed(_ error: StoreError) { log.error("delivery.read_failed", [("error", "\(error)")]) }
    func settleFailed(_ error: StoreError) { log.error("delivery.settle_failed", [("error", "\(error)")]) }
    func clientFailed(_ error: any Error) { log.error("delivery.client_failed", [("error", "\(error)")]) }
}
