import BridgeCore
import Dispatch
import Synchronization

/// A log in memory that keeps the port's promises, for the engine's tests; answers on a thread of its own, as a
/// store does.
final class MemoryOutbox: Outbox {
    struct Endpoint {
        var endpoint: WebhookEndpoint
        var position: Int64 = 0
        var waiting: [Int64: (attempts: Int, at: Instant)] = [:]
        var dead: [Int64] = []
        var pausedUntil: Instant?
        var attempts: [AttemptRecord] = []
    }

    private struct State {
        var log: [(tenant: TenantID, event: LoggedEvent)] = []
        var endpoints: [EndpointKey: Endpoint] = [:]
        var settlesToFail = 0
    }

    /// Batches that were committed.
    let commits = Recorder<[Settlement]>()
    private let state = Mutex(State())
    private let thread = DispatchQueue(label: "store")

    init(_ endpoints: [WebhookEndpoint]) {
        state.withLock { state in
            for endpoint in endpoints { state.endpoints[endpoint.key] = Endpoint(endpoint: endpoint) }
        }
    }

    func append(_ positions: some Sequence<Int64>, tenant: String = "acme") {
        state.withLock { state in
            for position in positions { state.log.append((TenantID(tenant)!, event(position))) }
        }
    }

    func put(_ endpoint: WebhookEndpoint) {
        state.withLock {
            $0.endpoints[endpoint.key, default: Endpoint(endpoint: endpoint)].endpoint = endpoint
        }
    }

    func failSettles(_ count: Int) { state.withLock { $0.settlesToFail = count } }
    subscript(key: EndpointKey) -> Endpoint { state.withLock { $0.endpoints[key]! } }

    /// Waits until an endpoint is as a test wants it.
    @discardableResult
    func wait(_ key: EndpointKey, until isEnough: (Endpoint) -> Bool) -> Endpoint {
        commits.wait { _ in isEnough(self[key]) }
        return self[key]
    }

    // MARK: Outbox

    func lanes() throws(StoreError) -> [LaneState] {
        state.withLock { state in
            state.endpoints.values.filter(\.endpoint.isEnabled).map {
                LaneState(
                    endpoint: $0.endpoint, position: $0.position, waiting: $0.waiting.count,
                    nextDue: $0.waiting.values.map(\.at).min(), pausedUntil: $0.pausedUntil)
            }
        }
    }

    func lane(_ endpoint: EndpointKey) throws(StoreError) -> LaneState? {
        try lanes().first { $0.endpoint.key == endpoint }
    }

    func read(
        _ tenant: TenantID, after position: Int64, limit: Int, showing: Set<Attachment.Kind>
    ) throws(StoreError) -> LogPage {
        let events = state.withLock { state in
            state.log.filter { $0.tenant == tenant && $0.event.position > position }.prefix(limit).map(
                \.event)
        }
        return LogPage(events: events, end: events.last?.position ?? position)
    }

    func due(
        _ endpoint: EndpointKey, by now: Instant, limit: Int, excluding excluded: Set<Int64>,
        showing: Set<Attachment.Kind>
    ) throws(StoreError) -> DuePage {
        state.withLock { state in
            let waiting = (state.endpoints[endpoint]?.waiting ?? [:]).filter { !excluded.contains($0.key) }
                .sorted { $0.value.at < $1.value.at }
            let due = waiting.prefix(limit).filter { $0.value.at <= now }
            let events = due.compactMap { entry in
                state.log.first { $0.event.position == entry.key }.map {
                    WaitingEvent(event: $0.event, attempts: entry.value.attempts)
                }
            }
            return DuePage(events: events, nextDue: waiting.dropFirst(due.count).first?.value.at)
        }
    }

    func settle(_ settlements: [Settlement], completion: @escaping Completion<Void>) {
        thread.async { [self] in
            let isKept = state.withLock { state in
                guard state.settlesToFail == 0 else {
                    state.settlesToFail -= 1
                    return false
                }
                for settlement in settlements { state.endpoints[settlement.endpoint]?.apply(settlement) }
                return true
            }
            if isKept { commits.append(settlements) }
            completion(isKept ? .success(()) : .failure(.busy))
        }
    }
}

extension MemoryOutbox.Endpoint {
    fileprivate mutating func apply(_ settlement: Settlement) {
        position = max(position, settlement.position ?? position)
        pausedUntil = settlement.pausedUntil ?? pausedUntil
        attempts += settlement.attempts
        if settlement.disabledBecause != nil { endpoint.isEnabled = false }
        for change in settlement.changes {
            switch change {
            case .wait(let position, let attempts, let at, _, _): waiting[position] = (attempts, at)
            case .park, .release: break
            case .delivered(let position): waiting[position] = nil
            case .dead(let position, _, _):
                waiting[position] = nil
                dead.append(position)
            }
        }
    }
}
