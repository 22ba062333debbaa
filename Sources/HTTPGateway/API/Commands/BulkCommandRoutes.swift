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
                        "For all of them or, where one cannot be told it, for none; with `partial` for those that can. The type `raw` needs the scope `commands:raw` too.",
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
        let isPartial = fields.flag("partial")
        let form = try CommandForm(
            &fields, for: request.access, allowingOperatorTypes: allowsOperatorTypes)
        let commands = commands
        threads.run(orFailing: answer) { () throws(Problem) in
            var (found, skipped) = try devices(object, of: request.access.tenant)
            var orders: [CommandOrder] = []
            for (field, device) in found {
                do throws(InvalidFields) {
                    orders.append(
                        try form.order(for: device, of: request.access.tenant, at: request.now))
                } catch {
                    skipped += error.errors.prefix(isPartial ? 1 : Self.maximumErrors).map {
                        Skipped(device: device.serial.text, place: field, error: $0)
                    }
                }
                if !isPartial, skipped.count >= Self.maximumErrors { break }
            }
            guard isPartial || skipped.isEmpty else {
                throw .invalid(skipped.prefix(Self.maximumErrors).map(\.asRefusal))
            }
            var details: JSONObject = [
                "type": .string(form.type.rawValue), "device_count": JSON(orders.count),
                "devices": .array(orders.prefix(ChangeNote.maximumNamed).map { .string($0.serial.text) }),
            ]
            if !skipped.isEmpty { details["skipped_count"] = JSON(skipped.count) }
            let (note, left) = (request.note(object, details: details), skipped)
            commands.enqueue(orders, at: request.now, noting: note) { result in
                answer(result.mapError(Problem.store).map { Self.reply($0, skipping: left) })
            }
        }
    }

    /// A terminal that does not get the command, and why.
    private struct Skipped: Sendable {
        let device: String
        /// Where the request names it.
        let place: String
        let error: FieldError

        /// The error where the whole order is refused for it.
        var asRefusal: FieldError {
            error.field == place
                ? error : FieldError(field: error.field, message: "\(error.message) (\(place) \(device))")
        }
    }

    /// The terminals an order names, each with where it stands; and those there are not.
    private func devices(
        _ object: JSONObject, of tenant: TenantID
    ) throws(Problem) -> (found: [(field: String, device: Device)], missing: [Skipped]) {
        guard let named = object.texts("devices") else {
            let all = directory.devices(of: tenant)
            guard all.count <= Self.maximumDevices else {
                throw Problem(
                    status: 422, code: "too_many_devices",
                    detail: "there are \(all.count) terminals; name at most \(Self.maximumDevices) at once")
            }
            return (all.map { ("devices", $0) }, [])
        }
        var (found, missing): ([(field: String, device: Device)], [Skipped]) = ([], [])
        var (seen, twice): (Set<String>, [FieldError]) = ([], [])
        for (place, text) in named.enumerated() {
            let field = "devices[\(place)]"
            guard seen.insert(text).inserted else {
                twice.append(FieldError(field: field, message: "\(text) is named twice"))
                continue
            }
            guard let serial = SerialNumber(text), let device = directory.device(serial),
                device.tenant == tenant
            else {
                let error = FieldError(field: field, message: "there is no device \(text)")
                missing.append(Skipped(device: text, place: field, error: error))
                continue
            }
            found.append((field, device))
        }
        // A mistake in the request itself, whatever the terminals are.
        guard twice.isEmpty else {
            throw .invalid(Array((twice + missing.map(\.asRefusal)).prefix(Self.maximumErrors)))
        }
        return (found, missing)
    }

    private static func reply(_ records: [CommandRecord], skipping skipped: [Skipped]) -> APIReply {
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
            writer.key("skipped")
            writer.beginArray()
            for terminal in skipped {
                writer.value([
                    "device": .string(terminal.device), "field": .string(terminal.error.field),
                    "message": .string(terminal.error.message),
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
            .list(of: .report(.required("device", .text(.serial)), .required("id", .text(.command))))),
        .required(
            "skipped",
            .list(
                of: .report(
                    .required("device", .words), .required("field", .words), .required("message", .words))),
            "With `partial`: the terminals that do not get it, each with what stands against it.")
    ).named("BulkOrdered")
}
