import BridgeConfiguration
import BridgeCore
import HTTPEngine
import HTTPGateway
import SQLiteStore
import WebhookDelivery

/// The running bridge: the only place where concrete parts meet.
struct Assembly {
    private let store: SQLiteStore
    private let delivery: DeliveryEngine
    private let deviceListener: HTTPServer
    private let apiListener: HTTPServer
    private let chores: ChoreThread
    private let gate: APIGate
    private let configuration: Configuration

    /// Ports the listeners really have, where 0 was asked for.
    var ports: (devices: UInt16, api: UInt16) { (deviceListener.port, apiListener.port) }

    /// Opens the store, lets it agree with the configuration and starts every part. What terminals send before
    /// delivery runs waits in the log like everything else.
    init(_ configuration: Configuration, clock: any WallClock, log: Log) throws {
        let configuredTenants = try ClientCertificateFiles.read(configuration)
        let now = clock.now()
        let zones = ZoneDirectory()
        guard let defaultZone = zones.zone(named: configuration.devices.defaultTimeZone) else {
            throw StartError(
                reason: "the time zone \(configuration.devices.defaultTimeZone) is not in the tz data")
        }
        let store = try Self.openStore(configuration, now: now, log: log)
        store.onRoomChange { log.tell($0) }
        let adminKey = try AdminKey.find(configuration)
        if let file = adminKey.newFile { log.info("serve.admin_key_created", [("file", file)]) }
        let tenants = configuredTenants + Self.adoptingTenant(configuration)
        try store.adopt(tenants, at: now)
        let directory = DeviceDirectory(
            devices: try store.devices(zones: zones, defaultZone: defaultZone),
            unknown: configuration.devices.unknown, defaultZone: defaultZone,
            adoptionsPerHour: configuration.devices.adoptionsPerHour, openedAt: now)

        let authentication = Authentication(
            adminKey: adminKey.key, keys: try store.keys(), tenants: try store.tenants())
        var parts = APIParts(
            authentication: authentication, directory: directory, intake: store, commands: store,
            housekeeping: store, clock: clock, log: log)
        parts.version = Version.number
        parts.requiresHTTPS = configuration.delivery.requireHTTPS
        parts.endpoints = store
        parts.library = store
        parts.tenants = store
        parts.keys = store
        parts.devices = store
        parts.changes = store
        parts.zones = zones
        parts.offlineAfter = configuration.devices.offlineAfter
        parts.trustedProxies = configuration.apiListener.trustedProxies
        let tester = LateTester(clock: clock)
        parts.tester = tester
        parts.allowsOperatorTypes = configuration.commands.operatorTypes
        parts.keyRate = RequestRate(perSecond: configuration.api.keyRate)
        parts.adminRate = RequestRate(perSecond: configuration.api.adminRate)
        parts.sites = CrossOrigin(configuration.api.allowedOrigins)
        Figures(library: store, registry: store, clock: clock).add(to: parts.metrics)
        let gate = APIGate(parts)
        store.onCommandsChanged { gate.commandsChanged($0) }
        let queries = OpenQueries()
        deviceListener = try Self.listen(
            configuration.deviceListener,
            DeviceGate(
                directory: directory, intake: store, commands: store, clock: clock, log: log,
                trustedProxies: configuration.deviceListener.trustedProxies, metrics: parts.metrics,
                queries: queries, answerLimits: AnswerLimits(configuration.devices, configuration.commands)))
        // Last: whoever is told at `/readyz` that the bridge is ready finds terminals served.
        apiListener = try Self.listen(configuration.apiListener, gate)
        let listeners = Self.addresses(configuration, ports: (deviceListener.port, apiListener.port))
        let delivery = DeliveryEngine(
            outbox: store, clock: clock, settings: Self.deliveryRules(configuration, listeners: listeners),
            log: log, metrics: parts.metrics)
        store.onNewEvents { delivery.wake(tenants: $0) }
        store.onEndpointsChanged { delivery.endpointsChanged($0) }
        tester.leave(to: delivery)
        try delivery.start()
        chores = ChoreThread(
            Chores(
                directory: directory, intake: store, commands: store, queries: queries, housekeeping: store,
                offlineAfter: configuration.devices.offlineAfter,
                retention: RetentionRules(configuration.retention),
                log: log),
            clock: clock)
        self.store = store
        self.delivery = delivery
        self.gate = gate
        self.configuration = configuration
    }

    /// Stops taking requests, finishes what is under way within `shutdown_grace`, closes the store.
    func stop() {
        gate.stopWaiting()
        deviceListener.stop(grace: configuration.shutdownGrace)
        apiListener.stop(grace: configuration.shutdownGrace)
        chores.stop()
        delivery.stop(grace: configuration.shutdownGrace)
        store.close()
    }

