import BridgeCore
import BridgeTestSupport
import Crypto
import Foundation
import HTTPClient
import HTTPEngine
import HTTPGateway
import SQLiteStore

/// The API on a free port of this machine, with a real store behind it and a tester that is told what to find.
final class APIDoor {
    /// Who asks: the admin for a tenant, or a key of the first tenant with these scopes, or of the second with all.
    enum Caller: CaseIterable {
        case admin, adminOfNone, everything, endpointsRead, endpointsWrite, eventsRead, other, nobody

        fileprivate var key: String? {
            switch self {
            case .admin, .adminOfNone: "an-admin-key-for-tests"
            case .nobody: nil
            case .everything, .endpointsRead, .endpointsWrite, .eventsRead, .other:
                "abk_" + String(repeating: "\(self)".first ?? "x", count: 20) + "\(self)"
            }
        }

        fileprivate var tenantKey: TenantKey? {
            let scopes: Set<KeyScope>
            switch self {
            case .admin, .adminOfNone, .nobody: return nil
            case .everything, .other: scopes = Set(KeyScope.allCases)
            case .endpointsRead: scopes = [.endpointsRead]
            case .endpointsWrite: scopes = [.endpointsRead, .endpointsWrite]
            case .eventsRead: scopes = [.eventsRead]
            }
            return TenantKey(
                tenant: self == .other ? Sample.otherTenant : Sample.tenant, id: "\(self)",
                digest: SHA256.digest(Array((key ?? "").utf8)), scopes: scopes)
        }
    }

    /// An answer, read.
    struct Reply {
        let status: Int
        let body: JSON
        let response: ClientResponse

        subscript(name: String) -> JSON? { if case .object(let object) = body { object[name] } else { nil } }

        /// Fields that were refused, and why.
        var refused: [String: String] {
            guard case .array(let errors)? = self["errors"] else { return [:] }
            let pairs = errors.compactMap { error -> (String, String)? in
                guard case .object(let error) = error, case .string(let field)? = error["field"],
                    case .string(let message)? = error["message"]
                else { return nil }
                return (field, message)
            }
            return Dictionary(pairs) { "\($0); \($1)" }
        }
    }

    let clock = ManualClock()
    let store: SQLiteStore
    let tester = ScriptedTester()
    private let server: HTTPServer
    private let session: HTTPSession
    private let folder: String

    /// - Parameter endpoints: Of the first tenant, by the configuration file.
    init(managing endpoints: [WebhookEndpoint] = []) throws {
        folder = FileManager.default.temporaryDirectory.path + "/adms-bridge-api-" + UUID().uuidString
        store = try SQLiteStore(directory: folder, now: clock.now(), sealing: Sample.sealingKey)
        let keys = Caller.allCases.compactMap(\.tenantKey)
        try store.adopt(
            [
                Sample.configured(
                    keys: keys.filter { $0.tenant == Sample.tenant }, endpoints: endpoints,
                    devices: [Sample.configuredDevice()]),
                Sample.configured(
                    Sample.otherTenant, keys: keys.filter { $0.tenant == Sample.otherTenant }),
            ], at: clock.now())
        let directory = DeviceDirectory(
            devices: try store.devices(zones: ZoneDirectory(), defaultZone: .utc), unknown: .hold,
            defaultZone: .utc, openedAt: clock.now())
        let authentication = Authentication(
            adminKey: Caller.admin.key ?? "", keys: try store.keys(), tenants: try store.tenants())
        var parts = APIParts(
            authentication: authentication, directory: directory, intake: store, commands: store,
            housekeeping: store, clock: clock, log: .silent)
        (parts.endpoints, parts.library, parts.tester) = (store, store, tester)
        server = try HTTPServer(
            address: "127.0.0.1", port: 0, tls: nil, limits: HTTPLimits(), responder: APIGate(parts))
        session = try HTTPSession()
    }

    deinit {
        server.stop(grace: .zero)
        store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    @discardableResult
    func ask(
        _ method: ClientRequest.Method, _ path: String, _ body: JSON? = nil, as caller: Caller = .everything
    ) throws -> Reply {
        try ask(method, path, text: body?.text, as: caller)
    }

    func ask(
        _ method: ClientRequest.Method, _ path: String, text: String?, as caller: Caller = .everything,
        contentType: String = "application/json"
    ) throws -> Reply {
        var request = ClientRequest(
            method, "http://127.0.0.1:\(server.port)\(path)", mayConnect: ClientRequest.anyAddress)
        (request.connectTimeout, request.timeout) = (.seconds(120), .seconds(120))
        request.allowsPlain = true
        request.responseLimit = 4 << 20
        request.body = text.map { Array($0.utf8) }
        if text != nil { request.headers.append(("Content-Type", contentType)) }
        if let key = caller.key { request.headers.append(("Authorization", "Bearer \(key)")) }
        if caller == .admin { request.headers.append(("Bridge-Tenant", Sample.tenant.text)) }
        let response = try session.send(request)
        let type = response.header("Content-Type") ?? ""
        let body = type.contains("json") ? try JSONReader.read(response.body) : .null
        return Reply(status: response.status, body: body, response: response)
    }

    /// Takes events into the first tenant's log.
    func accept(_ numbers: some Sequence<Int>) async throws {
        let (store, batch) = (store, Sample.batch(numbers))
        _ = try await success { store.accept(batch, completion: $0) }
    }
}
