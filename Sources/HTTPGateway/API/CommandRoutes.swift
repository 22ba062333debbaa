import ADMS
import BridgeCore

/// Commands over the API: order, look, cancel.
struct CommandRoutes: Sendable {
    let commands: any CommandQueue
    let directory: DeviceDirectory
    /// Whether the admin key may order what reaches into a terminal's system.
    let allowsOperatorTypes: Bool

    var routes: [Route] {
        [
            Route("POST", "/v1/devices/{serial}/commands", .commandsWrite, order),
            Route("GET", "/v1/commands", .commandsRead, list),
            Route("GET", "/v1/commands/{id}", .commandsRead, show),
            Route("DELETE", "/v1/commands/{id}", .commandsWrite, cancel),
        ]
    }

    private static let defaultLife = Duration.seconds(86400)
    private static let lives = Duration.seconds(1)...Duration.seconds(30 * 86400)

    @Sendable private func order(_ request: APIRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let tenant = request.access.tenant
        let device = try DeviceRoutes.device(request, in: directory)
        var fields = FieldReader(try request.object())
        let type = type(&fields, request.access)
        let params = fields.object("params") ?? JSONObject()
        let life = Self.life(&fields)
        let priority = fields.integer("priority", in: -100...100) ?? 0
        var errors: [FieldError] = []
        do throws(InvalidFields) { try fields.finish() } catch { errors += error.errors }
        guard let type else { throw .invalid(errors) }
        if type == .raw { try request.access.require(.commandsRaw) }
        do throws(InvalidFields) {
            let steps = try Command.steps(type: type, params: params)
            errors += CommandText.refusals(of: steps, for: Addressee(device, at: request.now))
            guard errors.isEmpty else { throw InvalidFields(errors: []) }
            let order = CommandOrder(
                tenant: tenant, serial: device.serial, type: type, params: params, steps: steps,
                priority: priority, expiresAt: request.now + life)
            commands.enqueue([order], at: request.now) { result in
                answer(
                    result.mapError(Problem.store).map { records in
                        APIReply(202, headers: [("Location", "/v1/commands/\(records[0].number)")]) {
                            $0.command(records[0])
                        }
                    })
            }
        } catch {
            throw .invalid(errors + error.errors)
        }
    }

    private func type(_ fields: inout FieldReader, _ access: TenantAccess) -> CommandType? {
        guard let name = fields.text("type", required: true, maximum: 64) else { return nil }
        let type = CommandType(rawValue: name)
        if access.isAdmin, type?.isOperatorOnly == true {
            if allowsOperatorTypes { return type }
            fields.refuse("type", "must be another: commands.operator_types in the configuration is false")
            return nil
        }
        guard let type, !type.isOperatorOnly else {
            let known = CommandType.allCases.filter { !$0.isOperatorOnly }.map(\.rawValue)
                .joined(separator: ", ")
            fields.refuse("type", "must be one of \(known)")
            return nil
        }
        return type
    }

    private static func life(_ fields: inout FieldReader) -> Duration {
        guard let text = fields.text("expires_in", maximum: 16) else { return defaultLife }
        guard let life = DurationText.parse(text), lives.contains(life) else {
            fields.refuse("expires_in", "must be \(DurationText.rule), from 1s to 30d")
            return defaultLife
        }
        return life
    }

    @Sendable private func show(_ request: APIRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let number = try Self.number(request)
        let record: CommandRecord?
        do throws(StoreError) {
            record = try commands.command(number, of: request.access.tenant)
        } catch {
            throw .store(error)
        }
        guard let record else { throw .notFound("command of this id") }
        answer(.success(APIReply(200) { $0.command(record) }))
    }

    @Sendable private func list(_ request: APIRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query(["limit", "after", "device", "status"])
        let limit = try PageLimit.read(query["limit"])
        var errors: [FieldError] = []
        let before = query["after"].map { CommandNumber($0) }
        if case .some(.none) = before {
            errors.append(FieldError(field: "after", message: "must be a command id like cmd_1763700000000"))
        }
        let status = query["status"].map { CommandStatus(rawValue: $0) }
        if case .some(.none) = status {
            let known = CommandStatus.allCases.map(\.rawValue).joined(separator: ", ")
            errors.append(FieldError(field: "status", message: "must be one of \(known)"))
        }
        let serial = query["device"].map { SerialNumber($0) }
        if case .some(.none) = serial {
            errors.append(FieldError(field: "device", message: "must be \(SerialNumber.rule)"))
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        do throws(StoreError) {
            let found = try commands.commands(
                of: request.access.tenant, serial: serial ?? nil, status: status ?? nil,
                before: before ?? nil, limit: limit + 1)
            let page = found.prefix(limit)
            answer(
                .success(
                    APIReply(200) { writer in
                        writer.beginObject()
                        writer.key("data")
                        writer.beginArray()
                        for record in page { writer.command(record) }
                        writer.endArray()
                        writer.key("next")
                        writer.string(found.count > limit ? page.last?.number.description : nil)
                        writer.endObject()
                    }))
        } catch {
            throw .store(error)
        }
    }

    @Sendable private func cancel(_ request: APIRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let number = try Self.number(request)
        commands.cancel(number, of: request.access.tenant, at: request.now) { result in
            answer(
                result.mapError(Problem.store).flatMap { record in
                    guard let record else { return .failure(.notFound("command of this id")) }
                    let isCancelled = ([record] + record.steps).contains { $0.status == .cancelled }
                    guard isCancelled else {
                        return .failure(
                            Problem(
                                status: 409, code: "not_queued",
                                detail: "only queued commands can be cancelled; this one is "
                                    + record.status.rawValue))
                    }
                    return .success(APIReply(200) { $0.command(record) })
                })
        }
    }

    private static func number(_ request: APIRequest) throws(Problem) -> CommandNumber {
        guard let number = CommandNumber(request.captured[0]) else { throw .notFound("command of this id") }
        return number
    }
}

extension JSONWriter {
    fileprivate mutating func command(_ record: CommandRecord) {
        beginObject()
        key("id")
        string(record.number.description)
        key("device")
        string(record.serial.text)
        key("type")
        string(record.type.rawValue)
        key("params")
        value(.object(record.params))
        key("priority")
        integer(record.priority)
        key("status")
        string(record.status.rawValue)
        key("created_at")
        string(record.createdAt.rfc3339)
        key("expires_at")
        string(record.expiresAt.rfc3339)
        key("sent_at")
        string(record.sentAt?.rfc3339)
        key("ended_at")
        string(record.endedAt?.rfc3339)
        key("return_code")
        integer(record.returnCode)
        key("reason")
        string(record.reason)
        key("result")
        value(record.result ?? .null)
        key("verifying")
        bool(record.awaited == .verification)
        if !record.steps.isEmpty {
            key("steps")
            beginArray()
            for step in record.steps { command(step) }
            endArray()
        }
        endObject()
    }
}
