import BridgeCore

/// Whose terminal is whose: claim, change, release, hand over.
struct ClaimRoutes: Sendable {
    let book: any DeviceBook
    let directory: DeviceDirectory
    let settings: DeviceSettings
    /// Silence after which a terminal counts as offline.
    let offlineAfter: Duration

    private static let serial = ["serial": Schema.text(.serial)]
    private static let managed = Operation.Refusal(status: 409, summary: "The configuration file has it.")

    var routes: [Route] {
        [
            Route(
                "POST", "/v1/devices", .scope(.devicesWrite, claim),
                Operation(
                    group: "Devices", summary: "Claim a terminal",
                    details: "Before or after it first calls; what a held one has told of itself is kept.",
                    body: Schema.object(
                        [.required("serial", .text(.serial), "As its label says.")] + settings.members
                    ).named("DeviceClaim"),
                    answer: .created("It is the tenant's.", .device),
                    refusals: [.init(status: 409, summary: "It is the tenant's already, or another's.")])),
            Route(
                "PATCH", "/v1/devices/{serial}", .scope(.devicesWrite, change),
                Operation(
                    group: "Devices", summary: "Change what is said of a terminal",
                    details: "A merge patch (RFC 7396): what is left out stays, null sets it back.",
                    path: Self.serial, body: Schema.object(settings.members).patch.named("DevicePatch"),
                    answer: .ok("The terminal as it is now.", .device), refusals: [Self.managed])),
            Route(
                "DELETE", "/v1/devices/{serial}", .scope(.devicesWrite, release),
                Operation(
                    group: "Devices", summary: "Release a terminal",
                    details: "Its queued commands are cancelled; its events stay in the log.",
                    path: Self.serial, answer: .gone("It is nobody's."), refusals: [Self.managed])),
            Route(
                "POST", "/v1/devices/{serial}/transfer", .adminForTenant(transfer),
                Operation(
                    group: "Devices", summary: "Hand a terminal over to another tenant",
                    details:
                        "Its queued commands are cancelled and what its owner said of it is forgotten; its events stay the first owner's.",
                    path: Self.serial, body: .transferOrder, answer: .ok("It is the other's.", .transfer),
                    refusals: [Self.managed])),
        ]
    }

    @Sendable private func claim(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let fields = try request.fields()
        guard let serial = SerialNumber(fields.text("serial") ?? "") else { throw .noDevice }
        guard !serial.isReserved else {
            throw .invalid([
                FieldError(field: "serial", message: "must not be `\(serial)`, a reserved word")
            ])
        }
        let (tenant, path) = (request.access.tenant, "/v1/devices/\(serial)")
        let (directory, settings, heardSince) = (directory, settings, request.now - offlineAfter)
        let known = directory.device(serial)
        if let owner = known?.tenant { throw .claimed(isMine: owner == tenant) }
        let note = request.note(fields, object: path)
        let device = settings.read(fields, serial: serial)
        book.claim(device, profile: known?.profile ?? DeviceProfile(), of: tenant, noting: note) { result in
            answer(
                Self.edited(result) {
                    .claimed(isMine: directory.device(serial)?.tenant == tenant)
                }.map { device in
                    directory.put(serial) { known in
                        let isOnline = known.presence.lastSeen.map { $0 >= heardSince } ?? false
                        known.claim(
                            for: tenant, device, zone: settings.zone(of: device), isOnline: isOnline)
                    }
                    return Self.reply(201, serial, directory, headers: [("Location", path)])
                })
        }
    }

    @Sendable private func change(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let serial = try DeviceRoutes.device(request, in: directory).serial
        let patch = try request.fields()
        let (tenant, directory, settings) = (request.access.tenant, directory, settings)
        book.change(serial, of: tenant, noting: request.note(patch)) { result in
            answer(
                Self.edited(result) { .noDevice }.map { device in
                    directory.put(serial) { known in
                        if known.tenant == tenant { known.set(device, zone: settings.zone(of: device)) }
                    }
                    return Self.reply(200, serial, directory)
                })
        } _: {
            settings.changed($0, by: patch)
        }
    }

    @Sendable private func release(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let serial = try DeviceRoutes.device(request, in: directory).serial
        let (tenant, directory) = (request.access.tenant, directory)
        book.release(serial, of: tenant, noting: request.note()) { result in
            answer(
                Self.edited(result) { .noDevice }.map { _ in
                    directory.put(serial) { $0.release() }
                    return .nothing
                })
        }
    }

    @Sendable private func transfer(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let serial = try DeviceRoutes.device(request, in: directory).serial
        let fields = try request.fields()
        let (tenant, directory, settings) = (request.access.tenant, directory, settings)
        guard fields.flag("confirm") == true else {
            throw .invalid([FieldError(field: "confirm", message: "must be true: the first owner loses it")])
        }
        guard let other = fields.text("to").flatMap({ TenantID($0) }), other != tenant else {
            throw .invalid([FieldError(field: "to", message: "must be another tenant than has it")])
        }
        let note = request.note(
            fields, details: ["from": .string(tenant.text), "to": .string(other.text)])
        book.transfer(serial, from: tenant, to: other, noting: note) { result in
            // It was the tenant's a moment ago, so it is the other tenant who is missing.
            let absent = Problem.invalid([FieldError(field: "to", message: "must be a tenant there is")])
            answer(
                Self.edited(result, absent: absent) { .noDevice }.map { device in
                    directory.put(serial) { $0.handOver(to: other, device, zone: settings.zone(of: device)) }
                    return APIReply(200) {
                        $0.value(["serial": .string(serial.text), "tenant": .string(other.text)])
                    }
                })
        }
    }

    /// What its owner says of the terminal after a change, or why there was none.
    private static func edited(
        _ result: Result<DeviceEdit, StoreError>, absent: Problem = .noDevice, taken: () -> Problem
    ) -> Result<ConfiguredDevice, Problem> {
        result.mapError(Problem.store).flatMap { edit in
            switch edit {
            case .done(let device): .success(device)
            case .absent: .failure(absent)
            case .taken: .failure(taken())
            case .managed: .failure(.managed("device"))
            }
        }
    }

    private static func reply(
        _ status: Int, _ serial: SerialNumber, _ directory: DeviceDirectory,
        headers: [(name: String, value: String)] = []
    ) -> APIReply {
        APIReply(status, headers: headers) { $0.value(.object(directory.device(serial)?.shownWhole ?? [:])) }
    }
}

extension Problem {
    fileprivate static let noDevice = Problem.notFound("device of this serial number")

    /// Not whose: that is the other's business.
    fileprivate static func claimed(isMine: Bool) -> Problem {
        isMine
            ? Problem(
                status: 409, code: "already_claimed",
                detail: "this terminal is yours already; PATCH changes it")
            : Problem(
                status: 409, code: "claimed_by_another",
                detail: "this terminal is another tenant's; it has to be released there first")
    }
}

extension Schema {
    fileprivate static let transferOrder = Schema.object(
        .required("to", .text(.tenant), "Who gets it."),
        .required("confirm", .boolean, "Must be true.")
    ).named("TransferOrder")

    fileprivate static let transfer = Schema.report(
        .required("serial", .text(.serial)), .required("tenant", .text(.tenant))
    ).named("Transfer")
}
