/// Tells the time. Pure code takes an `Instant` instead; only shells hold a clock.
package protocol WallClock: Sendable {
    func now() -> Instant
}
