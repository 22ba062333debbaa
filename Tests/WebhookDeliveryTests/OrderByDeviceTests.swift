import BridgeCore
import Testing
import WebhookDelivery

/// Order by device and nothing lost, whatever fails, in made-up worlds that differ by their seed.
struct OrderByDeviceTests {
    /// What a world is like.
    struct World: CustomTestStringConvertible, Sendable {
        var ordering: DeliveryOrdering
        var batch: BatchRule?
        var seeds: ClosedRange<UInt64> = 1...6
        var replays = false

        var testDescription: String {
            "\(ordering), batches of \(batch?.maximumEvents ?? 1), replays: \(replays)"
        }
    }

    /// What the receiver has got.
    private final class Receiver {
        var arrivals: [LoggedEvent] = []
        var firstArrivals: [SerialNumber?: [Int64]] = [:]
        var seen: Set<Int64> = []
        var underWay: [SerialNumber: Int] = [:]
        var overlaps = 0

        func begin(_ attempt: Attempt) {
            for serial in Set(attempt.events.compactMap(\.serial)) {
                underWay[serial, default: 0] += 1
                if underWay[serial]! > 1 { overlaps += 1 }
            }
        }

        func end(_ attempt: Attempt, _ outcome: AttemptOutcome) {
            for serial in Set(attempt.events.compactMap(\.serial)) { underWay[serial]! -= 1 }
            guard outcome.isDelivery else { return }
            for event in attempt.events where seen.insert(event.position).inserted {
                firstArrivals[event.serial, default: []].append(event.position)
            }
        }
    }

    private struct Chance {
        var jitter: Jitter
        mutating func next() -> Double { (jitter.next() - 0.8) / 0.4 }
        mutating func below(_ bound: Int) -> Int { min(bound - 1, Int(next() * Double(bound))) }
    }

    private final class Fate {
        var chance: Chance
        init(_ seed: UInt64) { chance = Chance(jitter: Jitter(seed: seed)) }
    }

    private static let worlds = [
        World(ordering: .device(.block)),
        World(ordering: .device(.skip(after: 2))),
        World(ordering: .device(.block), batch: BatchRule(maximumEvents: 8, maximumWait: .seconds(1))),
        World(ordering: .device(.block), replays: true),
        World(
            ordering: .device(.block), batch: BatchRule(maximumEvents: 5, maximumWait: .milliseconds(200)),
            replays: true),
        World(ordering: .none, batch: BatchRule(maximumEvents: 8, maximumWait: .seconds(1)), replays: true),
        World(ordering: .none, replays: true),
    ]

    @Test(
        "a terminal's events arrive in order and every event ends somewhere, through failures and restarts",
        arguments: worlds)
    func order(_ world: World) {
        for seed in world.seeds { live(world, seed) }
    }

    private func live(_ world: World, _ seed: UInt64) {
        let fate = Fate(seed)
        let receiver = Receiver()
        var target = endpoint(maximumInFlight: 8)
        target.options.ordering = world.ordering
        target.options.batch = world.batch
        var trouble = 0.3
        var simulation = DeliverySimulation(
            [target], schedule: [.seconds(5), .seconds(60), .seconds(300), .seconds(300)], seed: seed
        ) { attempt, _ in
            receiver.begin(attempt)
            let isHung = fate.chance.next() < trouble / 10
            let isGood = fate.chance.next() >= trouble
            let duration = Duration.milliseconds(isHung ? 15_000 : 1 + fate.chance.below(400))
            return (isHung ? .timedOut : .answered(status: isGood ? 200 : 500, retryAfter: nil), duration)
        }
        simulation.commit = {
            fate.chance.next() < 0.05 ? nil : .milliseconds(1 + fate.chance.below(30))
        }
        simulation.ended = { attempt, outcome, _ in receiver.end(attempt, outcome) }

        let serials = ["A", "B", "C", "D"].map { SerialNumber($0) } + [nil]
        let count: Int64 = 150
        for position in 1...count {
            simulation.append(event(position, serial: serials[fate.chance.below(5)]))
            simulation.run(until: simulation.now + .milliseconds(fate.chance.below(3) == 0 ? 700 : 3))
            if fate.chance.below(40) == 0 { trouble = [0.05, 0.3, 0.9][fate.chance.below(3)] }
            if fate.chance.below(60) == 0 {
                simulation.crash { _ in fate.chance.next() < 0.5 }
                receiver.underWay = [:]
            }
            if world.replays, fate.chance.below(30) == 0 {
                let first = Int64(1 + fate.chance.below(Int(position)))
                simulation.store.replay(target.key, first...(first + 9), at: simulation.now)
                simulation.reload(target.key)
            }
        }
        trouble = 0
        simulation.run(until: simulation.now + .seconds(7200))
        check(simulation, receiver, world, seed, count: count)
    }

    private func check(
        _ simulation: DeliverySimulation, _ receiver: Receiver, _ world: World, _ seed: UInt64, count: Int64
    ) {
        let end = simulation.store.endpoints.values.first!
        if world.ordering.isByDevice {
            for (serial, positions) in receiver.firstArrivals where serial != nil {
                #expect(positions == positions.sorted(), "\(serial!) out of order, seed \(seed)")
            }
            #expect(receiver.overlaps == 0, "two of one terminal under way, seed \(seed)")
        }
        let lost = (1...count).filter { !receiver.seen.contains($0) && !end.dead.contains($0) }
        #expect(lost.isEmpty, "lost with seed \(seed)")
        #expect(end.position == count, "position \(end.position), seed \(seed)")
        #expect(end.waiting.isEmpty, "\(end.waiting) still wait, seed \(seed)")
    }
}
