import BridgeCore
import HTTPEngine

/// An error as RFC 9457 wants it told (`application/problem+json`).
struct Problem: Error, Sendable {
    let status: Int
    /// A word for programs, e.g. `invalid_fields`.
    let code: String
    var detail: String
    var errors: [FieldError] = []
    var headers: [(name: String, value: String)] = []

    static let unauthenticated = Problem(
        status: 401, code: "unauthenticated",
        detail: "send a valid key as `Authorization: Bearer <key>`",
        headers: [("WWW-Authenticate", "Bearer")])

    static func notFound(_ what: String) -> Problem {
        Problem(status: 404, code: "not_found", detail: "there is no \(what)")
    }

    static func forbidden(lacking scope: KeyScope) -> Problem {
        Problem(
            status: 403, code: "scope_missing", detail: "this key lacks the scope `\(scope.rawValue)`")
    }

    /// Breaches that are told one by one, at most: a list may have ten thousand.
    private static let maximumErrors = 100

    static func invalid(_ errors: [FieldError]) -> Problem {
        let untold = errors.count - maximumErrors
        let errorsAre = untold == 1 ? "error is" : "errors are"
        let rest = FieldError(field: "", message: "\(untold) more \(errorsAre) not shown")
        return Problem(
            status: 422, code: "invalid_fields", detail: "the request breaks the rules named in `errors`",
            errors: untold > 0 ? errors.prefix(maximumErrors) + [rest] : errors)
    }

    static func store(_ error: StoreError) -> Problem {
        let detail =
            switch error {
            case .busy: "the bridge is busy; nothing was changed"
            case .full: "the bridge's disk is full; nothing was changed"
            case .unavailable: "the bridge's store cannot be used; nothing was changed"
            }
        return Problem(
            status: 503, code: "store_unavailable", detail: detail, headers: [("Retry-After", "5")])
    }

    /// - Parameter headers: Beside the problem's own.
    func reply(requestID: String, headers: [(name: String, value: String)] = []) -> HTTPReply {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("type")
        writer.string("about:blank")
        writer.key("title")
        writer.string(Self.title(of: status))
        writer.key("status")
        writer.integer(status)
        writer.key("detail")
        writer.string(detail)
        writer.key("code")
        writer.string(code)
        writer.key("errors")
        writer.beginArray()
        for error in errors {
            writer.beginObject()
            writer.key("field")
            writer.string(error.field)
            writer.key("message")
            writer.string(error.message)
            writer.endObject()
        }
        writer.endArray()
        writer.key("request_id")
        writer.string(requestID)
        writer.endObject()
        return HTTPReply(
            status: status, contentType: "application/problem+json", body: writer.bytes,
            headers: self.headers + headers + [("X-Request-Id", requestID)])
    }

    private static func title(of status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: "Error"
        }
    }
}
