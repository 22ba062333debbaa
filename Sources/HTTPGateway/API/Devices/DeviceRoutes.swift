import ADMS
import BridgeCore

/// Terminals over the API: why one is silent, and what it should send again.
struct DeviceRoutes: Sendable {
    let directory: DeviceDirectory
    let intake: any EventIntake
    let commands: any CommandQueue
    let startedAt: Instant

    var routes: [Route] {
        [
            Route(
                "GET", "/v1/devices/{serial}/diagnosis", .scope(.devicesRead, diagnose),
                Operation(
                    group: "Devices", summary: "Why a terminal is silent, and what is known of it",
                    path: ["serial": .text(.serial)], answer: .ok("Findings and facts.", .diagnosis))),
            Route(
                "POST", "/v1/devices/{serial}/reupload", .scope(.devicesWrite, reupload),
                Operation(
                    group: "Devices", summary: "Have a terminal send a table from the beginning",
                    details: "What is known already makes no event again.",
                    path: ["serial": .text(.serial)], body: .reuploadOrder,
                    answer: .accepted(
                        "The terminal will be told.", .reupload, hasLocation: true))),
        ]
    }

    /// The terminal a path names, if it is the caller's.
    static func device(_ request: TenantRequest, in directory: DeviceDirectory) throws(Problem) -> Device {
        guard let serial = SerialNumber(request.captured[0]), let device = directory.device(serial),
            device.tenant == request.access.tenant
        else { throw .notFound("device of this serial number") }
        return device
    }

    @Sendable private func diagnose(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let device = try Self.device(request, in: directory)
        let activity = directory.activity(of: device.serial)
        let diagnosis = Diagnosis(of: device, activity, at: request.now, startedAt: startedAt)
        answer(.success(APIReply(200) { $0.diagnosis(diagnosis, of: device, activity, at: request.now) }))
    }

    /// Has the terminal send a table from the beginning: stamp 0 in its next handshake, which it is told to make.
    @Sendable private func reupload(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let serial = try Self.device(request, in: directory).serial
        let fields = try request.fields()
        let table = fields.text("table")?.uppercased()
        guard let table,
            let device = directory.update(serial, { $0.profile.reuploads.insert(table) })
        else { throw .notFound("device of this serial number") }
        let order = CommandOrder(
            tenant: request.access.tenant, serial: serial, command: .checkForChanges, params: JSONObject(),
            priority: 0, expiresAt: request.now + .seconds(86400))
        let (now, note) = (request.now, request.note(fields, details: ["table": .string(table)]))
        intake.accept(EventBatch(events: [], device: device)) { [commands] result in
            if case .failure(let error) = result { return answer(.failure(.store(error))) }
            commands.enqueue([order], at: now, noting: note) { result in
                answer(
                    result.mapError(Problem.store).map { records in
                        APIReply(202, headers: [("Location", "/v1/commands/\(records[0].number)")]) {
                            writer in
                            writer.value([
                                "device": .string(serial.text), "table": .string(table),
                                "command_id": .string(records[0].number.description),
                            ])
                        }
                    })
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func diagnosis(
        _ diagnosis: Diagnosis, of device: Device, _ activity: DeviceActivity, at now: Instant
    ) {
        beginObject()
        key("device")
        string(device.serial.text)
        key("status")
        string(device.status)
        key("findings")
        beginArray()
        for finding in diagnosis.findings {
            value([
                "code": .string(finding.code), "severity": .string(finding.severity.rawValue),
                "message": .string(finding.message),
            ])
        }
        endArray()
        key("facts")
        facts(device, activity, at: now)
        endObject()
    }

    private mutating func facts(_ device: Device, _ activity: DeviceActivity, at now: Instant) {
        beginObject()
        key("last_seen")
        string(device.presence.lastSeen?.rfc3339)
        key("address")
        string(device.presence.address)
        key("last_handshake")
        string(device.profile.lastHandshake?.rfc3339)
        key("dialect")
        string(device.profile.dialect.rawValue)
        key("push_version")
        string(device.profile.pushVersion)
        key("firmware")
        string(device.profile.firmware)
        key("language")
        integer(device.profile.language)
        key("charset")
        string(device.textCharset?.name)
        key("time_zone")
        string(device.zone.name)
        key("clock_drift_seconds")
        integer(activity.clock.drift?.components.seconds)
        key("option_block")
        beginArray()
        // What it would be told now; nothing in it is secret.
        let block = String(decoding: HandshakeReply.text(for: device, at: now), as: UTF8.self)
        for line in block.split(separator: "\n") { string(String(line)) }
        endArray()
        key("stamps")
        beginObject()
        for (table, stamp) in device.profile.stamps.sorted(by: { $0.key < $1.key }) {
            key(named: table)
            string(stamp)
        }
        endObject()
        key("uploads")
        beginObject()
        for (table, upload) in activity.uploads.sorted(by: { $0.key < $1.key }) {
            key(named: table)
            beginObject()
            key("last_upload")
            string(upload.lastUpload?.rfc3339)
            key("lines")
            integer(upload.lines)
            key("rejected")
            integer(upload.rejected)
            endObject()
        }
        endObject()
        endObject()
    }
}

extension Device {
    /// As the API shows it.
    var status: String {
        presence.lastSeen == nil ? "never_seen" : presence.isOnline ? "online" : "offline"
    }
}
