package import BridgeCore
import Synchronization

/// A store that a promise may close and open again on what it kept.
///
/// Knows two tenants from the start, with the terminal `Sample.serial` of the first.
package final class StoreUnderTest {
    private let makeStore: () throws -> any RestartableStore
    package private(set) var store: any RestartableStore

    init(makeStore: @escaping () throws -> any RestartableStore) throws {
        self.makeStore = makeStore
        store = try makeStore()
        try adopt()
    }

    /// Closes the store and opens it again on the same data.
    package func restart() throws {
        store.close()
        store = try makeStore()
    }

    /// Makes the first tenant be as given and the second have nothing.
    package func adopt(
        keys: [TenantKey] = [], endpoints: [WebhookEndpoint] = [],
        devices: [ConfiguredDevice] = [Sample.configuredDevice()], otherEndpoints: [WebhookEndpoint] = []
    ) throws {
        try store.adopt(
            [
                Sample.configured(keys: keys, endpoints: endpoints, devices: devices),
                Sample.configured(Sample.otherTenant, endpoints: otherEndpoints),
            ], at: Sample.now)
    }

    @discardableResult
    package func accept(_ batch: EventBatch) async throws -> AcceptedEvents {
        let store = store
        return try await success { store.accept(batch, completion: $0) }
    }

    /// The tenant's whole log.
    package func log(of tenant: TenantID = Sample.tenant, after position: Int64 = 0) throws -> [LoggedEvent] {
        var (log, page) = ([LoggedEvent](), try store.read(tenant, after: position, limit: 1000))
        while !page.events.isEmpty {
            log += page.events
            page = try store.read(tenant, after: page.end, limit: 1000)
        }
        return log
    }

    package func settle(_ settlement: Settlement) async throws {
        let store = store
        try await success { store.settle([settlement], completion: $0) }
    }

    package func lane(_ key: EndpointKey = Sample.key()) throws -> LaneState? {
        try store.lanes().first { $0.endpoint.key == key }
    }

    package func enqueue(_ orders: CommandOrder..., at now: Instant = Sample.now) async throws
        -> [CommandRecord]
    {
        let store = store
        return try await success { store.enqueue(orders, at: now, completion: $0) }
    }

    /// The answer to a poll as lines; each is `<number> <type>`, and more bytes if the order is for more.
    package func lease(
        _ serial: SerialNumber = Sample.serial, at now: Instant = Sample.now, maximumCommands: Int = 100,
        maximumBytes: Int = 64 << 10
    ) async throws -> [String] {
        let request = LeaseRequest(
            serial: serial, now: now, maximumCommands: maximumCommands, maximumBytes: maximumBytes
        ) { number, command in
            let filling =
                if case .raw(let text) = command { text } else { command.type.rawValue }
            return Array("\(number.value) \(filling)\n".utf8)
        }
        let store = store
        let text = try await success { store.lease(request, completion: $0) }.text
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// The commands of the answer to a poll.
    package func leasedCommands(_ serial: SerialNumber = Sample.serial) async throws -> [Command] {
        let seen = Mutex<[Command]>([])
        let store = store
        let request = LeaseRequest(
            serial: serial, now: Sample.now, maximumCommands: 100, maximumBytes: 64 << 10
        ) { _, command in
            seen.withLock { $0.append(command) }
            return [0]
        }
        _ = try await success { store.lease(request, completion: $0) }
        return seen.withLock { $0 }
    }

    /// The receipts nobody waited for.
    @discardableResult
    package func settle(
        _ receipts: CommandReceipt..., from serial: SerialNumber = Sample.serial, at now: Instant = Sample.now
    ) async throws -> [CommandReceipt] {
        let store = store
        return try await success { store.settle(receipts, from: serial, at: now, completion: $0) }
    }

    @discardableResult
    package func expire(at now: Instant) async throws -> Int {
        let store = store
        return try await success { store.expire(at: now, completion: $0) }
    }

    package func command(_ number: CommandNumber) throws -> CommandRecord? {
        try store.command(number, of: Sample.tenant)
    }

    /// Goes on until there is nothing more to forget; returns in how many steps.
    @discardableResult
    package func prune(_ rules: RetentionRules = .days(30), at now: Instant) throws -> Int {
        var steps = 1
        while try store.prune(rules, at: now) { steps += 1 }
        return steps
    }
}

extension RetentionRules {
    /// Everything for `events` days but ids, which are kept for `dedupe` days, and rejects.
    package static func days(_ events: Int, dedupe: Int = 400, rejects: Int? = nil) -> RetentionRules {
        RetentionRules(
            events: .days(events), attempts: .days(events), dedupe: .days(dedupe),
            rejects: .days(rejects ?? events))
    }
}

extension Duration {
    package static func days(_ count: Int) -> Duration { .seconds(count * 86400) }
}

extension CommandReceipt {
    /// A terminal's answer to a command of ours.
    package static func of(_ number: CommandNumber, returning code: Int = 0) -> CommandReceipt {
        CommandReceipt(
            number: number, id: String(number.value), returnCode: code,
            meaning: code < 0 ? "the terminal refused" : nil)
    }
}
