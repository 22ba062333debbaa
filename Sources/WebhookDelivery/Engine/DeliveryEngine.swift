package import BridgeCore
import Dispatch
import Foundation
import Synchronization

/// Carries events from the outbox to their endpoints, on a thread of its own, until stopped.
package final class DeliveryEngine: Sendable {
    private let outbox: any Outbox
    private let clock: any WallClock
    private let rules: DeliveryRules
    private let log: Log
    private let metrics: Metrics
    private let inbox = Inbox()
    private let isStarted = Mutex(false)
    private let hasEnded = DispatchSemaphore(value: 0)

    /// - Parameter metrics: Where attempts are counted.
    package init(
        outbox: any Outbox, clock: any WallClock, settings: DeliveryRules, log: Log,
        metrics: Metrics = Metrics()
    ) {
        self.outbox = outbox
        self.clock = clock
        rules = settings
        self.log = log
        self.metrics = metrics
    }

    /// Reads where every endpoint stands and begins to deliver. Once only.
    ///
    /// Throws `StoreError` where the store cannot say, `ClientFailure` where the machine has no handles left.
    package func start() throws {
        let loop = try DeliveryLoop(
            outbox: outbox, clock: clock, rules: rules, inbox: inbox, log: log, metrics: metrics)
        let handover = Mutex<DeliveryLoop?>(loop)
        let thread = Thread { [hasEnded] in
            let loop = handover.withLock { loop in
                let taken = loop
                loop = nil
                return taken
            }
            loop?.run()
            hasEnded.signal()
        }
        thread.name = "delivery"
        thread.stackSize = 1 << 20
        isStarted.withLock { $0 = true }
        thread.start()
    }

    /// There may be new events anywhere. Returns at once, from any thread; costs a look at every endpoint.
    package func wake() { inbox.tell { $0.logGrew = true } }

    /// There may be new events of these tenants: the same at the cost of their endpoints only.
    package func wake(tenants: Set<TenantID>) { inbox.tell { $0.grownTenants.formUnion(tenants) } }

    /// Endpoints were added, changed, enabled or removed, or what waits for them was.
    package func endpointsChanged() { inbox.tell { $0.endpointsChanged = true } }

    /// The same of these endpoints only, at the cost of a look at each.
    package func endpointsChanged(_ keys: Set<EndpointKey>) {
        inbox.tell { $0.changedEndpoints.formUnion(keys) }
    }

    /// Starts nothing more, gives what is under way up to `grace` to end, settles, and returns when the thread
    /// has ended. What did not end is sent again after the next start.
    package func stop(grace: Duration) {
        guard isStarted.withLock({ $0 }) else { return }
        inbox.tell { $0.stop = grace }
        hasEnded.wait()
        hasEnded.signal()
    }
}

extension DeliveryEngine: WebhookTester {
    /// Does not touch what the endpoint's own deliveries stand at. Answered also where the engine is not running
    /// or stops meanwhile: then with `not_sent`, or `timeout` if it was under way.
    package func deliver(
        _ event: LoggedEvent, to endpoint: WebhookEndpoint,
        completion: @escaping @Sendable (AttemptRecord) -> Void
    ) {
        let trial = Trial(event: event, endpoint: endpoint, completion: completion)
        guard isStarted.withLock({ $0 }), inbox.tell({ $0.trials.append(trial) }) else {
            return trial.giveUp(.notSent, hint: Trial.stopping, at: clock.now())
        }
    }

    package func mayDeliver(to url: WebhookURL, allowsPrivate: Bool) -> Bool {
        guard let address = url.address else { return true }
        return EgressGuard(rules).permits(address, port: url.port, allowsPrivate: allowsPrivate)
    }
}
