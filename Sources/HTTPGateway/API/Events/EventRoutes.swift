import BridgeCore

/// The log over the API: a polling alternative to webhooks, and what became of each event.
struct EventRoutes: Sendable {
    let library: any EventLibrary
    let threads: ReadingThreads

    private static let id = ["id": Schema.text(.event)]

    var routes: [Route] {
        let page: [QueryParameter] = [
            .limit, .after(.text(.sequence)),
            QueryParameter("device", .text(.serial), "Only events of this terminal."),
        ]
        return [
            Route(
                "GET", "/v1/events", .scope(.eventsRead, list),
                Operation(
                    group: "Events", summary: "Events, oldest first",
                    details: """
                        The bodies are those of the webhooks. To follow the log, ask again with `after` = `next` \
                        or, where that is null, `last`. A page may have fewer events than asked for, or none, and \
                        still a `next`. Templates and photos are in it if the key has `biometrics:read`.
                        """,
                    query: page + [
                        QueryParameter(
                            "type", .text(.eventPatterns),
                            "Only these types: exact, families like `attendance.*`, several with commas.")
                    ], answer: .ok("A page.", .events))),
            Route(
                "GET", "/v1/rejects", .scope(.eventsRead, rejects),
                Operation(
                    group: "Events", summary: "Lines of terminals that could not be understood, oldest first",
                    details: "The events `record.rejected`; pages as those of `/v1/events`.", query: page,
                    answer: .ok("A page.", .events))),
            Route(
                "GET", "/v1/events/{id}", .scope(.eventsRead, show),
                Operation(
                    group: "Events", summary: "An event and what became of it at each endpoint",
                    path: Self.id, answer: .ok("The event.", .eventReport))),
            Route(
                "GET", "/v1/events/{id}/attempts", .scope(.eventsRead, attempts),
                Operation(
                    group: "Events", summary: "Every attempt on record to deliver an event, oldest first",
                    path: Self.id,
                    answer: .ok(
                        "The last \(AttemptReport.maximum) at most; `next` is null.",
                        .page(of: .attempt, maximum: AttemptReport.maximum)))),
            Route(
                "POST", "/v1/events/{id}/redeliver", .scope(.endpointsWrite, redeliver),
                Operation(
                    group: "Events", summary: "Deliver an event again", path: Self.id, body: .redelivery,
                    isBodyOptional: true,
                    answer: .accepted("`events` says to how many endpoints.", .queuedEvents))),
            Route(
                "GET", "/v1/stats", .scope(.eventsRead, statistics),
                Operation(
                    group: "Events", summary: "How much there is of what",
                    details: "Counts end at \(TenantStatistics.countLimit), which means so many or more.",
                    answer: .ok("The counts.", .statistics))),
        ]
    }

    private static func event(_ request: TenantRequest) throws(Problem) -> EventID {
        guard let id = EventID(request.captured[0]) else { throw .noEvent }
        return id
    }

    @Sendable private func list(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let query = try request.query()
        let patterns = query.text("type")?.split(separator: ",").compactMap { EventPattern(String($0)) } ?? []
        page(query, patterns, request.access, answer)
    }

    @Sendable private func rejects(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        page(try request.query(), [.exactly(.recordRejected)], request.access, answer)
    }

    private func page(
        _ query: Query, _ patterns: [EventPattern], _ access: TenantAccess, _ answer: @escaping APIAnswer
    ) {
        let wanted = EventQuery(
            after: query.sequence("after") ?? 0, limit: query.limit, patterns: patterns,
            serial: query.text("device").flatMap { SerialNumber($0) }, showing: access.showing)
        threads.run(answer) { () throws(Problem) in
            let page = try stored { () throws(StoreError) in try library.events(wanted, of: access.tenant) }
            return APIReply(200) { $0.events(page) }
        }
    }

    @Sendable private func show(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (id, access) = (try Self.event(request), request.access)
        threads.run(answer) { () throws(Problem) in
            let report = try stored { () throws(StoreError) in
                try library.event(id, of: access.tenant, showing: access.showing)
            }
            guard let report else { throw .noEvent }
            return APIReply(200) { $0.event(report) }
        }
    }

    @Sendable private func attempts(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (id, tenant) = (try Self.event(request), request.access.tenant)
        threads.run(answer) { () throws(Problem) in
            let attempts = try stored { () throws(StoreError) in try library.attempts(id, of: tenant) }
            guard let attempts else { throw .noEvent }
            return .page(attempts, next: nil) { writer, report in
                var object: JSONObject = ["endpoint": .string(report.endpoint.text)]
                for (name, value) in report.attempt.shown.members { object[name] = value }
                writer.value(.object(object))
            }
        }
    }

    @Sendable private func redeliver(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem)
    {
        let (id, fields) = (try Self.event(request), try request.fields())
        let (tenant, endpoint) = (request.access.tenant, fields.text("endpoint").flatMap { EndpointID($0) })
        let order = ReplayOrder.event(id, of: tenant, to: endpoint)
        let (library, threads) = (library, threads)
        let note = request.note(fields, details: ["endpoint": JSON(fields.text("endpoint"))])
        library.replay(order, at: request.now, noting: note) { result in
            guard let endpoint, case .success(nil) = result else {
                return answer(.replay(result, lacking: .noEvent))
            }
            // One of the two is not there: which?
            threads.run(orFailing: answer) { () throws(Problem) in
                let event = try stored { () throws(StoreError) in try library.event(id, of: tenant) }
                guard event != nil else { throw .noEvent }
                throw .invalid([FieldError(field: "endpoint", message: "there is no endpoint \(endpoint)")])
            }
        }
    }

    @Sendable private func statistics(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem)
    {
        let tenant = request.access.tenant
        threads.run(answer) { () throws(Problem) in
            let counts = try stored { () throws(StoreError) in try library.statistics(of: tenant) }
            return APIReply(200) { $0.statistics(counts) }
        }
    }
}

extension Problem {
    fileprivate static let noEvent = Problem.notFound("event of this id")
}

extension TextRule {
    fileprivate static let eventPatterns = TextRule(
        says: "event types, families like attendance.*, or *, with commas between them", lengths: 1...1000,
        pattern: "^(\(EventPattern.expression))(,(\(EventPattern.expression)))*$",
        holds: { text in
            text.split(separator: ",", omittingEmptySubsequences: false)
                .allSatisfy { EventPattern(String($0)) != nil }
        })
}
