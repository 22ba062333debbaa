import BridgeCore
import BridgeTestSupport
import Crypto
import Foundation
import HTTPClient
import HTTPEngine
import HTTPGateway
import SQLiteStore

/// A door for people on a free port of this machine, with a real store behind it.
///
/// Knows the tenants `default` and `other`, each with a managed key that may do everything and a terminal.
final class PeopleDoor {
    static let adminKey = "admin-key-of-the-tests"
    let clock = ManualClock()
    let store: SQLiteStore
    let directory: DeviceDirectory
    let gate: APIGate
    private let server: HTTPServer
    private let session: HTTPSession
    private let folder: String

    init(_ change: (inout APIParts) -> Void = { _ in }) throws {
        folder = FileManager.default.temporaryDirectory.path + "/adms-bridge-api-" + UUID().uuidString
        store = try SQLiteStore(directory: folder, now: clock.now(), sealing: Sample.sealingKey)
        let tenants = [
            (Sample.tenant, Sample.serial), (Sample.otherTenant, Sample.otherSerial),
        ].map { tenant, serial in
            Sample.configured(
                tenant, keys: [Self.managedKey(of: tenant)], devices: [Sample.configuredDevice(serial)])
        }
        try store.adopt(tenants, at: clock.now())
        directory = DeviceDirectory(
            devices: try store.devices(zones: ZoneDirectory(), defaultZone: .utc), unknown: .hold,
            defaultZone: .utc, openedAt: clock.now())
        var parts = APIParts(
            authentication: Authentication(
                adminKey: Self.adminKey, keys: try store.keys(), tenants: try store.tenants()),
            directory: directory, intake: store, commands: store, housekeeping: store, clock: clock,
            log: .silent)
        parts.endpoints = store
        parts.library = store
        parts.tenants = store
        parts.keys = store
        parts.devices = store
        parts.changes = store
        parts.tester = SilentTester()
        // The clock stands still, so no bucket is ever filled again.
        parts.keyRate = RequestRate(perSecond: 1, burst: 100_000)
        parts.adminRate = parts.keyRate
        change(&parts)
        let gate = APIGate(parts)
        self.gate = gate
        store.onCommandsChanged { gate.commandsChanged($0) }
        server = try HTTPServer(
            address: "127.0.0.1", port: 0, tls: nil, limits: HTTPLimits(), responder: gate)
        session = try HTTPSession()
    }

    deinit {
        gate.stopWaiting()
        server.stop(grace: .zero)
        store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The text of a tenant's managed key.
    static func key(of tenant: TenantID) -> String { "abk_managed-key-of-\(tenant)" }

    private static func managedKey(of tenant: TenantID) -> TenantKey {
        TenantKey(
            tenant: tenant, id: "all", digest: SHA256.digest(Array(key(of: tenant).utf8)),
            scopes: Set(KeyScope.allCases))
    }

    /// - Parameters:
    ///   - key: `nil`: none is sent.
    ///   - tenant: The `Bridge-Tenant` header.
    func ask(
        _ method: ClientRequest.Method, _ path: String, _ body: JSON? = nil,
        key: String? = PeopleDoor.adminKey, tenant: String? = nil, once: String? = nil,
        headers: [(name: String, value: String)] = []
    ) throws -> ClientResponse {
        var request = ClientRequest(
            method, "http://127.0.0.1:\(server.port)\(path)", mayConnect: ClientRequest.anyAddress)
        (request.connectTimeout, request.timeout) = (.seconds(120), .seconds(120))
        request.allowsPlain = true
        request.responseLimit = 4 << 20
        request.headers = headers
        request.body = body.map { Array($0.text.utf8) }
        if body != nil { request.headers.append(("Content-Type", "application/json")) }
        if let key { request.headers.append(("Authorization", "Bearer \(key)")) }
        if let tenant { request.headers.append(("Bridge-Tenant", tenant)) }
        if let once { request.headers.append(("Idempotency-Key", once)) }
        return try session.send(request)
    }

    /// The same with the key of the tenant `default`.
    func mine(
        _ method: ClientRequest.Method, _ path: String, _ body: JSON? = nil, once: String? = nil
    ) throws -> ClientResponse {
        try ask(method, path, body, key: Self.key(of: Sample.tenant), once: once)
    }

    /// The admin key for the tenant `default`.
    func admin(
        _ method: ClientRequest.Method, _ path: String, _ body: JSON? = nil, once: String? = nil
    ) throws -> ClientResponse {
        try ask(method, path, body, tenant: Sample.tenant.text, once: once)
    }
}

/// Sends nothing and says that it arrived.
private struct SilentTester: WebhookTester {
    func mayDeliver(to url: WebhookURL, allowsPrivate: Bool) -> Bool { true }

    func deliver(
        _ event: LoggedEvent, to endpoint: WebhookEndpoint,
        completion: @escaping @Sendable (AttemptRecord) -> Void
    ) {
        completion(
            AttemptRecord(
                position: event.position, number: 1, at: Sample.now, duration: .zero, outcome: "delivered",
                status: 200))
    }
}

extension ClientResponse {
    /// The body as an object; empty where it is none.
    var json: JSONObject {
        if case .object(let object)? = try? JSONReader.read(body) { object } else { [:] }
    }

    /// A problem's word for programs.
    var code: String? { text("code") }

    func text(_ name: String) -> String? {
        if case .string(let text)? = json[name] { text } else { nil }
    }

    /// What people changed, of a page of the audit: without what the configuration file did at the start.
    var changes: [JSONObject] { data.filter { $0.text("actor") != "configuration" } }

    /// The elements of a list.
    var data: [JSONObject] {
        guard case .array(let elements)? = json["data"] else { return [] }
        return elements.compactMap { if case .object(let object) = $0 { object } else { nil } }
    }
}

extension JSONObject {
    func text(_ name: String) -> String? {
        if case .string(let text)? = self[name] { text } else { nil }
    }
}
