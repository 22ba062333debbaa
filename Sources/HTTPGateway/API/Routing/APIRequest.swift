import BridgeCore
import HTTPEngine

/// A request to the API with what the gate found out about it, as handlers take it.
struct APIRequest<For: Access>: Sendable {
    /// For whom the caller may act.
    let access: For
    /// The parts of the path that the route left open, in order.
    let captured: [String]
    let now: Instant
    /// As the answer's `X-Request-Id` and the log say it.
    let requestID: String
    /// The caller's numeric address, as trusted proxies tell it.
    let peer: String
    /// Decoded, without the query.
    let path: String
    private let method: String
    private let body: [UInt8]
    private let contentType: String?
    private let queryItems: [(name: String, value: String)]
    private let pattern: String
    private let operation: Operation
    private let claim: IdempotencyClaim?

    /// Copies what it needs: the engine's request is good only while the gate is being called.
    init(
        _ request: HTTPRequest, _ route: Route, access: For, captured: [String], now: Instant,
        requestID: String, peer: String, claim: IdempotencyClaim?
    ) {
        self.access = access
        self.captured = captured
        self.now = now
        self.requestID = requestID
        self.peer = peer
        self.claim = claim
        path = request.path
        method = route.method
        body = request.body
        contentType = request.header("Content-Type")
        queryItems = request.queryItems
        pattern = route.path
        operation = route.operation
    }

    /// What is written down with the change this request makes.
    ///
    /// - Parameters:
    ///   - fields: The body; only the names of its members are noted.
    ///   - object: What it is done to, where that is not the request's path.
    ///   - details: What of it is to be known; nothing secret, nothing about people, and never long.
    func note(
        _ fields: JSONObject = JSONObject(), object: String? = nil, details: JSONObject = JSONObject()
    ) -> ChangeNote {
        ChangeNote(
            at: now, tenant: access.tenantActedFor, actor: access.actor, address: peer, requestID: requestID,
            action: "\(method) \(pattern)", object: String((object ?? path).prefix(300)),
            fields: fields.names, details: details, claim: claim)
    }

    /// The body as a JSON object, which may still be any.
    func object() throws(Problem) -> JSONObject {
        if let contentType {
            let essence = contentType.prefix { $0 != ";" && $0 != " " }.lowercased()
            let types = Operation.bodyTypes(of: method)
            guard types.contains(essence) else {
                throw Problem(
                    status: 415, code: "not_json",
                    detail: "send the body as `Content-Type: \(types.joined(separator: "` or `"))`")
            }
        }
        do {
            guard case .object(let object) = try JSONReader.read(body) else {
                throw Problem(status: 400, code: "not_an_object", detail: "the body must be a JSON object")
            }
            return object
        } catch let error as JSONError {
            throw Problem(
                status: 400, code: "malformed_json",
                detail: "line \(error.line), column \(error.column): \(error.message)",
                errors: error.field.map { [FieldError(field: $0, message: error.message)] } ?? [])
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(status: 400, code: "malformed_json", detail: "the body cannot be read")
        }
    }

    /// The body, which keeps the rules of the route's schema.
    func fields() throws(Problem) -> JSONObject {
        let object = operation.isBodyOptional && body.isEmpty ? JSONObject() : try self.object()
        let errors = operation.body?.breaches(of: .object(object)) ?? []
        guard errors.isEmpty else { throw .invalid(errors) }
        return object
    }

    /// Query parameters, which keep the rules of the route; unknown ones are refused.
    func query() throws(Problem) -> Query {
        var (query, errors): (Query, [FieldError]) = (Query(), [])
        for (name, text) in queryItems {
            // Two ampersands, or one at an end.
            if name.isEmpty, text.isEmpty { continue }
            guard let parameter = operation.query.first(where: { $0.name == name }) else {
                if operation.ignoresUnknownQuery { continue }
                let known = operation.query.map(\.name).sorted().joined(separator: ", ")
                let rule = known.isEmpty ? "nothing is taken here" : "known are \(known)"
                errors.append(FieldError(field: String(name.prefix(100)), message: "is not known; \(rule)"))
                continue
            }
            guard !query.contains(name) else {
                errors.append(FieldError(field: name, message: "is given twice"))
                continue
            }
            let value = Query.value(text, parameter.schema)
            errors += Query.breaches(of: value, parameter.schema, at: name)
            query.set(name, value)
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        return query
    }
}

/// For one tenant.
typealias TenantRequest = APIRequest<TenantAccess>
/// For one tenant or all.
typealias ViewRequest = APIRequest<ViewAccess>
/// For the bridge itself.
typealias AdminRequest = APIRequest<AdminAccess>
