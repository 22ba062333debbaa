import BridgeCore
import BridgeTestSupport
import Foundation
import Synchronization
import Testing

@testable import SQLiteStore

@Suite struct AnnouncementTests {
    @Test("the hundred-thousandth announcement costs no more stack than the first")
    func many() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "adms-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let store = try SQLiteStore(
            directory: directory, now: Instant(seconds: 1_800_000_000), sealing: Sample.sealingKey)
        defer { store.close() }
        let tenant = try #require(TenantID("default"))
        let heard = Atomic(0)
        store.onNewEvents { heard.add($0.count, ordering: .relaxed) }
        for _ in 0..<100_000 { store.announce(newEventsOf: [tenant]) }
        #expect(heard.load(ordering: .relaxed) == 100_000)
    }
}
