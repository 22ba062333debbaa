import BridgeCore
import HTTPEngine

/// A request to the API with what the gate found out about it, as handlers take it.
struct APIRequest<Access> {
    /// For whom the caller may act.
    let access: Access
    /// The parts of the path that the route left open, in order.
    let captured: [String]
    let now: Instant
    /// As the answer's `X-Request-Id` and the log say it.
    let requestID: String
    private let request: HTTPRequest
    private let operation: Operation

    init(
        _ request: HTTPRequest, _ operation: Operation, access: Access, captured: [String], now: Instant,
        requestID: String
    ) {
        self.request = request
        self.operation = operation
        self.access = access
        self.captured = captured
        self.now = now
        self.requestID = requestID
    }

    /// The caller's numeric address.
    var peer: String { request.remoteAddress }

    /// The body as a JSON object, which may still be any.
    func object() throws(Problem) -> JSONObject {
        if let type = request.header("Content-Type") {
            let essence = type.prefix { $0 != ";" && $0 != " " }.lowercased()
            guard essence == "application/json" else {
                throw Problem(
                    status: 415, code: "not_json", detail: "send the body as `Content-Type: application/json`"
                )
            }
        }
        do {
            guard case .object(let object) = try JSONReader.read(request.body) else {
                throw Problem(status: 400, code: "not_an_object", detail: "the body must be a JSON object")
            }
            return object
        } catch let error as JSONError {
            throw Problem(
                status: 400, code: "malformed_json",
                detail: "line \(error.line), column \(error.column): \(error.message)")
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(status: 400, code: "malformed_json", detail: "the body cannot be read")
        }
    }

    /// The body, which keeps the rules of the route's schema.
    func fields() throws(Problem) -> JSONObject {
        let object =
            operation.isBodyOptional && request.body.isEmpty ? JSONObject() : try self.object()
        let errors = operation.body?.breaches(of: .object(object)) ?? []
        guard errors.isEmpty else { throw .invalid(errors) }
        return object
    }

    /// Query parameters, which keep the rules of the route; unknown ones are refused.
    func query() throws(Problem) -> Query {
        var (query, errors): (Query, [FieldError]) = (Query(), [])
        for (name, text) in request.queryItems {
            guard let parameter = operation.query.first(where: { $0.name == name }) else {
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
            errors += parameter.schema.breaches(of: value, at: name)
            query.set(name, value)
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        return query
    }
}

/// For one tenant.
typealias TenantRequest = APIRequest<TenantAccess>
/// For the bridge itself.
typealias AdminRequest = APIRequest<AdminAccess>
