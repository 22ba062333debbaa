import BridgeCore

/// Once more, please: what an endpoint should get again, and what it never got.
struct ReplayRoutes: Sendable {
    let library: any EventLibrary
    let book: any EndpointBook
    let threads: ReadingThreads

    var routes: [Route] {
        [
            Route(
                "POST", "/v1/endpoints/{id}/replay", .scope(.endpointsWrite, replay),
                Operation(
                    group: "Endpoints", summary: "Deliver a stretch of the log again",
                    details:
                        "Events keep their ids and bodies. At most \(ReplayOrder.maximumEvents) at once: all of them or, where there are more, none.",
                    path: EndpointRoutes.id, body: .replayOrder,
                    answer: .accepted("They will be delivered.", .queuedEvents))),
            Route(
                "GET", "/v1/endpoints/{id}/dead-letters", .scope(.endpointsRead, deadLetters),
                Operation(
                    group: "Endpoints", summary: "Events whose attempts are exhausted, oldest first",
                    details: "Templates and photos are not shown here.",
                    path: EndpointRoutes.id, query: [.limit, .after(.text(.sequence))],
                    answer: .ok("A page.", .page(of: .deadLetter)))),
            Route(
                "POST", "/v1/endpoints/{id}/dead-letters/retry", .scope(.endpointsWrite, retry),
                Operation(
                    group: "Endpoints", summary: "Deliver dead letters again", path: EndpointRoutes.id,
                    body: .deadLetterRetry, isBodyOptional: true,
                    answer: .accepted("They will be delivered.", .queuedEvents))),
        ]
    }

    @Sendable private func replay(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (key, fields) = (try EndpointRoutes.key(request), try request.fields())
        guard let from = fields.start("since") else {
            throw .invalid([FieldError(field: "since", message: "is required")])
        }
        let until = fields.start("until")
        if let until, until.isBefore(from) {
            throw .invalid([FieldError(field: "until", message: "must not be before `since`")])
        }
        let order = ReplayOrder.range(
            key, from: from, until: until, only: fields.text("only").flatMap(ReplayOrder.Kind.init) ?? .all,
            patterns: (fields.texts("event_types") ?? []).compactMap { EventPattern($0) })
        // As it was asked: nothing of it is about people, and it cannot be long but for the patterns.
        var details = fields
        details["event_types"] = fields.texts("event_types").map {
            .array($0.prefix(ChangeNote.maximumNamed).map(JSON.string))
        }
        library.replay(order, at: request.now, noting: request.note(fields, details: details)) {
            answer(.replay($0, lacking: .noEndpoint))
        }
    }

    @Sendable private func retry(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (key, fields) = (try EndpointRoutes.key(request), try request.fields())
        let events = fields.texts("events")?.compactMap { EventID($0) }
        let order = ReplayOrder.deadLetters(key, only: events)
        var details: JSONObject = ["event_count": JSON(events?.count)]
        details["events"] = events.map { events in
            .array(events.prefix(ChangeNote.maximumNamed).map { .string($0.description) })
        }
        let (library, note) = (library, request.note(fields, details: details))
        threads.run(orFailing: answer) { () throws(Problem) in
            let report = try stored { () throws(StoreError) in try book.endpoint(key) }
            guard report != nil else { throw .noEndpoint }
            try requireKnown(events ?? [], of: key.tenant)
            library.replay(order, at: request.now, noting: note) {
                answer(.replay($0, lacking: .noEndpoint))
            }
        }
    }

    /// An event that is no dead letter any more is no mistake; one that never was is.
    private func requireKnown(_ events: [EventID], of tenant: TenantID) throws(Problem) {
        var errors: [FieldError] = []
        for (place, id) in events.enumerated() {
            let event = try stored { () throws(StoreError) in try library.event(id, of: tenant) }
            if event == nil {
                errors.append(FieldError(field: "events[\(place)]", message: "there is no event \(id)"))
            }
        }
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    @Sendable private func deadLetters(
        _ request: TenantRequest, _ answer: @escaping APIAnswer
    ) throws(Problem) {
        let (key, query) = (try EndpointRoutes.key(request), try request.query())
        let (after, limit) = (query.sequence("after") ?? 0, query.limit)
        threads.run(answer) { () throws(Problem) in
            let report = try stored { () throws(StoreError) in try book.endpoint(key) }
            guard report != nil else { throw .noEndpoint }
            let found = try stored { () throws(StoreError) in
                try library.deadLetters(key, after: after, limit: limit + 1)
            }
            return .page(found, limit: limit, place: { String($0.event.position) }) { $0.deadLetter($1) }
        }
    }
}

extension Result where Success == APIReply, Failure == Problem {
    /// How an order to deliver again is answered.
    static func replay(_ result: Result<ReplayAnswer?, StoreError>, lacking: Problem) -> Self {
        result.mapError(Problem.store).flatMap { answer in
            switch answer {
            case nil: .failure(lacking)
            case .tooMany:
                .failure(
                    Problem(
                        status: 422, code: "too_many_events",
                        detail:
                            "there are more than \(ReplayOrder.maximumEvents) events; nothing was done: order a shorter stretch"
                    ))
            case .queued(let events):
                .success(APIReply(202) { $0.value(["events": JSON(events)]) })
            }
        }
    }
}

extension JSONObject {
    /// A sequence number or a time.
    fileprivate func start(_ name: String) -> ReplayOrder.Start? {
        integer(name).map { .sequence(Int64($0)) } ?? instant(name).map { .time($0) }
    }
}

extension ReplayOrder.Start {
    /// Of a number and a time nobody knows here which comes first.
    fileprivate func isBefore(_ other: Self) -> Bool {
        switch (self, other) {
        case (.sequence(let one), .sequence(let other)): one < other
        case (.time(let one), .time(let other)): one < other
        case (.sequence, .time), (.time, .sequence): false
        }
    }
}

extension Schema {
    private static let start = Schema.oneOf(.integer(0...Int.max), .instant)

    fileprivate static let replayOrder = Schema.object(
        .required(
            "since", start, "The sequence number of the first event, or a time: those accepted then or later."
        ),
        .optional(
            "until", start, "The sequence number of the last event, or a time: those accepted earlier."),
        .optional(
            "only", .choice(ReplayOrder.Kind.allCases.map(\.rawValue)),
            "failed: dead letters, and events whose attempts on record all failed; missing: those without any attempt on record that do not wait either. all unless said."
        ),
        .optional(
            "event_types", .list(of: .text(.eventPattern), 1...100),
            "Only events of these types; of all unless said.")
    ).named("ReplayOrder")

    static let queuedEvents = Schema.report(.required("events", .count, "How many."))
        .named("QueuedEvents")

    fileprivate static let deadLetterRetry = Schema.object(
        .optional("events", .list(of: .text(.event), 1...1000), "Only these; all unless said.")
    ).named("DeadLetterRetry")

    fileprivate static let deadLetter = Schema.report(
        .required("event", .event),
        .required("attempts", .count),
        .required("error", .words, "How the last attempt ended."),
        .required("died_at", .instant.orNull)
    ).named("DeadLetter")
}

extension JSONWriter {
    fileprivate mutating func deadLetter(_ letter: DeadLetter) {
        beginObject()
        key("event")
        raw(letter.event.body)
        key("attempts")
        integer(letter.attempts)
        key("error")
        string(letter.error)
        key("died_at")
        string(letter.diedAt?.rfc3339)
        endObject()
    }
}
