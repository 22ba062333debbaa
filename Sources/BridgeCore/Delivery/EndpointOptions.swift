/// What a webhook endpoint may be set to beside its address, its secrets and what it wants to hear of.
package struct EndpointOptions: Sendable, Equatable {
    package var ordering = DeliveryOrdering.none
    /// `nil`: one event per request.
    package var batch: BatchRule?
    /// Requests per second, at most.
    package var rateLimit: Int?
    /// Sent along with every request, in this order.
    package var headers: [HeaderField] = []
    package var auth: EndpointAuth?
    /// What the bridge shows of itself in the TLS handshake.
    package var clientCertificate: ClientCertificate?
    /// Waits after the first, second … failed attempt; `nil`: those of the configuration.
    package var retrySchedule: [Duration]?
    /// Whether webhooks carry the CloudEvents 1.0 binary headers too (`ce-id`, `ce-type`, …).
    package var addsCloudEventHeaders = false
    /// Whether the receiver must agree first (CloudEvents web hooks 1.0.1, section 4: `OPTIONS` with
    /// `WebHook-Request-Origin`).
    package var wantsHandshake = false
    /// What is older may be let go although this endpoint has not had it, which then is told as
    /// `endpoint.backlog_dropped`; `nil`: that of the configuration.
    package var maximumBacklogAge: Duration?

    package init() {}
}

/// In what order an endpoint gets a terminal's events.
package enum DeliveryOrdering: Sendable, Equatable {
    /// As it comes.
    case none
    /// At most one request under way per terminal; an event that failed holds back those after it of the same
    /// terminal, at this endpoint only.
    case device(PoisonPolicy)

    package var isByDevice: Bool {
        switch self {
        case .none: false
        case .device: true
        }
    }
}

/// How long an event that always fails may hold back its terminal.
package enum PoisonPolicy: Sendable, Equatable {
    /// Until its schedule is exhausted.
    case block
    /// Until so many attempts failed (at least 1); then it is a dead letter.
    case skip(after: Int)
}

/// Several events in one request: `{"type":"batch","events":[…]}`.
package struct BatchRule: Sendable, Equatable {
    /// 2 to 1000.
    package var maximumEvents: Int
    /// How long the first event may wait for company.
    package var maximumWait: Duration

    package static let sizes = 2...1000
    package static let waits: ClosedRange<Duration> = .zero...Duration.seconds(300)

    package init(maximumEvents: Int, maximumWait: Duration) {
        self.maximumEvents = maximumEvents
        self.maximumWait = maximumWait
    }
}

/// A header of a request.
package struct HeaderField: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// How the bridge tells a receiver who is calling, beside the signature. Printing one shows no secret.
package enum EndpointAuth: Sendable, Equatable, CustomStringConvertible {
    case basic(user: String, password: String)
    case bearer(token: String)

    package var description: String {
        switch self {
        case .basic: "basic ***"
        case .bearer: "bearer ***"
        }
    }
}

/// A certificate and its private key, both PEM. Printing one shows no key.
package struct ClientCertificate: Sendable, Equatable, CustomStringConvertible {
    package var certificatePEM: String
    package var privateKeyPEM: String

    package init(certificatePEM: String, privateKeyPEM: String) {
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
    }

    package var description: String { "client certificate ***" }
}
