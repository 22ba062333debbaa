import BridgeCore

/// A webhook at once, so that a person sees what comes of it.
struct EndpointTestRoute: Sendable {
    let book: any EndpointBook
    let tester: any WebhookTester
    /// `nil`: tests are not noted.
    let changes: (any ChangeLog)?
    let threads: ReadingThreads

    var routes: [Route] {
        [
            Route(
                "POST", "/v1/endpoints/{id}/test", .scope(.endpointsWrite, test),
                Operation(
                    group: "Endpoints", summary: "Send a `webhook.test` now",
                    details:
                        "Outside the log and the endpoint's turn, even where it is disabled. The answer tells how the attempt ended.",
                    path: EndpointRoutes.id, body: .testOrder, isBodyOptional: true,
                    answer: .ok("The attempt, whatever came of it.", .testAttempt)))
        ]
    }

    @Sendable private func test(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (key, now) = (try EndpointRoutes.key(request), request.now)
        let fields = try request.fields()
        let message = fields.text("message") ?? "This is a test of adms-bridge."
        let (book, tester) = (book, tester)
        threads.run(orFailing: answer) { () throws(Problem) in
            let report = try stored { () throws(StoreError) in try book.endpoint(key) }
            guard let report else { throw .noEndpoint }
            // It changes nothing; whether it was carried out shows when it has an answer.
            changes?.write(request.note(fields).withoutClaim) { _ in }
            book.reserveSequence { result in
                switch result {
                case .failure(let error): answer(.failure(.store(error)))
                case .success(let sequence):
                    let origin = EventOrigin(tenant: key.tenant, device: nil, acceptedAt: now)
                    let draft = origin.event(forTest: message, of: key.id, ordinal: sequence)
                    let event = LoggedEvent(
                        position: sequence, id: draft.id, type: draft.type, serial: nil,
                        body: draft.body(sequence: sequence))
                    tester.deliver(event, to: report.endpoint) { attempt in
                        answer(
                            .success(
                                APIReply(200) { writer in
                                    var object: JSONObject = ["event_id": .string(event.id.description)]
                                    for (name, value) in attempt.shown.members { object[name] = value }
                                    writer.value(.object(object))
                                }))
                    }
                }
            }
        }
    }
}

extension AttemptRecord {
    /// As the API shows it.
    var shown: JSONObject {
        [
            "sequence": .integer(position), "number": JSON(number), "at": .string(at.rfc3339),
            "duration_ms": .integer(duration.milliseconds), "outcome": .string(outcome),
            "status": JSON(status), "address": JSON(address), "hint": JSON(hint),
            // What is no UTF-8 of it comes as U+FFFD.
            "answer": answer.isEmpty ? .null : .string(String(decoding: answer, as: UTF8.self)),
            "batch": batch.map(JSON.integer) ?? .null,
        ]
    }
}

extension Schema {
    fileprivate static let testOrder = Schema.object(
        .optional("message", .text(.line(1...500)), "What the webhook says in `data.message`.")
    ).named("TestOrder")

    static let attemptMembers: [Member] = [
        .required("sequence", .count, "The event's."),
        .required("number", .integer, "1 for the first attempt."),
        .required("at", .instant),
        .required("duration_ms", .count),
        .required("outcome", .words, "`delivered`, `http_500`, `timeout`, `tls_failed`, …"),
        .required("status", .integer.orNull, "Of HTTP, where there was an answer."),
        .required("address", .words.orNull, "Where the request went."),
        .required("hint", .words.orNull, "What to make of it."),
        .required("answer", .words.orNull, "The first 2 KiB of the answer's body."),
        .required("batch", .integer.orNull, "The first event of the batch it went with, by sequence."),
    ]

    fileprivate static let testAttempt = Schema(
        .object([.required("event_id", .text(.event))] + attemptMembers, isOpen: true)
    ).named("TestAttempt")
}
