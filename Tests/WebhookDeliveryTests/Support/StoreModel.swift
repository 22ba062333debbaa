import BridgeCore
import Testing

/// A log, positions and exceptions as values that keep the port's promises, and complain where a lane breaks its.
struct StoreModel: Sendable {
    struct Row: Sendable {
        var attempts: Int
        /// `nil`: parked.
        var at: Instant?
        var batch: Int64?
        var serial: SerialNumber?
    }

    struct Endpoint: Sendable {
        var endpoint: WebhookEndpoint
        var position: Int64 = 0
        var waiting: [Int64: Row] = [:]
        var dead: [Int64] = []
        var pausedUntil: Instant?
        var attempts: [AttemptRecord] = []
        var health = EndpointHealth()
        var hasShakenHands = false
        var disabledBecause: String?
        var notices: [EndpointNotice] = []
        var keepsAttempts = true
    }

    /// By tenant, in order.
    private(set) var logs: [TenantID: [LoggedEvent]] = [:]
    var endpoints: [EndpointKey: Endpoint] = [:]

    init(_ endpoints: [WebhookEndpoint]) {
        for endpoint in endpoints { self.endpoints[endpoint.key] = Endpoint(endpoint: endpoint) }
    }

    mutating func append(_ event: LoggedEvent, tenant: TenantID) { logs[tenant, default: []].append(event) }

    func lane(_ key: EndpointKey) -> LaneState? {
        guard let endpoint = endpoints[key], endpoint.endpoint.isEnabled else { return nil }
        var blocked: [SerialNumber: Int] = [:]
        for case let serial? in endpoint.waiting.values.map(\.serial) { blocked[serial, default: 0] += 1 }
        return LaneState(
            endpoint: endpoint.endpoint, position: endpoint.position, waiting: endpoint.waiting.count,
            nextDue: endpoint.waiting.values.compactMap(\.at).min(), pausedUntil: endpoint.pausedUntil,
            health: endpoint.health, blocked: endpoint.endpoint.options.ordering.isByDevice ? blocked : [:],
            hasShakenHands: endpoint.hasShakenHands)
    }

    func read(_ tenant: TenantID, after position: Int64, limit: Int) -> LogPage {
        let log = logs[tenant] ?? []
        let start = place(after: position, in: log)
        let events = Array(log[start..<min(log.count, start + limit)])
        return LogPage(events: events, end: events.last?.position ?? position)
    }

    func event(_ tenant: TenantID, at position: Int64) -> LoggedEvent? {
        let log = logs[tenant] ?? []
        let place = place(after: position - 1, in: log)
        return place < log.count && log[place].position == position ? log[place] : nil
    }

    private func place(after position: Int64, in log: [LoggedEvent]) -> Int {
        var (low, high) = (0, log.count)
        while low < high {
            let middle = (low + high) / 2
            if log[middle].position <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func due(_ key: EndpointKey, by now: Instant, limit: Int, excluding excluded: Set<Int64>) -> DuePage {
        let rows = (endpoints[key]?.waiting ?? [:]).filter {
            $0.value.at != nil && !excluded.contains($0.key)
        }
        .sorted { ($0.value.at!, $0.key) < ($1.value.at!, $1.key) }
        var taken = rows.prefix(limit).filter { $0.value.at! <= now }
        let batches = Set(taken.compactMap(\.value.batch))
        let rest = rows.dropFirst(taken.count)
        taken += rest.filter { row in row.value.at! <= now && row.value.batch.map(batches.contains) ?? false }
        let places = Set(taken.map(\.key))
        let events = taken.compactMap { row in
            event(key.tenant, at: row.key).map {
                WaitingEvent(
                    event: $0, attempts: row.value.attempts, batch: row.value.batch,
                    holdsBack: row.value.serial != nil)
            }
        }
        return DuePage(events: events, nextDue: rest.first { !places.contains($0.key) }?.value.at)
    }

    /// Terminals of which nothing but parked events waits: possible after a crash between a replay and the end of
    /// what it was put behind.
    mutating func releaseOrphans(at now: Instant) {
        for key in endpoints.keys {
            let rows = endpoints[key]!.waiting
            for serial in Set(rows.values.compactMap(\.serial)) {
                let own = rows.filter { $0.value.serial == serial }
                if own.values.allSatisfy({ $0.at == nil }) {
                    endpoints[key]?.waiting[own.keys.min()!]?.at = now
                }
            }
        }
    }

    /// Somebody wants events delivered again: they wait, due now, and hold nobody back. Not dead ones, which would
    /// then arrive late for the first time.
    mutating func replay(_ key: EndpointKey, _ positions: ClosedRange<Int64>, at now: Instant) {
        guard let endpoint = endpoints[key] else { return }
        for position in positions where position <= endpoint.position && endpoint.waiting[position] == nil {
            guard event(key.tenant, at: position) != nil, !endpoint.dead.contains(position) else { continue }
            endpoints[key]?.waiting[position] = Row(attempts: 0, at: now, batch: nil, serial: nil)
        }
    }

    mutating func settle(_ settlement: Settlement) { endpoints[settlement.endpoint]?.apply(settlement) }
}

extension StoreModel.Endpoint {
    mutating func apply(_ settlement: Settlement) {
        position = max(position, settlement.position ?? position)
        pausedUntil = settlement.pausedUntil ?? pausedUntil
        if keepsAttempts { attempts += settlement.attempts }
        health = settlement.health ?? health
        hasShakenHands = settlement.hasShakenHands || hasShakenHands
        notices += settlement.notices
        if let reason = settlement.disabledBecause {
            endpoint.isEnabled = false
            disabledBecause = reason
        }
        for change in settlement.changes { apply(change, at: settlement.at) }
        if settlement.bringsForward {
            for (place, row) in waiting where row.at != nil { waiting[place]?.at = settlement.at }
        }
    }

    private mutating func apply(_ change: Settlement.EventChange, at now: Instant?) {
        switch change {
        case .wait(let place, let attempts, let moment, let batch, let serial):
            #expect(place <= position, "an exception ahead of the position")
            let kept = serial ?? waiting[place]?.serial
            waiting[place] = StoreModel.Row(attempts: attempts, at: moment, batch: batch, serial: kept)
        case .park(let place, let serial):
            #expect(place <= position && waiting[place] == nil, "parked what waits or is ahead")
            waiting[place] = StoreModel.Row(attempts: 0, at: nil, batch: nil, serial: serial)
        case .release(let serial):
            let first = waiting.filter { $0.value.serial == serial }.keys.min()
            #expect(first != nil, "nothing to release")
            if let first { waiting[first]?.at = now }
        case .delivered(let place): waiting[place] = nil
        case .dead(let place, _, _):
            waiting[place] = nil
            dead.append(place)
        }
    }
}
