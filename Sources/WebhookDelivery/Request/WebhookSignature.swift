package import BridgeCore
import Crypto

/// Standard Webhooks 1.0.0: HMAC-SHA256 (`v1`) or Ed25519 (`v1a`) over `id.timestamp.body`.
package enum WebhookSignature {
    /// The value of `webhook-signature`: one `v1,<base64>` or `v1a,<base64>` for each secret in the order given,
    /// newest first, with exactly one space between two.
    ///
    /// - Parameter timestamp: As in `webhook-timestamp`: the moment of the attempt, cut to whole seconds.
    package static func value(
        id: String, timestamp: Instant, body: [UInt8], secrets: [SigningSecret]
    ) -> String {
        let head = Array("\(id).\(timestamp.seconds).".utf8)
        var value = ""
        for secret in secrets {
            if !value.isEmpty { value += " " }
            value += signature(head, body, secret)
        }
        return value
    }

    private static func signature(_ head: [UInt8], _ body: [UInt8], _ secret: SigningSecret) -> String {
        switch secret.scheme {
        case .symmetric: "v1," + Base64.encode(HMACSHA256.code(for: head, body, key: secret.key))
        case .ed25519:
            "v1a,"
                + Base64.encode(
                    Ed25519.signature(of: head + body, seed: Array(secret.key.prefix(Ed25519.keyLength)))
                        ?? [])
        }
    }

    /// The three headers that make an attempt verifiable.
    package static func headers(
        id: String, timestamp: Instant, body: [UInt8], secrets: [SigningSecret]
    ) -> [(name: String, value: String)] {
        [
            ("webhook-id", id),
            ("webhook-timestamp", String(timestamp.seconds)),
            ("webhook-signature", value(id: id, timestamp: timestamp, body: body, secrets: secrets)),
        ]
    }
}
