import BridgeCore
import HTTPEngine

/// What the log and the counters learn of each answer of the API, however early it was given.
struct AnswerNotes: Sendable {
    let log: Log
    let metrics: Metrics

    /// Of a request, what is said of it.
    func asked(_ request: borrowing HTTPRequest, from peer: String) -> [(name: String, value: String)] {
        [("address", peer), ("method", request.method), ("path", String(request.path.prefix(200)))]
    }

    /// - Parameter asked: Nothing of a request that could not be read.
    func answered(_ requestID: String, _ asked: [(name: String, value: String)], _ status: Int) {
        metrics.count(.apiRequests, String(status))
        log.info("api.answered", [("request_id", requestID)] + asked + [("status", String(status))])
    }
}
