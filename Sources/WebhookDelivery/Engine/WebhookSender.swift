import BridgeCore
package import HTTPClient

/// Turns attempts into transfers, under the rules all endpoints share, and what came of them into outcomes.
package struct WebhookSender: Sendable {
    private let rules: DeliveryRules
    private let egress: EgressGuard
    private let publicOnly: AddressGuard
    private let privateToo: AddressGuard

    package init(_ rules: DeliveryRules) {
        self.rules = rules
        egress = EgressGuard(rules)
        publicOnly = Self.addressGuard(egress, allowsPrivate: false)
        privateToo = Self.addressGuard(egress, allowsPrivate: true)
    }

    /// Begins an attempt; it ends in a transfer of its tag.
    package func send(_ attempt: Attempt, over transfers: HTTPTransfers) {
        let webhook = WebhookRequest(attempt, userAgent: rules.userAgent, origin: rules.origin)
        let endpoint = attempt.endpoint
        let mayConnect = endpoint.allowsPrivate ? privateToo : publicOnly
        var request = ClientRequest(
            webhook.asksForAgreement ? .options : .post, endpoint.url.text, mayConnect: mayConnect)
        request.headers = webhook.headers
        request.body = webhook.body
        request.timeout = rules.timeout
        request.connectTimeout = rules.connectTimeout
        request.keptLimit = AttemptRecord.maximumAnswer
        request.allowsPlain = endpoint.allowsPrivate || !rules.requireHTTPS
        request.authorities = rules.authorities
        if let certificate = endpoint.options.clientCertificate {
            request.identity = ClientIdentity(
                certificatePEM: certificate.certificatePEM, privateKeyPEM: certificate.privateKeyPEM)
        }
        transfers.start(request, tag: attempt.tag)
    }

    /// What the end of an attempt's transfer means.
    package func outcome(of transfer: FinishedTransfer, for attempt: Attempt) -> AttemptOutcome {
        let end: AttemptOutcome.End =
            switch attempt.load {
            case .event, .batch: .init(transfer.outcome)
            case .handshake: .init(transfer.outcome, toQuestionFrom: rules.origin)
            }
        guard end != .blockedAddress, let address = transfer.address.flatMap(IPAddress.init(bytes:)),
            egress.mayTell(address, allowsPrivate: attempt.endpoint.allowsPrivate)
        else { return AttemptOutcome(end) }
        return AttemptOutcome(end, address: address.description)
    }

    private static func addressGuard(_ egress: EgressGuard, allowsPrivate: Bool) -> AddressGuard {
        { bytes, port in
            IPAddress(bytes: bytes).map { egress.permits($0, port: port, allowsPrivate: allowsPrivate) }
                ?? false
        }
    }
}
