import BridgeCore
import Foundation
import Glibc
import HTTPClient

/// A running bridge's API, with a key.
struct APIConnection {
    private let server: String
    private let session: HTTPSession
    private let authorities: String?
    private let headers: [(name: String, value: String)]
    /// Longer than the longest wait for a command.
    private static let timeout = Duration.seconds(90)

    init(_ arguments: ParsedArguments) throws(ClientError) {
        let settings = ClientSettings(arguments, ProcessInfo.processInfo.environment)
        let server = try settings.value(ClientOptions.server) ?? "http://127.0.0.1:8080"
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        authorities = try settings.value(ClientOptions.authorities)
        if let authorities, access(authorities, R_OK) != 0 {
            throw .misuse("--ca: \(authorities) cannot be read: \(String(cString: strerror(errno)))")
        }
        var headers = [
            (name: "authorization", value: "Bearer \(try Self.key(settings))"),
            (name: "content-type", value: "application/json"),
        ]
        if let tenant = try settings.value(ClientOptions.tenant) {
            headers.append((name: "bridge-tenant", value: tenant))
        }
        self.headers = headers
        do throws(ClientFailure) { session = try HTTPSession() } catch {
            throw ClientError(description: "\(error)")
        }
    }

    private static func key(_ settings: ClientSettings) throws(ClientError) -> String {
        if let key = try settings.value(ClientOptions.key) { return key }
        guard let key = try? TextFile.read("data/admin.key").prefix(while: { !$0.isWhitespace }) else {
            throw .misuse("needs a key: give --key, set ADMS_BRIDGE_KEY, or run it where data/admin.key is")
        }
        return String(key)
    }

    /// The answer's object; what the bridge refuses is thrown in its words.
    func send(_ method: String, _ target: String, body: JSONObject?) throws(ClientError) -> JSONObject {
        guard let method = ClientRequest.Method(rawValue: method) else {
            throw ClientError(description: "there is no method \(method)")
        }
        var request = ClientRequest(method, server + target, mayConnect: ClientRequest.anyAddress)
        request.headers = headers
        request.authorities = authorities
        // Every POST carries a key of its own, so that the bridge knows it should this program be run once more by
        // a script that heard no answer from the network.
        if method == .post { request.headers.append((name: "idempotency-key", value: UUID().uuidString)) }
        if let body { request.body = Array(JSON.object(body).text.utf8) }
        request.allowsPlain = true
        request.timeout = Self.timeout
        request.responseLimit = 64 << 20
        let response: ClientResponse
        do throws(ClientFailure) { response = try session.send(request) } catch {
            throw ClientError(description: "\(server): \(error)", isPassing: true)
        }
        let answer: JSONObject
        switch (response.body.isEmpty, try? JSONReader.read(response.body)) {
        case (true, _): answer = JSONObject()
        case (false, .object(let object)?): answer = object
        case (false, _): throw ClientError(description: "\(server): answers \(response.status) without JSON")
        }
        guard 200...299 ~= response.status else { throw Self.refusal(answer, status: response.status) }
        return answer
    }

    private static func refusal(_ problem: JSONObject, status: Int) -> ClientError {
        func text(_ value: JSON?) -> String? { ClientTable.text(value).map(VisibleText.of) }
        var said = text(problem["detail"]) ?? text(problem["title"]) ?? "refused"
        // What the API says of a header is said here of the option that becomes one.
        if text(problem["code"]) == "tenant_missing" {
            said = "with the admin key, say for which tenant: --tenant ID"
        }
        var lines = ["\(status): \(said)"]
        if case .array(let errors)? = problem["errors"] {
            for case .object(let error) in errors {
                lines.append(
                    "  \(text(error["field"]) ?? "?") \(text(error["message"]) ?? "is wrong")"
                )
            }
        }
        return ClientError(
            description: lines.joined(separator: "\n"), isPassing: [429, 503].contains(status))
    }
}
