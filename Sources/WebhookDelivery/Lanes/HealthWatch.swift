import BridgeCore

/// Draws from the ends of attempts how an endpoint is, and when that is news: to the store, to the tenant, and
/// to the endpoint itself, which is disabled when nothing has succeeded for too long.
struct HealthWatch: Sendable {
    /// Failures in a row that are news.
    static let firstNotice = 3
    /// How long an endpoint has been failing when that is news again.
    static let furtherNotices: [Duration] = [.seconds(3600), .seconds(24 * 3600), .seconds(3 * 24 * 3600)]
    static let disabledAfter: Duration = .seconds(5 * 24 * 3600)
    static let disabledAfterFailures = 20
    /// An endpoint back after so long gets what waits at once.
    static let longAbsence: Duration = .seconds(3600)
    /// How old the time of the last success on disk may get while all is well.
    static let successPrecision: Duration = .seconds(60)

    private(set) var health: EndpointHealth
    private var recordedSuccess: Instant?

    /// What an attempt's end changes.
    struct Change {
        /// Whether `health` is to be kept.
        var isWorthKeeping = false
        var notice: EndpointNotice?
        /// Whether the endpoint is back after long.
        var isBack = false
        /// Why the endpoint is to be disabled.
        var disables: String?
    }

    init(_ health: EndpointHealth) {
        self.health = health
        recordedSuccess = health.lastSuccess
    }

    mutating func succeeded(now: Instant) -> Change {
        var change = Change()
        if let since = health.failingSince {
            if health.notices > 0 { change.notice = .recovered(failingSince: since) }
            change.isBack = now - since >= Self.longAbsence
        }
        change.isWorthKeeping =
            health.isFailing || recordedSuccess.map { now - $0 >= Self.successPrecision } ?? true
        if health.isFailing { health = EndpointHealth() }
        health.lastSuccess = now
        if change.isWorthKeeping { recordedSuccess = now }
        return change
    }

    /// - Parameter exhausted: Whether the event will not be tried again.
    mutating func failed(_ error: String, exhausted: Bool, now: Instant) -> Change {
        let since = health.failingSince ?? now
        health.failingSince = since
        health.failures += 1
        health.lastError = error
        recordedSuccess = health.lastSuccess
        var change = Change(isWorthKeeping: true)
        let age = now - since
        let isNews = health.notices > 0 || health.failures >= Self.firstNotice || exhausted
        let notices = isNews ? 1 + Self.furtherNotices.count { $0 <= age } : 0
        if notices > health.notices {
            health.notices = notices
            change.notice = .failing(since: since, lastError: error)
        }
        if age >= Self.disabledAfter, health.failures >= Self.disabledAfterFailures {
            change.disables =
                "no attempt succeeded since \(since.rfc3339); \(health.failures) failed, the last with \(error)"
        }
        return change
    }
}
