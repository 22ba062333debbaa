import BridgeCore

/// Terminals as they are: a tenant's, and those that knock and are nobody's.
struct DeviceListRoutes: Sendable {
    let directory: DeviceDirectory
    let threads: ReadingThreads

    var routes: [Route] {
        [
            Route(
                "GET", "/v1/devices", .scope(.devicesRead, list),
                Operation(
                    group: "Devices", summary: "The tenant's terminals, by serial number",
                    query: [
                        .limit, .after(.text(.serial)),
                        QueryParameter("status", .deviceStatus, "Only those in this state."),
                    ], answer: .ok("A page.", .page(of: .listedDevice)))),
            Route(
                "GET", "/v1/devices/held", .admin(held),
                Operation(
                    group: "Devices", summary: "Terminals that knocked and are nobody's, by serial number",
                    details: "As far as they have been heard since the bridge started.",
                    query: [.limit, .after(.text(.serial))],
                    answer: .ok("A page.", .page(of: .heldDevice)))),
            Route(
                "GET", "/v1/devices/{serial}", .scope(.devicesRead, show),
                Operation(
                    group: "Devices", summary: "A terminal", path: ["serial": .text(.serial)],
                    answer: .ok("The terminal.", .device))),
        ]
    }

    @Sendable private func list(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query()
        let (tenant, limit, status) = (request.access.tenant, query.limit, query.text("status"))
        let after = query.text("after").flatMap { SerialNumber($0) }
        threads.run(answer) { () throws(Problem) in
            let devices = directory.devices(of: tenant, after: after)
                .filter { status == nil || $0.status == status }
            return .page(Array(devices.prefix(limit + 1)), limit: limit, place: \.serial.text) {
                $0.value(.object($1.shown))
            }
        }
    }

    @Sendable private func held(_ request: AdminRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query()
        let (after, limit) = (query.text("after").flatMap { SerialNumber($0) }, query.limit)
        threads.run(answer) { () throws(Problem) in
            let devices = Array(directory.held(after: after).prefix(limit + 1))
            return .page(devices, limit: limit, place: \.serial.text) { $0.value(.object($1.shownHeld)) }
        }
    }

    @Sendable private func show(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let device = try DeviceRoutes.device(request, in: directory)
        answer(.success(APIReply(200) { $0.value(.object(device.shownWhole)) }))
    }
}
