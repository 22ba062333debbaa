package import BridgeCore
import Crypto
package import HTTPEngine

/// The door for people and their programs: JSON over HTTP (contract section 5).
package final class APIGate: HTTPResponder {
    private let authentication: Authentication
    private let routes: [Route]
    private let readiness: Readiness
    private let clock: any WallClock
    private let log: Log

    package init(
        authentication: Authentication, directory: DeviceDirectory, intake: any EventIntake,
        commands: any CommandQueue, housekeeping: any Housekeeping, clock: any WallClock, log: Log,
        allowsOperatorTypes: Bool = false
    ) {
        self.authentication = authentication
        let devices = DeviceRoutes(
            directory: directory, intake: intake, commands: commands, startedAt: clock.now())
        let single = CommandRoutes(
            commands: commands, directory: directory, allowsOperatorTypes: allowsOperatorTypes)
        routes = single.routes + devices.routes
        readiness = Readiness(housekeeping: housekeeping)
        self.clock = clock
        self.log = log
    }

    /// Bodies are bounded by the listener; everything else is judged with the whole request in hand.
    package func refusal(of request: HTTPRequest) -> HTTPReply? {
        guard request.path.hasPrefix("/v1/") else { return nil }
        do throws(Problem) {
            // Strangers' bodies are not even waited for.
            _ = try authentication.principal(authorization: request.header("Authorization"))
            return nil
        } catch {
            return error.reply(requestID: Self.newRequestID())
        }
    }

    package func respond(to request: HTTPRequest, answer: HTTPAnswer) {
        let requestID = Self.newRequestID()
        let (method, path, log) = (request.method, String(request.path.prefix(200)), log)
        let finish: APIAnswer = { result in
            switch result {
            case .success(let reply):
                log.info("api.answered", Self.fields(requestID, method, path, reply.status))
                answer.send(
                    HTTPReply(
                        status: reply.status, contentType: "application/json", body: reply.body,
                        headers: reply.headers + [("X-Request-Id", requestID)]))
            case .failure(let problem):
                log.info("api.answered", Self.fields(requestID, method, path, problem.status))
                answer.send(problem.reply(requestID: requestID))
            }
        }
        do throws(Problem) {
            try route(request, finish)
        } catch {
            finish(.failure(error))
        }
    }

    package func reply(to fault: HTTPFault) -> HTTPReply {
        let problem =
            switch fault {
            case .malformed(let rule): Problem(status: 400, code: "malformed_request", detail: rule)
            case .bodyTooLarge(let limit):
                Problem(status: 413, code: "body_too_large", detail: "at most \(limit) bytes are taken")
            case .unsupportedTransferEncoding:
                Problem(
                    status: 501, code: "transfer_encoding",
                    detail: "no transfer encoding but chunked is supported")
            case .internalError: Problem(status: 500, code: "internal_error", detail: "the bridge failed")
            }
        return problem.reply(requestID: Self.newRequestID())
    }

    private func route(_ request: HTTPRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        switch (request.method, request.path) {
        case ("GET", "/healthz"), ("HEAD", "/healthz"):
            return answer(.success(APIReply(200) { $0.value(["status": "ok"]) }))
        case ("GET", "/readyz"), ("HEAD", "/readyz"): return readiness.report(at: clock.now(), answer)
        default: break
        }
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: true)
        let matching = routes.compactMap { route in route.captured(from: parts).map { (route, $0) } }
        guard !matching.isEmpty else {
            throw .notFound("such path; see the README for what there is")
        }
        let principal = try authentication.principal(authorization: request.header("Authorization"))
        guard let (route, captured) = matching.first(where: { $0.0.method == request.method }) else {
            let allowed = matching.map(\.0.method).joined(separator: ", ")
            throw Problem(
                status: 405, code: "method_not_allowed", detail: "this path takes \(allowed)",
                headers: [("Allow", allowed)])
        }
        let access = try authentication.access(of: principal, named: request.header("Bridge-Tenant"))
        try access.require(route.scope)
        try route.handle(
            APIRequest(request, access: access, captured: captured, now: clock.now()), answer)
    }

    private static func newRequestID() -> String { "req_" + Base64.encodeURLSafe(SecureRandom.bytes(12)) }

    private static func fields(
        _ requestID: String, _ method: String, _ path: String, _ status: Int
    ) -> [(name: String, value: String)] {
        [("request_id", requestID), ("method", method), ("path", path), ("status", String(status))]
    }
}
