import BridgeCore
import Foundation
import Synchronization

/// What `/metrics` looks up when it is asked.
final class Figures: Sendable {
    private let library: any EventLibrary
    private let registry: any Registry
    private let clock: any WallClock
    private let last = Mutex<(at: Instant, backlog: Backlog?)?>(nil)
    private static let freshness = Duration.seconds(10)

    /// What waits, over all tenants.
    private struct Backlog {
        var waiting = 0
        var dead = 0
        var endpoints = 0
    }

    init(library: any EventLibrary, registry: any Registry, clock: any WallClock) {
        self.library = library
        self.registry = registry
        self.clock = clock
    }

    func add(to metrics: Metrics) {
        let startedAt = Double(clock.now().milliseconds) / 1000
        metrics.add(
            Metrics.Gauge("process_start_time_seconds", "When the program started, since 1970.") { startedAt }
        )
        metrics.add(
            Metrics.Gauge("process_resident_memory_bytes", "Memory the program holds.") {
                Self.residentBytes().map(Double.init)
            })
        metrics.add(
            Metrics.Gauge("adms_bridge_events_waiting", "Events that wait for another attempt.") { [self] in
                backlog().map { Double($0.waiting) }
            })
        metrics.add(
            Metrics.Gauge("adms_bridge_dead_letters", "Events whose attempts are exhausted.") { [self] in
                backlog().map { Double($0.dead) }
            })
        metrics.add(
            Metrics.Gauge("adms_bridge_endpoints", "Webhook endpoints.") { [self] in
                backlog().map { Double($0.endpoints) }
            })
    }

    /// Counted at most once in ten seconds; `nil` where the store cannot be read.
    private func backlog() -> Backlog? {
        let now = clock.now()
        if let last = last.withLock({ $0 }), now >= last.at, now - last.at < Self.freshness {
            return last.backlog
        }
        let counted = count()
        last.withLock { $0 = (now, counted) }
        return counted
    }

    private func count() -> Backlog? {
        do throws(StoreError) {
            var backlog = Backlog()
            for tenant in try registry.tenants() {
                let own = try library.statistics(of: tenant)
                backlog.waiting += own.waiting
                backlog.dead += own.dead
                backlog.endpoints += own.endpoints
            }
            return backlog
        } catch {
            return nil
        }
    }

    private static func residentBytes() -> Int? {
        guard let status = FileManager.default.contents(atPath: "/proc/self/status") else { return nil }
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("VmRSS:") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 * 1024 }
    }
}
