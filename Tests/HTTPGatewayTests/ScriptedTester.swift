import BridgeCore
import Synchronization

/// Says of every webhook that a receiver answered 200, and remembers what it was asked to send.
final class ScriptedTester: WebhookTester {
    private let asked = Mutex<[(event: LoggedEvent, endpoint: WebhookEndpoint)]>([])

    var deliveries: [(event: LoggedEvent, endpoint: WebhookEndpoint)] { asked.withLock { $0 } }

    func mayDeliver(to url: WebhookURL, allowsPrivate: Bool) -> Bool { true }

    func deliver(
        _ event: LoggedEvent, to endpoint: WebhookEndpoint,
        completion: @escaping @Sendable (AttemptRecord) -> Void
    ) {
        asked.withLock { $0.append((event, endpoint)) }
        completion(
            AttemptRecord(
                position: event.position, number: 1, at: Instant(seconds: 0), duration: .milliseconds(12),
                outcome: "delivered", status: 200, answer: Array("thanks".utf8)))
    }
}
