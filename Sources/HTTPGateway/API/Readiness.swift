import BridgeCore
import Synchronization

/// `/readyz`: whether data could be stored just now. Anybody may ask, so the store is tried at most once in two
/// seconds.
final class Readiness: Sendable {
    private let housekeeping: any Housekeeping
    private let last = Mutex<(at: Instant, error: StoreError?)?>(nil)
    private static let freshness = Duration.seconds(2)

    init(housekeeping: any Housekeeping) { self.housekeeping = housekeeping }

    func report(at now: Instant, _ answer: @escaping APIAnswer) {
        // A clock that was put back does not make an answer last.
        if let last = last.withLock({ $0 }), last.at <= now, now - last.at < Self.freshness {
            return answer(Self.reply(last.error))
        }
        housekeeping.probe(at: now) { [self] result in
            var error: StoreError?
            if case .failure(let failure) = result { error = failure }
            last.withLock { $0 = (now, error) }
            answer(Self.reply(error))
        }
    }

    private static func reply(_ error: StoreError?) -> Result<APIReply, Problem> {
        guard let error else { return .success(APIReply(200) { $0.value(["status": "ready"]) }) }
        var problem = Problem.store(error)
        switch error {
        case .full: problem.detail = fullDisk
        case .busy, .unavailable: break
        }
        return .failure(problem)
    }

    private static let fullDisk =
        "the disk has no room, or less than `retention.min_free_disk`: terminals are answered 503 and keep what "
        + "they have, new commands are refused, deliveries go on"
}
