import BridgeCore
import Crypto
import Dispatch
import Foundation
import SQLiteStore
import Synchronization

/// Fills the store of a bridge that is not running, by way of the store's own port.
enum StoreFilling {
    /// Events in one commit, all from one terminal: the n-th batch is the n-th terminal's, in turn.
    static let batch = 1000

    /// Puts `count` punches into the log, the `first`th and those after it; the tenant must be known to the store.
    static func fill(_ dataDirectory: String, count: Int, day: Instant, devices: Int, first: Int = 0) throws {
        let store = try open(dataDirectory, at: day)
        defer { store.close() }
        let events = try PunchEvents(devices: devices, day: day)
        let places = DispatchSemaphore(value: 8)
        let stored = Atomic(0)
        for (number, start) in stride(from: first, to: first + count, by: batch).enumerated() {
            try Interruption.check()
            let drafts = events.events(start..<min(first + count, start + batch), of: number)
            places.wait()
            store.accept(EventBatch(events: drafts)) { result in
                if case .success(let accepted) = result { stored.add(accepted.new, ordering: .relaxed) }
                places.signal()
            }
        }
        for _ in 0..<8 { places.wait() }
        for _ in 0..<8 { places.signal() }
        let total = stored.load(ordering: .relaxed)
        guard total == count else {
            throw BenchmarkError(reason: "only \(total) of \(count) events could be put into the store")
        }
    }

    /// Commands in one order to many terminals.
    static let orders = 1000

    /// Queues commands for every terminal of the first tenant.
    ///
    /// - Returns: Commands a second, each on disk before it counts, and the last of them.
    static func queue(
        _ dataDirectory: String, commandsPerDevice: Int, devices: Int
    ) throws -> (perSecond: Double, last: CommandNumber) {
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let store = try open(dataDirectory, at: now)
        defer { store.close() }
        guard let tenant = TenantID(BridgeSettings.tenant(0)) else {
            throw BenchmarkError(reason: "the tenant cannot be named")
        }
        let serials = (0..<devices).compactMap { SerialNumber(BenchmarkDevice.serial($0)) }
        let places = DispatchSemaphore(value: 4)
        let queued = Atomic(0)
        let last = Atomic<Int64>(0)
        let started = Stopwatch.now
        for round in 0..<commandsPerDevice {
            let params: JSONObject = [
                "pin": .string(String(1000 + round)), "name": "Siti Rahma", "card": "123456789",
            ]
            let command = try Command(type: .userUpsert, params: params)
            for start in stride(from: 0, to: serials.count, by: orders) {
                try Interruption.check()
                let bulk = serials[start..<min(start + orders, serials.count)].map { serial in
                    CommandOrder(
                        tenant: tenant, serial: serial, command: command, params: params, priority: 0,
                        expiresAt: now + .seconds(86400))
                }
                places.wait()
                store.enqueue(bulk, at: now, noting: nil) { result in
                    if case .success(let records) = result {
                        queued.add(records.count, ordering: .relaxed)
                        last.store(records.last?.number.value ?? 0, ordering: .relaxed)
                    }
                    places.signal()
                }
            }
        }
        for _ in 0..<4 { places.wait() }
        for _ in 0..<4 { places.signal() }
        let seconds = Double(max(1, Stopwatch.now - started)) / 1e9
        let total = queued.load(ordering: .relaxed)
        guard total == devices * commandsPerDevice else {
            throw BenchmarkError(reason: "only \(total) commands could be queued")
        }
        return (Double(total) / seconds, CommandNumber(last.load(ordering: .relaxed)))
    }

    private static func open(_ dataDirectory: String, at now: Instant) throws -> SQLiteStore {
        // The bridge made the key when it was first started here.
        let text = try String(contentsOfFile: dataDirectory + "/secrets.key", encoding: .utf8)
        guard let sealing = SealingKey(String(text.prefix { !$0.isWhitespace })) else {
            throw BenchmarkError(reason: "\(dataDirectory)/secrets.key holds no key")
        }
        return try SQLiteStore(directory: dataDirectory, now: now, sealing: sealing)
    }
}
