package import BridgeCore
import Crypto
package import HTTPEngine

/// The door for people and their programs: JSON over HTTP (contract section 5).
package final class APIGate: HTTPResponder {
    private let authentication: Authentication
    private let table: RouteTable
    private let notes: AnswerNotes
    private let clock: any WallClock
    private let rates: RequestRates
    /// `nil`: nothing is remembered, and an `Idempotency-Key` says nothing.
    private let repetitions: Repetitions?
    private let watch: CommandWatch
    private let trustedProxies: [NetworkRange]
    private let sites: CrossOrigin

    package init(_ parts: APIParts) {
        authentication = parts.authentication
        let threads = ReadingThreads()
        watch = CommandWatch(commands: parts.commands, threads: threads)
        table = RouteTable(routes: parts.routes(threads, watch))
        rates = RequestRates(key: parts.keyRate, admin: parts.adminRate)
        repetitions = parts.changes.map { Repetitions(changes: $0, threads: threads) }
        notes = AnswerNotes(log: parts.log, metrics: parts.metrics)
        clock = parts.clock
        trustedProxies = parts.trustedProxies
        sites = parts.sites
    }

    /// Tells those who wait for a command that it has changed.
    package func commandsChanged(_ numbers: Set<CommandNumber>) { watch.ring(numbers) }

    /// How many wait for a command just now.
    package var waiters: Int { watch.waiters }

    /// Answers everybody who waits for something, now and from now on: the listener is about to stop.
    package func stopWaiting() { watch.close() }

    /// Bodies are bounded by the listener; everything else is judged with the whole request in hand.
    package func refusal(of request: HTTPRequest) -> HTTPReply? {
        guard request.path.hasPrefix("/v1/"), sites.preflight(request) == nil else { return nil }
        do throws(Problem) {
            // Strangers' bodies are not even waited for.
            _ = try authentication.principal(
                authorization: request.header("Authorization"), at: clock.now())
            return nil
        } catch {
            let requestID = Self.newRequestID()
            let peer = PeerAddress.of(request, trusting: trustedProxies)
            notes.answered(requestID, notes.asked(request, from: peer), error.status)
            return error.reply(requestID: requestID, headers: sites.headers(for: request))
        }
    }

    package func respond(to request: HTTPRequest, answer: HTTPAnswer) {
        let requestID = Self.newRequestID()
        let peer = PeerAddress.of(request, trusting: trustedProxies)
        let (notes, asked) = (notes, notes.asked(request, from: peer))
        if var reply = sites.preflight(request) {
            reply.headers.append(("X-Request-Id", requestID))
            notes.answered(requestID, asked, reply.status)
            return answer.send(reply)
        }
        let readers = sites.headers(for: request)
        let finish: APIAnswer = { result in
            notes.answered(requestID, asked, result.status)
            switch result {
            case .success(let reply):
                answer.send(
                    HTTPReply(
                        status: reply.status, contentType: reply.contentType, body: reply.body,
                        headers: reply.headers + readers + [("X-Request-Id", requestID)]))
            case .failure(let problem):
                answer.send(problem.reply(requestID: requestID, headers: readers))
            }
        }
        do throws(Problem) {
            try dispatch(request, from: peer, requestID, finish)
        } catch {
            finish(.failure(error))
        }
    }

    package func reply(to fault: HTTPFault) -> HTTPReply {
        let problem =
            switch fault {
            case .malformed(let rule): Problem(status: 400, code: "malformed_request", detail: rule)
            case .targetTooLong:
                Problem(status: 414, code: "target_too_long", detail: "path and query are too long")
            case .headTooLarge:
                Problem(status: 431, code: "head_too_large", detail: "the headers are too large together")
            case .unsupportedVersion:
                Problem(
                    status: 505, code: "http_version", detail: "only HTTP/1.1 and HTTP/1.0 are supported")
            case .bodyTooLarge(let limit):
                Problem(status: 413, code: "body_too_large", detail: "at most \(limit) bytes are taken")
            case .unsupportedTransferEncoding:
                Problem(
                    status: 501, code: "transfer_encoding",
                    detail: "no transfer encoding but chunked is supported")
            case .internalError: Problem(status: 500, code: "internal_error", detail: "the bridge failed")
            }
        let requestID = Self.newRequestID()
        notes.answered(requestID, [], problem.status)
        return problem.reply(requestID: requestID)
    }

    private func dispatch(
        _ request: HTTPRequest, from peer: String, _ requestID: String, _ answer: @escaping APIAnswer
    ) throws(Problem) {
        let now = clock.now()
        try Self.refuseRepeatedHeaders(request)
        let authorization = request.header("Authorization")
        // No name the API knows has a slash in it, and one within a name must not reach another route.
        switch request.hasEncodedSlash ? .nothing : table.find(request.method, request.path) {
        case .nothing: throw .notFound("such path; see /openapi.json for what there is")
        case .otherMethods(let methods):
            if request.path.hasPrefix("/v1/") {
                let principal = try authentication.principal(authorization: authorization, at: now)
                try rates.count(principal.caller, at: now)
            }
            let allowed = methods.joined(separator: ", ")
            throw Problem(
                status: 405, code: "method_not_allowed", detail: "this path takes \(allowed)",
                headers: [("Allow", allowed)])
        case .route(let route, let captured):
            let arrival = Arrival(
                request: request, route: route, captured: captured, now: now, requestID: requestID, peer: peer
            )
            if case .open(let handle) = route.door {
                return try carryOut(arrival, for: Nobody(), handle, answer)
            }
            let principal = try authentication.principal(authorization: authorization, at: now)
            try rates.count(principal.caller, at: now)
            let tenant = request.header("Bridge-Tenant")
            switch route.door {
            case .open: break
            case .admin(let handle):
                try carryOut(arrival, for: try authentication.admin(principal), handle, answer)
            case .scopeOrAdminForAll(let scope, let handle):
                let access = try authentication.view(of: principal, named: tenant, scope)
                try carryOut(arrival, for: access, handle, answer)
            case .adminForTenant(let handle):
                _ = try authentication.admin(principal)
                let access = try authentication.access(of: principal, named: tenant)
                try carryOut(arrival, for: access, handle, answer)
            case .scope(let scope, let handle):
                let access = try authentication.access(of: principal, named: tenant)
                try access.require(scope)
                try carryOut(arrival, for: access, handle, answer)
            }
        }
    }

    /// A request and what is known of it before anybody asks who sent it.
    private struct Arrival {
        let request: HTTPRequest
        let route: Route
        let captured: [String]
        let now: Instant
        let requestID: String
        let peer: String
    }

    /// Hands a request to its handler; one with an `Idempotency-Key` only if that was not done before.
    private func carryOut<For: Access>(
        _ arrival: Arrival, for access: For, _ handle: @escaping Route.Handler<For>,
        _ answer: @escaping APIAnswer
    ) throws(Problem) {
        let request = arrival.request
        var claim: IdempotencyClaim?
        if repetitions != nil, arrival.route.method == "POST", let key = request.header("Idempotency-Key") {
            claim = try IdempotencyClaim(
                key, by: access, method: request.method,
                path: RouteTable.parts(of: request.path).map { "/\($0)" }.joined(), body: request.body)
        }
        let taken = APIRequest(
            request, arrival.route, access: access, captured: arrival.captured, now: arrival.now,
            requestID: arrival.requestID, peer: arrival.peer, claim: claim)
        // Of every route: a parameter that is not known may be one that is misspelt.
        _ = try taken.query()
        guard let claim, let repetitions else { return try handle(taken, answer) }
        try repetitions.once(claim, at: arrival.now, answer) { answer throws(Problem) in
            try handle(taken, answer)
        }
    }

    /// Of two lines of a header that says who asks for whom and what for, either could be meant.
    private static func refuseRepeatedHeaders(_ request: HTTPRequest) throws(Problem) {
        for name in ["Authorization", "Bridge-Tenant", "Idempotency-Key"]
        where request.headers(name).count > 1 {
            throw Problem(
                status: 400, code: "header_given_twice", detail: "send the header `\(name)` only once")
        }
    }

    private static func newRequestID() -> String { "req_" + Base64.encodeURLSafe(SecureRandom.bytes(12)) }
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
