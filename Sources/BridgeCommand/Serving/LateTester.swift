import BridgeCore
import Synchronization

/// Test webhooks for an API that is there before delivery is: delivery must know first where the API listens, so
/// that no webhook goes there.
final class LateTester: WebhookTester {
    private let tester = Mutex<(any WebhookTester)?>(nil)
    private let clock: any WallClock

    init(clock: any WallClock) { self.clock = clock }

    /// From now on `other` does the work.
    func leave(to other: any WebhookTester) { tester.withLock { $0 = other } }

    /// Before there is delivery nobody can tell; what is wrong is told by the attempts then.
    func mayDeliver(to url: WebhookURL, allowsPrivate: Bool) -> Bool {
        tester.withLock { $0 }?.mayDeliver(to: url, allowsPrivate: allowsPrivate) ?? true
    }

    func deliver(
        _ event: LoggedEvent, to endpoint: WebhookEndpoint,
        completion: @escaping @Sendable (AttemptRecord) -> Void
    ) {
        if let tester = tester.withLock({ $0 }) {
            return tester.deliver(event, to: endpoint, completion: completion)
        }
        completion(
            AttemptRecord(
                position: event.position, number: 1, at: clock.now(), duration: .zero, outcome: "not_sent",
                status: nil, hint: "The bridge has only just started; try again in a moment."))
    }
}
