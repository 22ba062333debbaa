import BridgeCore
import HTTPEngine

/// A request to the API with what the gate found out about it, as handlers take it.
struct APIRequest {
    let access: TenantAccess
    /// The parts of the path that the route left open, in order.
    let captured: [String]
    let now: Instant
    private let request: HTTPRequest

    init(_ request: HTTPRequest, access: TenantAccess, captured: [String], now: Instant) {
        self.request = request
        self.access = access
        self.captured = captured
        self.now = now
    }

    /// The body as a JSON object.
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

    /// Query parameters; those not in `names` are refused.
    func query(_ names: Set<String>) throws(Problem) -> [String: String] {
        var (values, errors): ([String: String], [FieldError]) = ([:], [])
        for (name, value) in request.queryItems {
            if !names.contains(name) {
                let known = names.sorted().joined(separator: ", ")
                errors.append(FieldError(field: name, message: "is not known; known are \(known)"))
            } else if values.updateValue(value, forKey: name) != nil {
                errors.append(FieldError(field: name, message: "is given twice"))
            }
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        return values
    }
}

/// A page of a list: `limit` and where to go on.
enum PageLimit {
    static let maximum = 200

    static func read(_ text: String?) throws(Problem) -> Int {
        guard let text else { return 50 }
        guard let limit = Int(text), 1...maximum ~= limit else {
            throw .invalid([FieldError(field: "limit", message: "must be 1 to \(maximum)")])
        }
        return limit
    }
}

/// What a handler answers with.
struct APIReply: Sendable {
    let status: Int
    let body: [UInt8]
    var headers: [(name: String, value: String)] = []

    init(_ status: Int, headers: [(name: String, value: String)] = [], _ write: (inout JSONWriter) -> Void) {
        self.status = status
        self.headers = headers
        var writer = JSONWriter()
        write(&writer)
        body = writer.bytes
    }
}

/// How a handler gives its answer: once, from any thread.
typealias APIAnswer = @Sendable (Result<APIReply, Problem>) -> Void
