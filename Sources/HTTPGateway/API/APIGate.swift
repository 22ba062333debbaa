import BridgeCore
import Crypto
package import HTTPEngine

/// The door for people and their programs: JSON over HTTP (contract section 5).
package final class APIGate: HTTPResponder {
    private let authentication: Authentication
    private let table: RouteTable
    private let metrics: Metrics
    private let clock: any WallClock
    private let log: Log

    package init(_ parts: APIParts) {
        authentication = parts.authentication
        table = RouteTable(routes: parts.routes)
        metrics = parts.metrics
        clock = parts.clock
        log = parts.log
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
        let metrics = metrics
        let finish: APIAnswer = { result in
            metrics.count(.apiRequests, String(result.status))
            switch result {
            case .success(let reply):
                log.info("api.answered", Self.fields(requestID, method, path, reply.status))
                answer.send(
                    HTTPReply(
                        status: reply.status, contentType: reply.contentType, body: reply.body,
                        headers: reply.headers + [("X-Request-Id", requestID)]))
            case .failure(let problem):
                log.info("api.answered", Self.fields(requestID, method, path, problem.status))
                answer.send(problem.reply(requestID: requestID))
            }
        }
        do throws(Problem) {
            try dispatch(request, requestID, finish)
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

    private func dispatch(
        _ request: HTTPRequest, _ requestID: String, _ answer: @escaping APIAnswer
    ) throws(Problem) {
        let now = clock.now()
        let authorization = request.header("Authorization")
        switch table.find(request.method, request.path) {
        case .nothing: throw .notFound("such path; see /openapi.json for what there is")
        case .otherMethods(let methods):
            if request.path.hasPrefix("/v1/") {
                _ = try authentication.principal(authorization: authorization)
            }
            let allowed = methods.joined(separator: ", ")
            throw Problem(
                status: 405, code: "method_not_allowed", detail: "this path takes \(allowed)",
                headers: [("Allow", allowed)])
        case .route(let route, let captured):
            func taken<Access>(_ access: Access) -> APIRequest<Access> {
                APIRequest(
                    request, route.operation, access: access, captured: captured, now: now,
                    requestID: requestID)
            }
            if case .open(let handle) = route.door { return try handle(taken(Nobody()), answer) }
            let principal = try authentication.principal(authorization: authorization)
            let tenant = request.header("Bridge-Tenant")
            switch route.door {
            case .open: break
            case .admin(let handle): try handle(taken(try authentication.admin(principal)), answer)
            case .adminForTenant(let handle):
                _ = try authentication.admin(principal)
                try handle(taken(try authentication.access(of: principal, named: tenant)), answer)
            case .scope(let scope, let handle):
                let access = try authentication.access(of: principal, named: tenant)
                try access.require(scope)
                try handle(taken(access), answer)
            }
        }
    }

    private static func newRequestID() -> String { "req_" + Base64.encodeURLSafe(SecureRandom.bytes(12)) }

    private static func fields(
        _ requestID: String, _ method: String, _ path: String, _ status: Int
    ) -> [(name: String, value: String)] {
        [("request_id", requestID), ("method", method), ("path", path), ("status", String(status))]
    }
}

extension Result where Success == APIReply, Failure == Problem {
    /// Of HTTP.
    fileprivate var status: Int {
        switch self {
        case .success(let reply): reply.status
        case .failure(let problem): problem.status
        }
    }
}
