import BridgeCore

extension Schema {
    /// The envelope; what is in `data` is in `webhook-schemas`.
    static let event = Schema.report(
        .required("id", .text(.event)),
        .required("type", .choice(EventType.allCases.map(\.rawValue))),
        .required("timestamp", .instant, "When the bridge accepted it."),
        .required("tenant", .text(.tenant)),
        .required("sequence", .count),
        .required(
            "device",
            Schema.report(.required("serial", .text(.serial)), .required("name", .words.orNull)).orNull),
        .required("data", Schema(.map(names: nil, values: .anything, maximum: .max)), "As its type says.")
    ).saying("An event exactly as a webhook brings it.").named("Event")

    static let events = Schema.report(
        .required("data", .list(of: event, 0...PageLimit.maximum)),
        .required(
            "next", Schema.words.orNull, "Give it as `after` to go on; null: there is no more for now."),
        .required(
            "last", .text(.sequence),
            "How far the log was looked at, `after` where there was nothing new: give it as `after` where `next` is null, and nothing is missed, seen twice or looked at again."
        )
    ).named("EventsPage")

    static let eventReport = Schema.report(
        .required("event", event),
        .required(
            "deliveries",
            .list(
                of: .report(
                    .required("endpoint", .text(.endpoint)),
                    .required(
                        "state", .choice(["pending", "delivered", "dead", "unknown"]),
                        "unknown: passed without an attempt on record."),
                    .required("attempts", .count),
                    .required("next_attempt_at", .instant.orNull))),
            "At each endpoint that wants it.")
    ).named("EventReport")

    static let attempt = Schema(
        .object([.required("endpoint", .text(.endpoint))] + attemptMembers, isOpen: true)
    ).named("Attempt")

    static let redelivery = Schema.object(
        .optional(
            "endpoint", .text(.endpoint), "Only to this one; to all that are enabled and want it unless said."
        )
    ).named("Redelivery")

    static let statistics = Schema.report(
        .required(
            "commands",
            .report(CommandStatus.allCases.map { Member.required($0.rawValue, .count) }),
            "By status."),
        .required("endpoints", .count),
        .required("waiting", .count, "Events that wait for another attempt, over all endpoints."),
        .required("dead_letters", .count),
        .required("last_sequence", .count, "Of the newest event; 0 without any.")
    ).named("Statistics")
}

extension JSONWriter {
    mutating func events(_ page: EventsPage) {
        beginObject()
        key("data")
        beginArray()
        for event in page.events { raw(event.body) }
        endArray()
        key("next")
        string(page.next.map { String($0) })
        key("last")
        string(String(page.last))
        endObject()
    }

    mutating func event(_ report: EventReport) {
        beginObject()
        key("event")
        raw(report.event.body)
        key("deliveries")
        beginArray()
        for delivery in report.deliveries {
            value([
                "endpoint": .string(delivery.endpoint.text), "state": .string(delivery.state.rawValue),
                "attempts": JSON(delivery.attempts),
                "next_attempt_at": JSON(delivery.nextAttempt?.rfc3339),
            ])
        }
        endArray()
        endObject()
    }

    mutating func statistics(_ counts: TenantStatistics) {
        var commands = JSONObject()
        for status in CommandStatus.allCases {
            commands[status.rawValue] = JSON(counts.commands[status] ?? 0)
        }
        value([
            "commands": .object(commands), "endpoints": JSON(counts.endpoints),
            "waiting": JSON(counts.waiting), "dead_letters": JSON(counts.dead),
            "last_sequence": .integer(counts.lastSequence),
        ])
    }
}
