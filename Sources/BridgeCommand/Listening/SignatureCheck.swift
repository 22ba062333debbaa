import BridgeCore
import Crypto
import WebhookDelivery

/// What a receiver does before it believes a webhook (Standard Webhooks 1.0.0).
enum SignatureCheck: Equatable {
    case valid
    /// Why not, in words.
    case invalid(String)

    /// How far the sender's clock may be from ours.
    private static let tolerance = Duration.seconds(300)

    init(
        id: String?, timestamp: String?, signature: String?, body: [UInt8], secret: SigningSecret,
        now: Instant
    ) {
        guard let id, let timestamp, let signature else {
            self = .invalid("webhook-id, webhook-timestamp or webhook-signature is missing")
            return
        }
        guard let seconds = Int64(timestamp), abs(seconds - now.seconds) <= Self.tolerance.components.seconds
        else {
            self = .invalid("webhook-timestamp is more than 5 minutes away from this clock")
            return
        }
        let expected = WebhookSignature.value(
            id: id, timestamp: Instant(seconds: seconds), body: body, secrets: [secret])
        let isSigned = signature.split(separator: " ").contains {
            constantTimeEqual($0.utf8, expected.utf8)
        }
        self = isSigned ? .valid : .invalid("webhook-signature was not made with this secret")
    }
}
