import BridgeCore
import Crypto
import Synchronization

/// Requests with an `Idempotency-Key`: each is carried out once, and who asks again gets the answer again.
final class Repetitions: Sendable {
    typealias Work = @Sendable (@escaping APIAnswer) throws(Problem) -> Void

    private let changes: any ChangeLog
    private let threads: ReadingThreads
    private let underWay = Mutex<[Name: [UInt8]]>([:])

    /// A key is its owner's.
    private struct Name: Hashable {
        let owner: String
        let key: String
    }

    init(changes: any ChangeLog, threads: ReadingThreads) {
        self.changes = changes
        self.threads = threads
    }

    /// Answers as before, refuses, or has `work` do it and keeps its answer. What failed may be tried again.
    func once(
        _ claim: IdempotencyClaim, at now: Instant, _ answer: @escaping APIAnswer, _ work: @escaping Work
    ) throws(Problem) {
        let name = Name(owner: claim.owner, key: claim.key)
        let other: [UInt8]? = underWay.withLock { underWay in
            if let other = underWay[name] { return other }
            underWay[name] = claim.fingerprint
            return nil
        }
        if let other { throw other == claim.fingerprint ? .underWay : .keyReused }
        let finish: APIAnswer = { [self] result in end(claim, name, at: now, with: result, answer) }
        threads.run(
            orFailing: { [self] result in
                end(name)
                answer(result)
            },
            { [self] () throws(Problem) in
                let earlier = try stored { () throws(StoreError) in try changes.earlier(claim, at: now) }
                switch earlier {
                case nil: try work(finish)
                case .answered(let kept):
                    end(name)
                    answer(.success(APIReply(again: kept)))
                case .answerLost: throw .answerLost
                case .different: throw .keyReused
                }
            })
    }

    private func end(
        _ claim: IdempotencyClaim, _ name: Name, at now: Instant, with result: Result<APIReply, Problem>,
        _ answer: @escaping APIAnswer
    ) {
        guard case .success(let reply) = result else {
            end(name)
            return answer(result)
        }
        changes.remember(reply.kept, for: claim, at: now) { [self] _ in
            // It was carried out, whether or not the answer could be kept.
            end(name)
            answer(result)
        }
    }

    private func end(_ name: Name) { underWay.withLock { $0[name] = nil } }
}

extension IdempotencyClaim {
    /// What a request claims by its `Idempotency-Key`.
    init(_ key: String, by access: some Access, method: String, path: String, body: [UInt8]) throws(Problem) {
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            throw Problem(
                status: 400, code: "invalid_idempotency_key",
                detail: "an `Idempotency-Key` is 1 to 255 visible ASCII characters without blanks")
        }
        // Lengths and names have no line breaks, so no two requests read the same.
        let head = Array("\(method)\n\(path)\n".utf8)
        self.init(
            owner: (access.tenantActedFor.map { "tenant:\($0)" } ?? "bridge") + " " + access.claimant,
            key: key,
            fingerprint: SHA256.digest(head + body))
    }
}

extension APIReply {
    fileprivate init(again kept: RememberedAnswer) {
        self.init(kept.status, contentType: kept.body.isEmpty ? "" : "application/json", body: kept.body)
        if let location = kept.location { headers.append(("Location", location)) }
        headers.append(("Idempotency-Replayed", "true"))
    }

    /// As it is kept for who asks again: without secrets.
    fileprivate var kept: RememberedAnswer {
        RememberedAnswer(
            status: status, location: headers.first { $0.name == "Location" }?.value,
            body: bodyWithoutSecrets ?? body)
    }
}

extension Problem {
    fileprivate static let underWay = Problem(
        status: 409, code: "request_in_progress",
        detail: "a request with this `Idempotency-Key` is under way; ask again in a moment",
        headers: [("Retry-After", "1")])

    fileprivate static let keyReused = Problem(
        status: 422, code: "idempotency_key_reused",
        detail: "this `Idempotency-Key` was used for another request in the last 24 hours; take a new one")

    fileprivate static let answerLost = Problem(
        status: 409, code: "answer_lost",
        detail:
            "this request was carried out, but its answer was lost when the bridge stopped; look at what there is (and at /v1/audit), and ask under another `Idempotency-Key` only for what is missing"
    )
}
