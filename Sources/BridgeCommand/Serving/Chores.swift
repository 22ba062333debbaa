import BridgeCore
import Foundation

/// What is to be done from time to time, without anybody asking.
struct Chores: Sendable {
    let directory: DeviceDirectory
    let intake: any EventIntake
    let commands: any CommandQueue
    let queries: OpenQueries
    let housekeeping: any Housekeeping
    let offlineAfter: Duration
    let retention: RetentionRules
    let log: Log

    /// Writes down which terminals have fallen silent.
    func noticeSilence(at now: Instant) {
        for device in directory.sweep(at: now, silence: offlineAfter) {
            guard let tenant = device.tenant else { continue }
            let origin = EventOrigin(
                tenant: tenant, device: (device.serial, device.name), acceptedAt: now)
            let batch = EventBatch(events: [origin.event(for: .offline, of: device)], device: device)
            intake.accept(batch) { result in
                switch result {
                case .success: log.info("device.offline", [("serial", device.serial.text)])
                case .failure: directory.takeBack(.offline, of: device.serial)
                }
            }
        }
    }

    /// Has terminals shake hands again whose zone has another offset than they were told: daylight saving began or
    /// ended, or their zone was changed (protocol section 9: they read it at the handshake only).
    func correctZones(at now: Instant) {
        let orders = directory.outdated(at: now).compactMap { device in
            device.tenant.map { tenant in
                CommandOrder(
                    tenant: tenant, serial: device.serial, command: .checkForChanges, params: JSONObject(),
                    priority: 0, expiresAt: now + .seconds(86400))
            }
        }
        guard !orders.isEmpty else { return }
        commands.enqueue(orders, at: now, noting: nil) { result in
            if case .success(let records) = result {
                log.info("device.zone_outdated", [("devices", String(records.count))])
            }
        }
    }

    /// Moves on commands that nobody fetched or answered in time, a stretch at a time.
    func expireCommands(at now: Instant) {
        commands.expire(at: now) { result in
            if case .success(let count) = result, count > 0 {
                log.info("command.expired", [("count", String(count))])
                expireCommands(at: now)
            }
        }
    }

    /// Ends queries whose terminals have sent nothing more for a while.
    func concludeQueries(at now: Instant) {
        commands.conclude(queries.due(at: now), of: queries, at: now)
    }

    /// One step of forgetting, and how long the next one has time: terminals have the writer to themselves between
    /// steps.
    func forget(at now: Instant) -> Duration {
        do throws(StoreError) {
            return try housekeeping.prune(retention, at: now) ? Self.pauseBetweenSteps : Self.forgetEvery
        } catch {
            log.warning("retention.postponed", [("reason", "\(error)")])
            return Self.forgetAgain
        }
    }

    static let pauseBetweenSteps = Duration.milliseconds(50)
    static let forgetEvery = Duration.seconds(3600)
    /// After a step that failed.
    static let forgetAgain = Duration.seconds(60)
}

/// The thread that does the chores.
///
/// Safe because `isStopping` is only touched under the condition's lock.
final class ChoreThread: @unchecked Sendable {
    private let condition = NSCondition()
    private var isStopping = false
    private let ended = DispatchSemaphore(value: 0)
    init(_ chores: Chores, clock: any WallClock) {
        let thread = Thread { [self] in
            run(chores, clock)
            ended.signal()
        }
        thread.name = "chores"
        thread.start()
    }

    func stop() {
        condition.lock()
        isStopping = true
        condition.signal()
        condition.unlock()
        ended.wait()
    }

    private func run(_ chores: Chores, _ clock: any WallClock) {
        var (forgetAt, steps) = (clock.now(), 0)
        while !waitForStop(after: steps > 0 ? Chores.pauseBetweenSteps : .seconds(1)) {
            let now = clock.now()
            // Forgetting much takes long; the rest goes on meanwhile, about once a second.
            if steps % 20 == 0 {
                chores.noticeSilence(at: now)
                chores.expireCommands(at: now)
                chores.concludeQueries(at: now)
                chores.correctZones(at: now)
            }
            guard steps > 0 || now >= forgetAt else { continue }
            let pause = chores.forget(at: now)
            steps = pause == Chores.pauseBetweenSteps ? steps + 1 : 0
            forgetAt = now + pause
        }
    }

    /// Whether it is time to end; waits that long for it.
    private func waitForStop(after time: Duration) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        // Whether the time is over or somebody called makes no difference.
        if !isStopping { _ = condition.wait(until: Date(timeIntervalSinceNow: time / .seconds(1))) }
        return isStopping
    }
}
