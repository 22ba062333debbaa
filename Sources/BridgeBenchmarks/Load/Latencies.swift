/// Times counted in buckets that are at most 1.6 % wide, as HdrHistogram does: no matter how many, it takes 29 KiB.
package struct Latencies: Sendable {
    /// Buckets to each doubling of the time.
    private static let steps = 64
    private static let stepBits = 6

    private var counts = [Int](repeating: 0, count: (64 - stepBits) * steps)
    package private(set) var count = 0
    /// Nanoseconds.
    package private(set) var maximum: Int64 = 0

    package init() {}

    /// - Parameter nanoseconds: What is negative counts as 0.
    package mutating func record(_ nanoseconds: Int64) {
        let time = max(0, nanoseconds)
        counts[Self.bucket(of: time)] += 1
        count += 1
        maximum = max(maximum, time)
    }

    package mutating func add(_ others: Latencies) {
        for bucket in counts.indices { counts[bucket] += others.counts[bucket] }
        count += others.count
        maximum = max(maximum, others.maximum)
    }

    /// The time, in nanoseconds, that `share` of all (0…1) did not exceed, rounded up to its bucket's end; 0 where
    /// nothing was recorded.
    package func percentile(_ share: Double) -> Int64 {
        let rank = max(1, Int((share * Double(count)).rounded(.up)))
        var seen = 0
        for (bucket, count) in counts.enumerated() where count > 0 {
            seen += count
            if seen >= rank { return min(maximum, Self.end(of: bucket)) }
        }
        return maximum
    }

    /// Up to 63 ns a bucket each; from there on 64 to each power of two.
    private static func bucket(of time: Int64) -> Int {
        guard time >= Int64(steps) else { return Int(time) }
        let power = 63 - time.leadingZeroBitCount
        return (power - stepBits) * steps + Int(time >> Int64(power - stepBits))
    }

    /// The longest time in a bucket.
    private static func end(of bucket: Int) -> Int64 {
        guard bucket >= 2 * steps else { return Int64(bucket) }
        let doublings = bucket / steps - 1
        let first = Int64(bucket % steps + steps) << Int64(doublings)
        return first + (1 << Int64(doublings)) - 1
    }
}
