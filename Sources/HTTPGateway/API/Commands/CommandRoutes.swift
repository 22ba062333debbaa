import BridgeCore

/// Commands over the API: order, look, cancel.
struct CommandRoutes: Sendable {
    let commands: any CommandQueue
    let directory: DeviceDirectory
    /// Whether the admin key may order what reaches into a terminal's system.
    let allowsOperatorTypes: Bool
    let watch: CommandWatch
    let authentication: Authentication
    let clock: any WallClock

    private static let waits = Duration.zero...Duration.seconds(60)

    var routes: [Route] {
        let id = ["id": Schema.text(.command)]
        return [
            Route(
                "POST", "/v1/devices/{serial}/commands", .scope(.commandsWrite, order),
                Operation(
                    group: "Commands", summary: "Order a command",
                    details: "The type `raw` needs the scope `commands:raw` too.",
                    path: ["serial": .text(.serial)], body: CommandSchemas.order,
                    answer: .accepted("It is queued.", .command, hasLocation: true))),
            Route(
                "GET", "/v1/commands", .scope(.commandsRead, list),
                Operation(
                    group: "Commands", summary: "Commands, newest first",
                    query: [
                        .limit, .after(.text(.command)),
                        QueryParameter("device", .text(.serial), "Only this terminal's."),
                        QueryParameter(
                            "status", .choice(CommandStatus.allCases.map(\.rawValue)),
                            "Only those in this state."),
                    ], answer: .ok("A page.", .page(of: .command)))),
            Route(
                "GET", "/v1/commands/{id}", .scope(.commandsRead, show),
                Operation(
                    group: "Commands", summary: "A command and what became of it", path: id,
                    query: [
                        QueryParameter(
                            "wait", .text(.duration(Self.waits)),
                            "How long to wait for a change before answering; one that has ended is told at once."
                        )
                    ],
                    answer: .ok("The command.", .command),
                    refusals: [.init(status: 429, summary: "Too many are waiting.")])),
            Route(
                "DELETE", "/v1/commands/{id}", .scope(.commandsWrite, cancel),
                Operation(
                    group: "Commands", summary: "Cancel a command that is still queued",
                    details: "Of an order of several steps those still queued are cancelled.", path: id,
                    answer: .ok("It is cancelled, as far as it was queued.", .command),
                    refusals: [.init(status: 409, summary: "It is not queued any more.")])),
        ]
    }

    @Sendable private func order(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let device = try DeviceRoutes.device(request, in: directory)
        let object = try request.object()
        var fields = FieldReader(object)
        let form = try CommandForm(
            &fields, for: request.access, allowingOperatorTypes: allowsOperatorTypes)
        do throws(InvalidFields) {
            let order = try form.order(for: device, of: request.access.tenant, at: request.now)
            let note = request.note(object, details: ["type": .string(form.type.rawValue)])
            commands.enqueue([order], at: request.now, noting: note) { result in
                answer(
                    result.mapError(Problem.store).map { records in
                        APIReply(202, headers: [("Location", "/v1/commands/\(records[0].number)")]) {
                            $0.command(records[0])
                        }
                    })
            }
        } catch {
            throw .invalid(error.errors)
        }
    }

    @Sendable private func show(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let number = try Self.number(request)
        let wait = try request.query().text("wait").flatMap(DurationText.parse) ?? .zero
        let (access, authentication, clock) = (request.access, authentication, clock)
        try watch.answer(answer, with: number, of: access.tenant, within: wait) { () throws(Problem) in
            try authentication.confirm(access, at: clock.now())
        } _: { record in
            APIReply(200) { $0.command(record) }
        }
    }

    @Sendable private func list(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query()
        do throws(StoreError) {
            let found = try commands.commands(
                of: request.access.tenant, serial: query.text("device").flatMap { SerialNumber($0) },
                status: query.text("status").flatMap(CommandStatus.init),
                before: query.text("after").flatMap { CommandNumber($0) }, limit: query.limit + 1)
            answer(
                .success(
                    .page(found, limit: query.limit, place: \.number.description) { $0.command($1) }))
        } catch {
            throw .store(error)
        }
    }

    @Sendable private func cancel(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let number = try Self.number(request)
        let note = request.note()
        commands.cancel(number, of: request.access.tenant, at: request.now, noting: note) { result in
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

    private static func number(_ request: TenantRequest) throws(Problem) -> CommandNumber {
        guard let number = CommandNumber(request.captured[0]) else { throw .notFound("command of this id") }
        return number
    }
}

extension Schema {
    fileprivate static let command = Schema.report(
        .required("id", .text(.command)),
        .required("device", .text(.serial)),
        .required("type", .choice(CommandType.allCases.map(\.rawValue))),
        .required("params", Schema(.object([], isOpen: true)), "As ordered, passwords masked."),
        .required("priority", .integer),
        .required("status", .choice(CommandStatus.allCases.map(\.rawValue))),
        .required("created_at", .instant),
        .required("expires_at", .instant),
        .required("sent_at", .instant.orNull),
        .required("ended_at", .instant.orNull),
        .required("return_code", .integer.orNull, "What the terminal returned."),
        .required("reason", .words.orNull, "Why it failed, or what the code means."),
        .required("result", .anything, resultSummary),
        .required(
            "verifying", .boolean, "Whether the terminal has done it and is being asked whether it is there."),
        .optional(
            "steps", Schema(.list(Schema(.object([], isOpen: true)), lengths: 2...10_000)),
            "What the terminal is told for it, one after another, where that is more than one thing; commands too."
        )
    ).named("Command")

    /// In words: what else a terminal says with its answer stands there too, under the names it chooses.
    private static let resultSummary = """
        What the terminal sent along; null where nothing. user.query and biometric.query: `users` and `biometrics`, as in \
        their events, 200 at most, templates by size and SHA-256, and `truncated`. All queries: `count`, and `complete`: \
        true where all that was asked for came, null where the terminal merely fell silent. With verify: `verified_by`, \
        which is upload, return_code or silence. device.info: the options by their names. file.get and device.shell: \
        `file_name`, `content` or `content_base64`, `content_bytes`, and above 64 KiB `content_omitted`. An order of \
        several steps: `steps`, each with `command_id`, `command`, `status`, `return_code`, `reason` and `result`.
        """
}

extension JSONWriter {
    mutating func command(_ record: CommandRecord) {
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
