import BridgeCore

/// The secrets an endpoint's webhooks are signed with: reveal, rotate.
struct EndpointSecretRoutes: Sendable {
    let book: any EndpointBook
    /// `nil`: looks at secrets are not noted.
    let changes: (any ChangeLog)?
    let threads: ReadingThreads

    /// Secrets that are good at once, at most.
    private static let maximumSecrets = 10
    private static let overlaps = Duration.zero...Duration.seconds(7 * 86400)

    var routes: [Route] {
        [
            Route(
                "GET", "/v1/endpoints/{id}/secret", .scope(.endpointsWrite, reveal),
                Operation(
                    group: "Endpoints", summary: "Reveal an endpoint's secrets",
                    details: "Of an Ed25519 key pair only the public key (`whpk_…`) is shown.",
                    path: EndpointRoutes.id, answer: .ok("The secrets.", .secrets))),
            Route(
                "POST", "/v1/endpoints/{id}/rotate-secret", .scope(.endpointsWrite, rotate),
                Operation(
                    group: "Endpoints", summary: "Replace an endpoint's secret",
                    details:
                        "For the overlap webhooks carry signatures of both, the newest first. The new secret is of the kind of the one before unless said.",
                    path: EndpointRoutes.id, body: .rotation(Self.overlaps), isBodyOptional: true,
                    answer: .ok("The secrets as they are now.", .secrets),
                    refusals: [
                        EndpointRoutes.managed,
                        .init(
                            status: 409, summary: "\(Self.maximumSecrets) secrets are still good."),
                    ])),
        ]
    }

    @Sendable private func reveal(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (key, now) = (try EndpointRoutes.key(request), request.now)
        let (note, changes) = (request.note(), changes)
        threads.run(orFailing: answer) { () throws(Problem) in
            let report = try stored { () throws(StoreError) in try book.endpoint(key) }
            guard let report else { throw .noEndpoint }
            let reply = APIReply(200) { $0.secrets(report.endpoint.secrets, at: now) }
            guard let changes else { return answer(.success(reply)) }
            // Nobody sees a secret of whom it is not written down first.
            changes.write(note) { answer($0.mapError(Problem.store).map { reply }) }
        }
    }

    @Sendable private func rotate(_ request: TenantRequest, _ answer: @escaping APIAnswer) throws(Problem) {
        let (key, fields, now) = (try EndpointRoutes.key(request), try request.fields(), request.now)
        let overlap = fields.duration("overlap") ?? .seconds(86400)
        // Both kinds, for which one is usual shows only in the transaction.
        let new = try SigningSecret.chosen(by: fields)
        let newPair = try SigningSecret.chosen(by: fields, usual: .ed25519)
        let refusal = Refusal()
        let note = request.note(
            fields,
            details: [
                "overlap_seconds": .integer(overlap.components.seconds),
                "given": .bool(fields["secret"] != nil),
            ])
        book.change(key, at: now, noting: note) { result in
            if let problem = refusal.problem { return answer(.failure(problem)) }
            answer(
                EndpointRoutes.report(result).map { report in
                    APIReply(200) { writer, isRevealing in
                        writer.secrets(report.endpoint.secrets, at: now, isRevealing: isRevealing)
                    }
                })
        } _: { endpoint in
            let secret = endpoint.secrets.first?.secret.scheme == .ed25519 ? newPair : new
            return refusal.noting(endpoint) { () throws(Problem) in
                try endpoint.rotated(
                    to: secret, overlap: overlap, keeping: Self.maximumSecrets, at: now)
            }
        }
    }
}

extension WebhookEndpoint {
    /// With a new secret; those before are good for the overlap, or for as long as they were to be if that is less.
    fileprivate func rotated(
        to secret: SigningSecret, overlap: Duration, keeping maximum: Int, at now: Instant
    ) throws(Problem) -> WebhookEndpoint {
        guard !secrets.contains(where: { $0.secret == secret && $0.isGood(at: now) }) else {
            throw .invalid([FieldError(field: "secret", message: "must not be one of the endpoint's already")]
            )
        }
        let end = now + overlap
        let old = secrets.map { EndpointSecret($0.secret, until: min($0.expiresAt ?? end, end)) }
            .filter { $0.isGood(at: now) }
        guard old.count < maximum else {
            throw Problem(
                status: 409, code: "too_many_secrets",
                detail: "\(old.count) secrets are still good; wait, or rotate with a shorter overlap")
        }
        var endpoint = self
        endpoint.secrets = [EndpointSecret(secret)] + old
        return endpoint
    }
}

extension Schema {
    fileprivate static func rotation(_ overlaps: ClosedRange<Duration>) -> Schema {
        .object(
            .optional(
                "overlap", .text(.duration(overlaps)),
                "How long the secrets before are still good; 24h unless said."),
            .optional("secret", .text(.secret), "Made by the bridge unless said."),
            .optional("secret_type", .secretType)
        ).named("SecretRotation")
    }

    fileprivate static let secrets = Schema.report(
        .required(
            "secret", .words.orNull,
            "`whsec_…`, or `whpk_…` of a key pair; null where a rotation is told again."),
        .required(
            "previous",
            .list(of: .report(.required("secret", .words.orNull), .required("expires_at", .instant.orNull))),
            "Those that are still good.")
    ).named("Secrets")
}

extension JSONWriter {
    fileprivate mutating func secrets(
        _ secrets: [EndpointSecret], at now: Instant, isRevealing: Bool = true
    ) {
        let good = secrets.filter { $0.isGood(at: now) }
        value([
            "secret": isRevealing ? JSON(good.first?.secret.shown) : .null,
            "previous": .array(
                good.dropFirst().map { secret in
                    [
                        "secret": isRevealing ? .string(secret.secret.shown) : .null,
                        "expires_at": JSON(secret.expiresAt?.rfc3339),
                    ]
                }),
        ])
    }
}
