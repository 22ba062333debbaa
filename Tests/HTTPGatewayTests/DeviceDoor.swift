import BridgeCore
import BridgeTestSupport
import Foundation
import HTTPClient
import HTTPEngine
import HTTPGateway
import SQLiteStore

/// A door for terminals on a free port of this machine, with a real store behind it that can be made to fail.
final class DeviceDoor {
    let clock = ManualClock()
    let store: SQLiteStore
    let intake: FaultyIntake
    let directory: DeviceDirectory
    private let server: HTTPServer
    private let session: HTTPSession
    private let folder: String

    /// - Parameter trusting: Proxies whose `X-Forwarded-For` counts.
    init(
        trusting proxies: [NetworkRange] = [], commKey: String? = nil, zone: String? = nil,
        metrics: Metrics = Metrics()
    ) throws {
        folder = FileManager.default.temporaryDirectory.path + "/adms-bridge-door-" + UUID().uuidString
        store = try SQLiteStore(directory: folder, now: clock.now(), sealing: Sample.sealingKey)
        let device = ConfiguredDevice(serial: Sample.serial, name: nil, zoneName: zone, commKey: commKey)
        try store.adopt(
            [ConfiguredTenant(id: Sample.tenant, name: "", keys: [], endpoints: [], devices: [device])],
            at: clock.now())
        intake = FaultyIntake(store)
        directory = DeviceDirectory(
            devices: try store.devices(zones: ZoneDirectory(), defaultZone: .utc), unknown: .hold,
            defaultZone: .utc, openedAt: clock.now())
        server = try HTTPServer(
            address: "127.0.0.1", port: 0, tls: nil, limits: HTTPLimits(),
            responder: DeviceGate(
                directory: directory, intake: intake, commands: store, clock: clock, log: .silent,
                trustedProxies: proxies, metrics: metrics))
        session = try HTTPSession()
    }

    deinit {
        server.stop(grace: .zero)
        store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func get(_ target: String, headers: [(name: String, value: String)] = []) throws -> ClientResponse {
        try send(.get, target, nil, headers)
    }

    func post(_ target: String, _ body: String) throws -> ClientResponse {
        try send(.post, target, Array(body.utf8), [])
    }

    private func send(
        _ method: ClientRequest.Method, _ target: String, _ body: [UInt8]?,
        _ headers: [(name: String, value: String)]
    ) throws -> ClientResponse {
        var request = ClientRequest(
            method, "http://127.0.0.1:\(server.port)/iclock/\(target)", mayConnect: ClientRequest.anyAddress)
        (request.connectTimeout, request.timeout) = (.seconds(120), .seconds(120))
        request.allowsPlain = true
        request.body = body
        request.headers = headers
        return try session.send(request)
    }
}
