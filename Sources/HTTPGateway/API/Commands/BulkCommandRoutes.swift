import BridgeCore

/// The same command to many terminals.
struct BulkCommandRoutes: Sendable {
    let commands: any CommandQueue
    let directory: DeviceDirectory
    let allowsOperatorTypes: Bool
    let threads: ReadingThreads

    /// Terminals of one order, at most.
    static let maximumDevices = 10_000
    /// Terminals that are named in a refusal, at most.
    private static let maximumErrors = 20

    var routes: [Route] {
        [
            Route(
                "POST", "/v1/commands", .scope(.commandsWrite, order),
                Operation(
                    group: "Commands", summary: "Order the same command for many terminals",
                    details:
                        "For all of them or, where one cannot be told it, for none. The type `raw` needs the scope `commands:raw` too.",
                    body: CommandSchemas.bulkOrder, answer: .accepted("They are queued.", .bulkOrdered)))
        ]
    }

    @Sendable private func order(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let object = try request.object()
        var fields = FieldReader(object)
        if let devices = fields.value("devices", required: true) {
            for error in CommandSchemas.bulkDevices.schema.breaches(of: devices, at: "devices") {
                fields.refuse(error.field, error.message)
            }
        }
        let form = try CommandForm(
            &fields, for: request.access, allowingOperatorTypes: allowsOperatorTypes)
        let commands = commands
        threads.run(orFailing: answer) { () throws(Problem) in
            var (orders, errors): ([CommandOrder], [FieldError]) = ([], [])
            for (field, device) in try devices(object, of: request.access.tenant) {
                do throws(InvalidFields) {
                    orders.append(
                        try form.order(for: device, of: request.access.tenant, at: request.now))
                } catch {
                    errors += error.errors.map {
                        FieldError(field: $0.field, message: "\($0.message) (\(field) \(device.serial))")
                    }
                    guard errors.count < Self.maximumErrors else { break }
                }
            }
            guard errors.isEmpty else { throw .invalid(errors) }
            let note = request.note(
                object,
                details: [
                    "type": .string(form.type.rawValue), "device_count": JSON(orders.count),
                    "devices": .array(orders.prefix(ChangeNote.maximumNamed).map { .string($0.serial.text) }),
                ])
            commands.enqueue(orders, at: request.now, noting: note) { result in
                answer(result.mapError(Problem.store).map(Self.reply))
            }
        }
    }

    /// The terminals an order names, each with where it stands.
    private func devices(
        _ object: JSONObject, of tenant: TenantID
    ) throws(Problem) -> [(field: String, device: Device)] {
        guard let named = object.texts("devices") else {
            let all = directory.devices(of: tenant)
            guard all.count <= Self.maximumDevices else {
                throw Problem(
                    status: 422, code: "too_many_devices",
                    detail: "there are \(all.count) terminals; name at most \(Self.maximumDevices) at once")
            }
            return all.map { ("devices", $0) }
        }
        var (found, errors, seen): ([(field: String, device: Device)], [FieldError], Set<String>) = (
            [], [], []
        )
        for (place, text) in named.enumerated() where errors.count < Self.maximumErrors {
            let field = "devices[\(place)]"
            guard let serial = SerialNumber(text), let device = directory.device(serial),
                device.tenant == tenant
            else {
                errors.append(FieldError(field: field, message: "there is no device \(text)"))
                continue
            }
            guard seen.insert(text).inserted else {
                errors.append(FieldError(field: field, message: "\(text) is named twice"))
                continue
            }
            found.append((field, device))
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        return found
    }

    private static func reply(_ records: [CommandRecord]) -> APIReply {
        APIReply(202) { writer in
            writer.beginObject()
            writer.key("commands")
            writer.beginArray()
            for record in records {
                writer.value([
                    "device": .string(record.serial.text), "id": .string(record.number.description),
                ])
            }
            writer.endArray()
            writer.endObject()
        }
    }
}

extension Schema {
    fileprivate static let bulkOrdered = Schema.report(
        .required(
            "commands",
            .list(of: .report(.required("device", .text(.serial)), .required("id", .text(.command)))))
    ).named("BulkOrdered")
}
