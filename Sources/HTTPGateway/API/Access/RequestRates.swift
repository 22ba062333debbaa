import BridgeCore
import Synchronization

/// Whose requests are counted together.
enum Caller: Hashable, Sendable {
    case admin
    /// By its digest.
    case key([UInt8])
}

/// Keeps every key to its rate with a bucket of tokens each, in memory.
final class RequestRates: Sendable {
    private let (key, admin): (RequestRate, RequestRate)
    private let buckets = Mutex<[Caller: Bucket]>([:])
    /// Buckets at most; keys come and go, and a full bucket says nothing.
    private static let maximumBuckets = 10_000

    private struct Bucket: Sendable {
        var tokens: Double
        var at: Instant
    }

    init(key: RequestRate, admin: RequestRate) { (self.key, self.admin) = (key, admin) }

    /// Counts a request, or says when the next one may come.
    func count(_ caller: Caller, at now: Instant) throws(Problem) {
        let rate = caller == .admin ? admin : key
        let wait: Double? = buckets.withLock { buckets in
            if buckets.count >= Self.maximumBuckets { forgetFull(in: &buckets, at: now) }
            var tokens = buckets[caller].map { Self.tokens($0, rate, at: now) } ?? rate.burst
            defer { buckets[caller] = Bucket(tokens: tokens, at: now) }
            guard tokens >= 1 else { return (1 - tokens) / rate.perSecond }
            tokens -= 1
            return nil
        }
        guard let wait else { return }
        throw Problem(
            status: 429, code: "too_many_requests",
            detail: "this key may ask \(Int(rate.perSecond)) times a second; wait as `Retry-After` says",
            headers: [("Retry-After", String(max(1, Int(wait.rounded(.up)))))])
    }

    private static func tokens(_ bucket: Bucket, _ rate: RequestRate, at now: Instant) -> Double {
        // A clock that is set back gives nothing and takes nothing.
        let passed = max(0, now.milliseconds - bucket.at.milliseconds)
        return min(rate.burst, bucket.tokens + Double(passed) / 1000 * rate.perSecond)
    }

    private func forgetFull(in buckets: inout [Caller: Bucket], at now: Instant) {
        buckets = buckets.filter { caller, bucket in
            let rate = caller == .admin ? admin : key
            return Self.tokens(bucket, rate, at: now) < rate.burst
        }
    }
}
