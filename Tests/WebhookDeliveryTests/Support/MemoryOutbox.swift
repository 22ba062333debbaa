import BridgeCore
import Dispatch
import Synchronization

/// A log in memory that keeps the port's promises, for the engine's tests; answers on a thread of its own, as a
/// store does.
final class MemoryOutbox: Outbox {
    private struct State {
        var store: StoreModel
        var settlesToFail = 0
        var lanesRead = 0
    }

    /// Batches that were committed.
    let commits = Recorder<[Settlement]>()
    private let state: Mutex<State>
    private let thread = DispatchQueue(label: "store")

    init(_ endpoints: [WebhookEndpoint]) { state = Mutex(State(store: StoreModel(endpoints))) }

    func append(_ positions: some Sequence<Int64>, tenant: String = "acme") {
        append(positions.map { event($0) }, tenant: tenant)
    }

    func append(_ events: [LoggedEvent], tenant: String = "acme") {
        state.withLock { state in
            for event in events { state.store.append(event, tenant: TenantID(tenant)!) }
        }
    }

    func put(_ endpoint: WebhookEndpoint) {
        change(endpoint.key) {
            $0.endpoint = endpoint
        } orMake: {
            StoreModel.Endpoint(endpoint: endpoint)
        }
    }

    /// What a person does to an endpoint in the store.
    func change(
        _ key: EndpointKey, _ change: (inout StoreModel.Endpoint) -> Void,
        orMake make: () -> StoreModel.Endpoint? = { nil }
    ) {
        state.withLock { state in
            guard var endpoint = state.store.endpoints[key] ?? make() else { return }
            change(&endpoint)
            state.store.endpoints[key] = endpoint
        }
    }

    func remove(_ key: EndpointKey) { state.withLock { $0.store.endpoints[key] = nil } }
    func failSettles(_ count: Int) { state.withLock { $0.settlesToFail = count } }
    subscript(key: EndpointKey) -> StoreModel.Endpoint { state.withLock { $0.store.endpoints[key]! } }
    /// How often all lanes were read.
    var lanesRead: Int { state.withLock { $0.lanesRead } }

    /// Waits until an endpoint is as a test wants it.
    @discardableResult
    func wait(_ key: EndpointKey, until isEnough: (StoreModel.Endpoint) -> Bool) -> StoreModel.Endpoint {
        commits.wait { _ in isEnough(self[key]) }
        return self[key]
    }

    // MARK: Outbox

    func lanes() throws(StoreError) -> [LaneState] {
        state.withLock { state in
            state.lanesRead += 1
            return state.store.endpoints.keys.compactMap { state.store.lane($0) }
        }
    }

    func lane(_ endpoint: EndpointKey) throws(StoreError) -> LaneState? {
        state.withLock { $0.store.lane(endpoint) }
    }

    func read(
        _ tenant: TenantID, after position: Int64, limit: Int, showing: Set<Attachment.Kind>
    ) throws(StoreError) -> LogPage {
        state.withLock { $0.store.read(tenant, after: position, limit: limit) }
    }

    func due(
        _ endpoint: EndpointKey, by now: Instant, limit: Int, excluding excluded: Set<Int64>,
        showing: Set<Attachment.Kind>
    ) throws(StoreError) -> DuePage {
        state.withLock { $0.store.due(endpoint, by: now, limit: limit, excluding: excluded) }
    }

    func settle(_ settlements: [Settlement], completion: @escaping Completion<Void>) {
        thread.async { [self] in
            let isKept = state.withLock { state in
                guard state.settlesToFail == 0 else {
                    state.settlesToFail -= 1
                    return false
                }
                for settlement in settlements { state.store.settle(settlement) }
                return true
            }
            if isKept { commits.append(settlements) }
            completion(isKept ? .success(()) : .failure(.busy))
        }
    }
}
