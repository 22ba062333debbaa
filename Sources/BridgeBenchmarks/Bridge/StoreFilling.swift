import BridgeCore
import Crypto
import Dispatch
import Foundation
import SQLiteStore
import Synchronization

/// Fills the store of a bridge that is not running, by way of the store's own port.
enum StoreFilling {
    private static let batch = 1000

    /// Puts `count` punches into the log, the `first`th and those after it; the tenant must be known to the store.
    static func fill(_ dataDirectory: String, count: Int, day: Instant, devices: Int, first: Int = 0) throws {
        // The bridge made the key when it was first started here.
        let text = try String(contentsOfFile: dataDirectory + "/secrets.key", encoding: .utf8)
        guard let sealing = SealingKey(String(text.prefix { !$0.isWhitespace })) else {
            throw BenchmarkError(reason: "\(dataDirectory)/secrets.key holds no key")
        }
        let store = try SQLiteStore(directory: dataDirectory, now: day, sealing: sealing)
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
}