    private static func openStore(
        _ configuration: Configuration, now: Instant, log: Log
    ) throws -> SQLiteStore {
        let secretsKey = try SecretsKey.find(
            given: configuration.secretsKey, in: configuration.dataDirectory)
        do throws(StoreOpenError) {
            let store = try SQLiteStore(
                directory: configuration.dataDirectory, now: now, sealing: secretsKey.key, log: log,
                minimumFreeBytes: configuration.retention.minimumFreeDisk)
            if let file = secretsKey.newFile { log.info("serve.secrets_key_created", [("file", file)]) }
            return store
        } catch {
            guard error.needsAnotherKey else { throw error }
            if let file = secretsKey.newFile { SecretsKey.discard(file) }
            throw StartError(
                reason: "\(error). The key is looked for in secrets_key of the configuration, in "
                    + "\(ConfigurationReader.secretsKeyVariable), then in "
                    + "\(configuration.dataDirectory)/secrets.key")
        }
    }

    /// `adopt_into` may name a tenant that stands nowhere else.
    private static func adoptingTenant(_ configuration: Configuration) -> [ConfiguredTenant] {
        guard case .adopt(let tenant) = configuration.devices.unknown,
            !configuration.tenants.contains(where: { $0.id == tenant })
        else { return [] }
        return [ConfiguredTenant(id: tenant, name: tenant.text, keys: [], endpoints: [], devices: [])]
    }

    private static func deliveryRules(
        _ configuration: Configuration, listeners: [ListenerAddress]
    ) -> DeliveryRules {
        var rules = DeliveryRules(userAgent: "\(Program.name)/\(Version.number)")
        rules.timeout = configuration.delivery.timeout
        rules.connectTimeout = configuration.delivery.connectTimeout
        rules.retrySchedule = configuration.delivery.retrySchedule
        rules.maximumInFlight = configuration.delivery.maxInFlight
        rules.requireHTTPS = configuration.delivery.requireHTTPS
        rules.allowedPrivateNetworks = configuration.delivery.allowPrivateNetworks
        rules.ownListeners = listeners
        rules.origin = configuration.delivery.origin
        rules.authorities = configuration.delivery.authorities
        return rules
    }

    /// Where this program itself listens: no webhook may go there.
    private static func addresses(
        _ configuration: Configuration, ports: (devices: UInt16, api: UInt16)
    ) -> [ListenerAddress] {
        [(configuration.deviceListener.bind, ports.devices), (configuration.apiListener.bind, ports.api)]
            .flatMap { bind, port in
                IPAddress(bind).map { ListenerAddress.all(boundTo: $0, port: port) } ?? []
            }
    }

    private static func listen(
        _ settings: ListenerSettings, _ responder: any HTTPResponder
    ) throws -> HTTPServer {
        let limits = HTTPLimits(
            maxBody: settings.maxBody, maxHeader: settings.maxHeader,
            maxConnections: settings.maxConnections,
            maxConnectionsPerAddress: settings.maxConnectionsPerAddress,
            idleTimeout: settings.idleTimeout, headerTimeout: settings.headerTimeout,
            bodyTimeout: settings.bodyTimeout)
        return try HTTPServer(
            address: settings.bind, port: UInt16(settings.port), tls: try settings.tls.map(readIdentity),
            limits: limits, responder: responder)
    }

    private static func readIdentity(_ files: TLSFiles) throws -> TLSIdentity {
        TLSIdentity(
            certificatePEM: try TextFile.read(files.certificate),
            privateKeyPEM: try TextFile.read(files.privateKey))
    }
}

/// Why the bridge could not start.
struct StartError: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}

extension AnswerLimits {
    fileprivate init(_ settings: DeviceSettings, _ commands: CommandSettings) {
        self.init(
            commands: settings.commandsPerAnswer, bytes: settings.bytesPerAnswer,
            mobileCommands: settings.mobileCommandsPerAnswer, mobileBytes: settings.mobileBytesPerAnswer,
            answerWithin: commands.answerWithin)
    }
}

extension RetentionRules {
    fileprivate init(_ settings: RetentionSettings) {
        self.init(
            events: settings.events, attempts: settings.attempts, dedupe: settings.dedupe,
            rejects: settings.rejects, backlog: settings.maxBacklogAge)
    }
}

extension Log {
    fileprivate func tell(_ change: DiskRoomChange) {
        let fields = [
            ("free_bytes", String(change.freeBytes)), ("min_free_bytes", String(change.minimumFreeBytes)),
        ]
        if change.isShort { error("store.disk_short", fields) } else { info("store.disk_has_room", fields) }
    }
}
