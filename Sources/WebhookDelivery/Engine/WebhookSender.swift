import BridgeCore
import HTTPClient

/// Turns attempts into transfers, under the rules all endpoints share.
struct WebhookSender {
    private let rules: DeliveryRules
    private let publicOnly: AddressGuard
    private let privateToo: AddressGuard

    init(_ rules: DeliveryRules) {
        self.rules = rules
        let egress = EgressGuard(
            allowedNetworks: rules.allowedPrivateNetworks, ownListeners: rules.ownListeners)
        publicOnly = Self.addressGuard(egress, allowsPrivate: false)
        privateToo = Self.addressGuard(egress, allowsPrivate: true)
    }

    func send(_ attempt: Attempt, over transfers: HTTPTransfers) {
        let webhook = WebhookRequest(attempt, userAgent: rules.userAgent)
        let allowsPrivate = attempt.endpoint.allowsPrivate
        var request = ClientRequest(.post, webhook.url, mayConnect: allowsPrivate ? privateToo : publicOnly)
        request.headers = webhook.headers
        request.body = webhook.body
        request.timeout = rules.timeout
        request.connectTimeout = rules.connectTimeout
        request.allowsPlain = allowsPrivate || !rules.requireHTTPS
        request.authorities = rules.authorities
        transfers.start(request, tag: attempt.tag)
    }

    private static func addressGuard(_ egress: EgressGuard, allowsPrivate: Bool) -> AddressGuard {
        { bytes, port in
            IPAddress(bytes: bytes).map { egress.permits($0, port: port, allowsPrivate: allowsPrivate) }
                ?? false
        }
    }
}
