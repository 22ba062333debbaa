package import BridgeCore

/// What the API is made of. A group of routes is there if its parts are.
package struct APIParts: Sendable {
    package let authentication: Authentication
    package let directory: DeviceDirectory
    package let intake: any EventIntake
    package let commands: any CommandQueue
    package let housekeeping: any Housekeeping
    package let clock: any WallClock
    package var log: Log
    /// Of the program, as the OpenAPI document says it.
    package var version = "0"
    /// Whether webhooks may go to `http://` addresses only where the configuration file says so.
    package var requiresHTTPS = true
    /// What was counted, for `/metrics`.
    package var metrics = Metrics()
    /// Whether the admin key may order what reaches into a terminal's system.
    package var allowsOperatorTypes = false
    package var endpoints: (any EndpointBook)?
    package var library: (any EventLibrary)?
    package var tester: (any WebhookTester)?
    package var tenants: (any TenantBook)?
    package var keys: (any KeyBook)?
    package var devices: (any DeviceBook)?
    /// Without it no change is noted for people to see, and an `Idempotency-Key` says nothing.
    package var changes: (any ChangeLog)?
    /// Where the zones of terminals are found.
    package var zones = ZoneDirectory()
    /// Silence after which a terminal counts as offline.
    package var offlineAfter = Duration.seconds(300)
    /// Proxies whose `X-Forwarded-For` is believed.
    package var trustedProxies: [NetworkRange] = []
    /// How often a tenant's key may ask.
    package var keyRate = RequestRate(perSecond: 100)
    /// How often the admin key may ask.
    package var adminRate = RequestRate(perSecond: 400)
    /// Sites whose pages may use the API.
    package var sites = CrossOrigin([])

    package init(
        authentication: Authentication, directory: DeviceDirectory, intake: any EventIntake,
        commands: any CommandQueue, housekeeping: any Housekeeping, clock: any WallClock, log: Log
    ) {
        self.authentication = authentication
        self.directory = directory
        self.intake = intake
        self.commands = commands
        self.housekeeping = housekeeping
        self.clock = clock
        self.log = log
    }

    /// The whole table, the document of it included.
    func routes(_ threads: ReadingThreads, _ watch: CommandWatch) -> [Route] {
        let diagnosis = DeviceRoutes(
            directory: directory, intake: intake, commands: commands, startedAt: clock.now())
        let single = CommandRoutes(
            commands: commands, directory: directory, allowsOperatorTypes: allowsOperatorTypes, watch: watch,
            authentication: authentication, clock: clock)
        let bulk = BulkCommandRoutes(
            commands: commands, directory: directory, allowsOperatorTypes: allowsOperatorTypes,
            threads: threads)
        let families =
            peopleRoutes(threads) + DeviceListRoutes(directory: directory, threads: threads).routes
            + diagnosis.routes + single.routes + bulk.routes + webhookRoutes(threads)
        // The document describes its own route too, which is therefore made twice: without it and with it.
        let system = SystemRoutes(
            readiness: Readiness(housekeeping: housekeeping), metrics: metrics, threads: threads, openAPI: [])
        let document = OpenAPIDocument(routes: system.routes + families, version: version)
        let complete = SystemRoutes(
            readiness: system.readiness, metrics: metrics, threads: threads,
            openAPI: Array(document.json.text.utf8))
        return complete.routes + families
    }

    /// Tenants, their keys and terminals, and who changed what, as far as their ports are there.
    private func peopleRoutes(_ threads: ReadingThreads) -> [Route] {
        var routes: [Route] = []
        if let book = tenants {
            routes +=
                TenantRoutes(
                    book: book, authentication: authentication, directory: directory, threads: threads
                ).routes
        }
        if let book = keys {
            routes += KeyRoutes(book: book, authentication: authentication, threads: threads).routes
        }
        if let book = devices {
            let settings = DeviceSettings(zones: zones, defaultZone: directory.defaultZone)
            routes +=
                ClaimRoutes(
                    book: book, directory: directory, settings: settings, offlineAfter: offlineAfter
                ).routes
        }
        if let changes { routes += AuditRoutes(changes: changes, threads: threads).routes }
        return routes
    }

    /// Endpoints and events, as far as their ports are there.
    private func webhookRoutes(_ threads: ReadingThreads) -> [Route] {
        var routes: [Route] = []
        if let book = endpoints {
            let settings = EndpointSettings(requiresHTTPS: requiresHTTPS, tester: tester)
            routes += EndpointRoutes(book: book, settings: settings, threads: threads).routes
            routes += EndpointSecretRoutes(book: book, changes: changes, threads: threads).routes
            if let tester {
                routes +=
                    EndpointTestRoute(
                        book: book, tester: tester, changes: changes, threads: threads
                    ).routes
            }
            if let library {
                routes += ReplayRoutes(library: library, book: book, threads: threads).routes
            }
        }
        if let library { routes += EventRoutes(library: library, threads: threads).routes }
        return routes
    }
}
