import BridgeCore
import WebhookDelivery

/// A plan, a store and a receiver in made-up time: what the engine's loop does, without threads or network.
struct DeliverySimulation {
    var store: StoreModel
    var plan: DeliveryPlan
    var now = ManualClock.start
    /// What the receiver makes of an attempt, and how long it takes.
    var receive: (Attempt, Instant) -> (AttemptOutcome, Duration)
    /// How long a commit takes; `nil`: it fails.
    var commit: () -> Duration? = { .milliseconds(2) }
    /// Sees every attempt that ended in the receiver.
    var ended: (Attempt, AttemptOutcome, Instant) -> Void = { _, _, _ in }

    private let newPlan: () -> DeliveryPlan
    private var underWay: [(at: Instant, attempt: Attempt, outcome: AttemptOutcome)] = []
    private var settling: (at: Instant, settlements: [Settlement], isKept: Bool)?

    init(
        _ endpoints: [WebhookEndpoint], maximumInFlight: Int = 100,
        schedule: [Duration] = [.seconds(5), .seconds(300)], seed: UInt64 = 1,
        receive: @escaping (Attempt, Instant) -> (AttemptOutcome, Duration)
    ) {
        store = StoreModel(endpoints)
        self.receive = receive
        newPlan = { DeliveryPlan(schedule: schedule, maximumInFlight: maximumInFlight, seed: seed) }
        plan = newPlan()
        plan.setLanes(store.endpoints.keys.compactMap { store.lane($0) }, now: now)
    }

    mutating func append(_ events: LoggedEvent..., tenant: TenantID = TenantID("acme")!) {
        append(events, tenant: tenant)
    }

    mutating func append(_ events: [LoggedEvent], tenant: TenantID) {
        for event in events { store.append(event, tenant: tenant) }
        plan.logGrew([tenant], now: now)
    }

    /// The program dies and starts anew. What is under way reaches the receiver or not; nobody hears of it.
    mutating func crash(arrives: (Attempt) -> Bool) {
        for transfer in underWay where arrives(transfer.attempt) {
            ended(transfer.attempt, transfer.outcome, now)
        }
        underWay = []
        if let settling, settling.isKept, settling.at <= now {
            for settlement in settling.settlements { store.settle(settlement) }
        }
        settling = nil
        store.releaseOrphans(at: now)
        plan = newPlan()
        plan.setLanes(store.endpoints.keys.compactMap { store.lane($0) }, now: now)
    }

    /// Lets time pass until a moment, doing all there is to do.
    mutating func run(until end: Instant) {
        while true {
            act()
            guard let next = nextMoment, next <= end else { break }
            now = max(now, next)
        }
        now = end
    }

    /// Takes over an endpoint that was changed in the store.
    mutating func reload(_ key: EndpointKey) {
        while plan.isSettling {
            now = settling!.at
            act()
        }
        plan.setLane(key, store.lane(key), now: now)
    }

    var isIdle: Bool { nextMoment == nil }

    private var nextMoment: Instant? {
        ([plan.nextWake(now: now), settling?.at].compactMap { $0 } + underWay.map(\.at)).min()
    }

    private mutating func act() {
        if let settling, settling.at <= now {
            self.settling = nil
            if settling.isKept {
                for settlement in settling.settlements { store.settle(settlement) }
                plan.settled(now: now)
            } else {
                plan.settleFailed(now: now)
            }
        }
        for (place, transfer) in underWay.enumerated().reversed() where transfer.at <= now {
            underWay.remove(at: place)
            ended(transfer.attempt, transfer.outcome, now)
            _ = plan.finished(
                transfer.attempt.tag, transfer.outcome, duration: now - transfer.attempt.startedAt, now: now)
        }
        plan.advance(to: now)
        read()
        while let attempt = plan.nextAttempt(now: now) {
            let (outcome, duration) = receive(attempt, now)
            underWay.append((now + duration, attempt, outcome))
        }
        let settlements = plan.beginSettling(now: now)
        guard !settlements.isEmpty else { return }
        let duration = commit()
        settling = (now + (duration ?? .milliseconds(5)), settlements, duration != nil)
    }

    private mutating func read() {
        while let wanted = plan.nextRead(now: now) {
            switch wanted {
            case .log(let lane, let tenant, let after, let limit, _):
                let page = store.read(tenant, after: after, limit: limit)
                plan.take(page, for: lane, limit: limit, now: now)
            case .due(let lane, let key, let limit, let excluded, _):
                let page = store.due(key, by: now, limit: limit, excluding: excluded)
                plan.take(page, for: lane, now: now)
            }
        }
    }
}
